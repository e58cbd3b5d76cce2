import { checkStates, type CheckState } from "../../core/github/checks";
import { allOf } from "./github-records/pages";
import type { GitHubRequests } from "./github-requests";

/** How a commit's checks stand, by context; one that nobody has reported is not among them. */
export const checksOf = ({ ask, options, persistently }: GitHubRequests, commit: string) =>
  persistently(async (): Promise<Readonly<Record<string, CheckState>>> => {
    const [runs, statuses] = await Promise.all([
      allOf(async (page) => {
        const { data } = await ask("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", {
          ...{ ...options(), ...page, ref: commit, filter: "latest" },
        });
        return { data: data.check_runs };
      }),
      allOf(async (page) => {
        const { data } = await ask("GET /repos/{owner}/{repo}/commits/{ref}/status", {
          ...{ ...options(), ...page, ref: commit },
        });
        return { data: data.statuses };
      }),
    ]);
    return checkStates(runs, statuses);
  });
