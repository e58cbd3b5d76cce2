import { statusOf, type GitHubRequests } from "../github-requests";

/** The whole hash of a commit; undefined where the repository has none of that name. */
export async function commitOf(
  { ask, options }: Pick<GitHubRequests, "ask" | "options">,
  commit: string,
): Promise<string | undefined> {
  try {
    const { data } = await ask("GET /repos/{owner}/{repo}/commits/{ref}", { ...options(), ref: commit, per_page: 1 });
    return data.sha;
  } catch (error) {
    // 422 is what GitHub says of a hash that is nobody's.
    if ([404, 422].includes(statusOf(error))) return undefined;
    throw error;
  }
}
