import { setTimeout as pause } from "node:timers/promises";
import { failed, Failure } from "../failure";

/** What GitHub fails or does not answer is asked so often, each time after a longer pause (ms). */
const [attempts, firstPause, patience] = [3, 250, 10_000];

/**
 * GitHub's REST API for one repository. The token comes from GITHUB_TOKEN and goes nowhere but into the request; a public
 * repository can be read without one. GITHUB_API_URL names another server, as GitHub's own runners do.
 *
 * @param repository `owner/name`.
 */
export async function openRequests(repository: string, environment: NodeJS.ProcessEnv) {
  const { request } = await import("@octokit/request");
  const { GITHUB_TOKEN: token, GITHUB_API_URL: baseUrl } = environment;
  const ask = request.defaults({
    ...(baseUrl ? { baseUrl } : {}),
    headers: { "x-github-api-version": "2022-11-28", ...(token ? { authorization: `Bearer ${token}` } : {}) },
  });
  const [owner = "", repo = ""] = repository.split("/");

  /**
   * Does what asks one thing or several, and where GitHub fails does it again from its beginning: what writes looks first
   * whether it has written before its answer was lost. @throws Failure when GitHub does not answer, or refuses.
   */
  async function persistently<T>(operation: () => Promise<T>, attempt = 1): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      if (error instanceof Failure) throw error;
      if (!mayPass(statusOf(error)) || attempt === attempts) throw unanswered(repository, error, token);
      await pause(firstPause * attempt);
      return persistently(operation, attempt + 1);
    }
  }

  return {
    ask,
    token,
    /** What every request is given. */
    options: () => ({ owner, repo, request: { signal: AbortSignal.timeout(patience) } }),
    persistently,
  };
}

export type GitHubRequests = Awaited<ReturnType<typeof openRequests>>;

/** Undefined where GitHub has nothing of that name, or does not say that it has. */
export async function ifThere<T>(call: Promise<{ readonly data: T }>): Promise<T | undefined> {
  try {
    return (await call).data;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** The status of an answer that is an error; a connection that failed counts as the server's fault. */
export const statusOf = (error: unknown): number => (error as { status?: number }).status ?? 500;

/** Too many requests, or the server's fault. */
const mayPass = (status: number): boolean => status === 429 || status >= 500;

function unanswered(repository: string, error: unknown, token: string | undefined) {
  const status = statusOf(error);
  const again = token ? "run the same command again later" : "set GITHUB_TOKEN, or run the same command again later";
  return failed(
    {
      where: `GitHub, ${repository}`,
      ...(mayPass(status)
        ? { wrong: "it does not answer what is asked of it", change: again }
        : { wrong: "it refuses what is asked of it", change: remedies[status] ?? again }),
      found: error instanceof Error ? `${status}: ${error.message}` : String(error),
      allowed: "an answer; nothing is created or removed without one",
    },
    { cause: error },
  );
}

const remedies: Readonly<Record<number, string>> = {
  401: "set GITHUB_TOKEN to a token that is still good",
  403: "give the token that right: in a workflow, under the job's `permissions`",
  404: "name what is there, and see that the token may read it",
  422: "correct what it does not take",
};
