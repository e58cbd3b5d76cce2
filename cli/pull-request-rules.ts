import { repositoryNamed } from "../core/config/repository";
import { InvalidInput } from "../core/problem";
import { pullRequestsSchema, type PullRequestRules } from "../core/pull-requests/rules";
import { check } from "../core/schema";
import { readStackFile, type StackFile } from "./stack-file";

/**
 * The repository is `promenade:repository`'s where nothing else is said. Read by itself: nothing else that may be wrong
 * in a stack file keeps an environment from being removed.
 * @throws InvalidInput where it is not right.
 */
export function pullRequestRules({ config, locate }: StackFile): PullRequestRules {
  const where = "promenade:pullRequests";
  const checked = check(pullRequestsSchema, config[where] ?? {}, where);
  if ("problems" in checked) throw new InvalidInput(checked.problems.map(locate));
  const { value } = checked;
  return { ...value, repository: value.repository ?? repositoryNamed(config["promenade:repository"]) };
}

/** What every pull request's stack without a file of its own reads; none where no file is kept for them. */
export function pullRequestFile(checkout: string): readonly StackFile[] {
  try {
    return [readStackFile(checkout, "pr-1")];
  } catch (error) {
    if (error instanceof InvalidInput) return [];
    throw error;
  }
}
