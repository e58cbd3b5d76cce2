import type { PullRequest } from "../../core/pull-requests/admission";
import { failed } from "../failure";
import { ifThere, openRequests } from "./github-requests";

/** What is asked of GitHub about one repository. */
export interface GitHub {
  /** `missing` only where the repository itself can be read. @throws Failure when GitHub does not tell. */
  pullRequest(number: number): Promise<PullRequest | "missing">;
}

/**
 * GitHub's REST API, as `openRequests` has it.
 *
 * @param repository `owner/name`.
 */
export async function openGitHub(repository: string, environment: NodeJS.ProcessEnv): Promise<GitHub> {
  const { ask, options, persistently, token } = await openRequests(repository, environment);
  return {
    pullRequest: (number) =>
      persistently(async () => {
        const told = await ifThere(
          ask("GET /repos/{owner}/{repo}/pulls/{pull_number}", { ...options(), pull_number: number }),
        );
        if (told !== undefined) return pullRequestIn(told);
        // GitHub answers the same where the token may not read the repository: that is no reason to remove anything.
        const readable = await ifThere(ask("GET /repos/{owner}/{repo}", options()));
        if (readable === undefined) throw unreadable(repository, token);
        return "missing";
      }),
  };
}

/** What GitHub tells of a pull request, as far as it matters here. */
interface Told {
  readonly state: string;
  readonly merged: boolean;
  readonly labels: readonly { readonly name: string }[];
  /** Null once the fork is gone. */
  readonly head: { readonly repo: { readonly id: number } | null };
  readonly base: { readonly repo: { readonly id: number } };
}

const pullRequestIn = ({ state, merged, labels, head, base }: Told): PullRequest => ({
  state: state === "open" ? "open" : merged ? "merged" : "closed",
  fork: head.repo?.id !== base.repo.id,
  labels: labels.map(({ name }) => name),
});

const unreadable = (repository: string, token: string | undefined) =>
  failed({
    where: `GitHub, ${repository}`,
    wrong: "the repository cannot be read",
    found: token ? "nothing that this GITHUB_TOKEN may see" : "nothing that is public, and no GITHUB_TOKEN",
    allowed: "a repository whose pull requests can be read",
    change: "correct the name in promenade:repository, or set GITHUB_TOKEN to a token that may read pull requests",
  });
