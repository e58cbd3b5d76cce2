import type { BackMerge } from "../../../core/flow/back-merge";
import type { GitHubRequests } from "../github-requests";

export interface BackMergeRecord {
  readonly done: "opened" | "open already" | "nothing to merge";
  readonly url: string | null;
}

/** One open pull request that takes a branch back into another one; none where there is nothing to take. */
export const pullRequestFor = (
  { ask, options, persistently }: GitHubRequests,
  { from, into }: BackMerge,
  body: string,
) =>
  persistently(async (): Promise<BackMergeRecord> => {
    const { owner } = options();
    const { data: compared } = await ask("GET /repos/{owner}/{repo}/compare/{basehead}", {
      ...{ ...options(), basehead: `${into}...${from}`, per_page: 1 },
    });
    if (compared.ahead_by === 0) return { done: "nothing to merge", url: null };
    const { data: open } = await ask("GET /repos/{owner}/{repo}/pulls", {
      ...{ ...options(), state: "open", base: into, head: `${owner}:${from}` },
    });
    if (open[0] !== undefined) return { done: "open already", url: open[0].html_url };
    const { data } = await ask("POST /repos/{owner}/{repo}/pulls", {
      ...{ ...options(), title: `Merge ${from} back into ${into}`, head: from, base: into, body },
    });
    return { done: "opened", url: data.html_url };
  });
