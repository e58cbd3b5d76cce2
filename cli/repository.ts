import { repositoryNamed } from "../core/config/repository";
import type { Cloud } from "../core/config/keys";
import type { Context } from "./context";
import type { StackFile } from "./stack-file";

/**
 * Where records are kept, `owner/name`: the repository whose workflow runs, else the one that the stack file names. A
 * fork's workflows so never write to what it was forked from. Undefined where neither names one.
 */
export const repositoryFor = ({ environment }: Context, file: StackFile): string | undefined =>
  environment.GITHUB_REPOSITORY || repositoryNamed(file.config["promenade:repository"]);

/** Whether what happens is of GitHub's business: what is but tried out in the local cloud of one's own machine is not. */
export const isToldToGitHub = ({ environment }: Context, cloud: Cloud): boolean =>
  cloud === "aws" || Boolean(environment.GITHUB_API_URL);

/** The page of the workflow's run that this is part of. */
export function runUrl({ environment }: Context): string | undefined {
  const { GITHUB_SERVER_URL: server = "https://github.com", GITHUB_REPOSITORY, GITHUB_RUN_ID } = environment;
  if (!GITHUB_REPOSITORY || !GITHUB_RUN_ID) return undefined;
  return `${server}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
}
