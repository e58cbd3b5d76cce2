import { repositoryNamed } from "../core/config/repository";
import type { Context } from "./context";
import type { StackFile } from "./stack-file";

/**
 * Where records are kept, `owner/name`: the repository whose workflow runs, else the one that the stack file names. A
 * fork's workflows so never write to what it was forked from. Undefined where neither names one.
 */
export const repositoryFor = ({ environment }: Context, file: StackFile): string | undefined =>
  environment.GITHUB_REPOSITORY || repositoryNamed(file.config["promenade:repository"]);

/** The page of the workflow's run that this is part of. */
export function runUrl({ environment }: Context): string | undefined {
  const { GITHUB_SERVER_URL: server = "https://github.com", GITHUB_REPOSITORY, GITHUB_RUN_ID } = environment;
  if (!GITHUB_REPOSITORY || !GITHUB_RUN_ID) return undefined;
  return `${server}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
}
