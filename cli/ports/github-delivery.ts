import type { CommitFacts } from "../../core/promotion/vouched";
import { checksOf, unlessUnknown } from "./commit-checks";
import { allOf } from "./github-records/pages";
import { ifThere, openRequests, type GitHubRequests } from "./github-requests";

/** What GitHub knows of a commit and of a workflow's run. @throws Failure where it does not answer. */
export interface GitHubDelivery {
  /** Nothing where the repository has no such commit. */
  commit(hash: string): Promise<CommitFacts>;
  /** Whether a branch has a commit; false where there is no such branch. */
  isOn(branch: string, hash: string): Promise<boolean>;
  run(id: string): Promise<RunFacts>;
  /** Who has said yes to a run, in one of the named environments. */
  approvals(run: string, environments: readonly string[]): Promise<readonly RunApproval[]>;
}

export interface RunFacts {
  readonly actor: string;
  /** Who has run it again, or the same person. */
  readonly triggeringActor: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly url: string;
}

export interface RunApproval {
  readonly by: string;
  readonly comment: string;
}

/** @param repository `owner/name`. */
export async function openDelivery(repository: string, environment: NodeJS.ProcessEnv): Promise<GitHubDelivery> {
  const requests = await openRequests(repository, environment);
  const { ask, options, persistently } = requests;
  return {
    commit: (hash) =>
      persistently(async () => {
        const [checks, codeReviewers, tags] = await Promise.all([
          checksOf(requests, hash),
          reviewersOf(requests, hash),
          tagsOf(requests, hash),
        ]);
        return { checks, codeReviewers, tags };
      }),
    isOn: (branch, hash) =>
      persistently(async () => {
        const basehead = `${branch}...${hash}`;
        const told = await ifThere(
          ask("GET /repos/{owner}/{repo}/compare/{basehead}", { ...options(), basehead, per_page: 1 }),
        );
        return told !== undefined && told.ahead_by === 0;
      }),
    run: (id) =>
      persistently(async () => {
        const { data } = await ask("GET /repos/{owner}/{repo}/actions/runs/{run_id}", {
          ...{ ...options(), run_id: Number(id) },
        });
        const actor = data.actor?.login ?? "";
        return {
          ...{ actor, triggeringActor: data.triggering_actor?.login ?? actor },
          ...{ createdAt: data.created_at, url: data.html_url },
        };
      }),
    approvals: (id, environments) =>
      persistently(async () => {
        const { data } = await ask("GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals", {
          ...{ ...options(), run_id: Number(id) },
        });
        return data.flatMap(({ state, user, comment, environments: of }) =>
          state === "approved" && of.some(({ name = "" }) => environments.includes(name))
            ? [{ by: user.login, comment }]
            : [],
        );
      }),
  };
}

/** People whose last word on the merged pull request of a commit is a yes; its author's is none. */
async function reviewersOf({ ask, options }: GitHubRequests, hash: string): Promise<number> {
  const pulls = await unlessUnknown(() =>
    allOf((page) =>
      ask("GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", { ...options(), ...page, commit_sha: hash }),
    ),
  );
  const merged = pulls.filter(({ merged_at: at }) => at !== null);
  const each = await Promise.all(
    merged.map(async ({ number, user: author }) => {
      const reviews = await allOf((page) =>
        ask("GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews", { ...options(), ...page, pull_number: number }),
      );
      const last = new Map<string, string>();
      for (const { user, state } of reviews) {
        // A comment takes no yes back.
        if (user && state !== "COMMENTED") last.set(user.login, state);
      }
      return [...last].filter(([by, state]) => state === "APPROVED" && by !== author?.login).map(([by]) => by);
    }),
  );
  return Math.max(0, ...each.map((people) => people.length));
}

async function tagsOf({ ask, options }: GitHubRequests, hash: string): Promise<readonly string[]> {
  const tags = await allOf((page) => ask("GET /repos/{owner}/{repo}/tags", { ...options(), ...page }));
  return tags.filter(({ commit }) => commit.sha.startsWith(hash)).map(({ name }) => name);
}
