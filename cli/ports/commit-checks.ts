import { checkStates, type CheckState } from "../../core/github/checks";
import { allOf } from "./github-records/pages";
import { statusOf, type GitHubRequests } from "./github-requests";

/** How a commit's checks stand, by context; one that nobody has reported is not among them, nor any of an unknown commit. */
export async function checksOf(
  { ask, options }: Pick<GitHubRequests, "ask" | "options">,
  ref: string,
): Promise<Readonly<Record<string, CheckState>>> {
  const [runs, statuses] = await Promise.all([
    unlessUnknown(() =>
      allOf(async (page) => {
        const asked = { ...options(), ...page, ref, filter: "latest" as const };
        const { data } = await ask("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", asked);
        return { data: data.check_runs };
      }),
    ),
    unlessUnknown(() =>
      allOf(async (page) => {
        const { data } = await ask("GET /repos/{owner}/{repo}/commits/{ref}/status", { ...options(), ...page, ref });
        return { data: data.statuses };
      }),
    ),
  ]);
  return checkStates(runs, statuses);
}

/** Nothing where GitHub has no commit of that name. */
export async function unlessUnknown<T>(all: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await all();
  } catch (error) {
    if ([404, 422].includes(statusOf(error))) return [];
    throw error;
  }
}
