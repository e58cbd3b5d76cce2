import { setTimeout as pause } from "node:timers/promises";
import type { PullRequest } from "../../core/pull-requests/admission";
import { failed } from "../failure";

/** What is asked of GitHub about one repository. */
export interface GitHub {
  /** `missing` only where the repository itself can be read. @throws Failure when GitHub does not tell. */
  pullRequest(number: number): Promise<PullRequest | "missing">;
}

/** A call that GitHub fails or does not answer is made so often, each time after a longer pause (ms). */
const [attempts, firstPause, patience] = [3, 250, 10_000];

/**
 * GitHub's REST API. The token comes from GITHUB_TOKEN and goes nowhere but into the request; a public repository can be
 * read without one. GITHUB_API_URL names another server, as GitHub's own runners do.
 *
 * @param repository `owner/name`.
 */
export async function openGitHub(repository: string, environment: NodeJS.ProcessEnv): Promise<GitHub> {
  const { request } = await import("@octokit/request");
  const { GITHUB_TOKEN: token, GITHUB_API_URL: baseUrl } = environment;
  const ask = request.defaults({
    ...(baseUrl ? { baseUrl } : {}),
    headers: { "x-github-api-version": "2022-11-28", ...(token ? { authorization: `Bearer ${token}` } : {}) },
  });
  const [owner = "", repo = ""] = repository.split("/");

  const options = () => ({ owner, repo, request: { signal: AbortSignal.timeout(patience) } });

  /** Undefined where GitHub has nothing of that name, or does not say that it has. */
  async function found<T>(call: () => Promise<{ readonly data: T }>, attempt = 1): Promise<T | undefined> {
    try {
      return (await call()).data;
    } catch (error) {
      const status = statusOf(error);
      if (status === 404) return undefined;
      if (status < 500 || attempt === attempts) throw unanswered(repository, error, token);
      await pause(firstPause * attempt);
      return found(call, attempt + 1);
    }
  }

  return {
    async pullRequest(number) {
      const told = await found(() =>
        ask("GET /repos/{owner}/{repo}/pulls/{pull_number}", { ...options(), pull_number: number }),
      );
      if (told !== undefined) return pullRequestIn(told);
      // GitHub answers the same where the token may not read the repository: that is no reason to remove anything.
      const readable = await found(() => ask("GET /repos/{owner}/{repo}", options()));
      if (readable === undefined) throw unreadable(repository, token);
      return "missing";
    },
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

/** A connection that failed counts as the server's fault. */
const statusOf = (error: unknown): number => (error as { status?: number }).status ?? 500;

const unanswered = (repository: string, error: unknown, token: string | undefined) =>
  failed(
    {
      where: `GitHub, ${repository}`,
      wrong: "it does not answer what is asked of it",
      found: error instanceof Error ? `${statusOf(error)}: ${error.message}` : String(error),
      allowed: "an answer; nothing is created or removed without one",
      change: token ? "run the same command again later" : "set GITHUB_TOKEN, or run the same command again later",
    },
    { cause: error },
  );

const unreadable = (repository: string, token: string | undefined) =>
  failed({
    where: `GitHub, ${repository}`,
    wrong: "the repository cannot be read",
    found: token ? "nothing that this GITHUB_TOKEN may see" : "nothing that is public, and no GITHUB_TOKEN",
    allowed: "a repository whose pull requests can be read",
    change: "correct promenade:pullRequests.repository, or set GITHUB_TOKEN to a token that may read pull requests",
  });
