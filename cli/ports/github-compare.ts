import type { Commit, Comparison } from "../../core/notes/commit";
import { ifThere, openRequests, type GitHubRequests } from "./github-requests";

/** As many commits as GitHub gives at once. */
const size = 100;

/** What lies between two commits, by GitHub's history. @throws Failure where GitHub does not answer. */
export async function compareAtGitHub(
  repository: string,
  environment: NodeJS.ProcessEnv,
  previous: string,
  next: string,
): Promise<Comparison> {
  const requests = await openRequests(repository, environment);
  const added = await between(requests, previous, next);
  const removed = added === undefined ? undefined : await between(requests, next, previous);
  if (added === undefined || removed === undefined) {
    return { known: false, because: `${repository} does not show ${previous} and ${next}` };
  }
  return { known: true, added, removed };
}

/** Newest first. */
const between = ({ ask, options, persistently }: GitHubRequests, from: string, to: string) =>
  persistently(async (): Promise<readonly Commit[] | undefined> => {
    const commits: Commit[] = [];
    for (let page = 1; ; page++) {
      const told = await ifThere(
        ask("GET /repos/{owner}/{repo}/compare/{basehead}", {
          ...{ ...options(), basehead: `${from}...${to}`, per_page: size, page },
        }),
      );
      if (told === undefined) return undefined;
      commits.push(...told.commits.map(commitIn));
      if (told.commits.length < size) return commits.reverse();
    }
  });

interface Told {
  readonly sha: string;
  readonly parents: readonly { readonly sha: string }[];
  readonly commit: { readonly message: string; readonly author: { readonly name?: string } | null };
}

const commitIn = ({ sha, parents, commit: { message, author } }: Told): Commit => ({
  ...{ hash: sha, parents: parents.map((parent) => parent.sha), message },
  author: author?.name ?? "somebody",
});
