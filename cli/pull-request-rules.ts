import { InvalidInput } from "../core/problem";
import { pullRequestsSchema, type PullRequestRules } from "../core/pull-requests/rules";
import { check } from "../core/schema";
import type { StackFile } from "./stack-file";

/**
 * Read by itself: nothing else that may be wrong in a stack file keeps an environment from being removed.
 * @throws InvalidInput where it is not right.
 */
export function pullRequestRules({ config, locate }: StackFile): PullRequestRules {
  const where = "promenade:pullRequests";
  const checked = check(pullRequestsSchema, config[where] ?? {}, where);
  if ("problems" in checked) throw new InvalidInput(checked.problems.map(locate));
  return checked.value;
}
