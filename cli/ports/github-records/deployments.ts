import type { GitHubRequests } from "../github-requests";
import { commitOf } from "./commit";

/** How a deployment stands, as GitHub shows it. */
export const deploymentStates = ["queued", "in_progress", "success", "failure", "error", "inactive"] as const;
export type DeploymentState = (typeof deploymentStates)[number];

/** What went where. */
export interface DeploymentText {
  /** The stack. */
  readonly environment: string;
  /** The commit that the release was built from, 7 to 40 digits. */
  readonly commit: string;
  readonly release: string;
  /** Tells one deployment of the same commit from another. */
  readonly key: string;
  /** Gone with its pull request. */
  readonly transient?: boolean;
}

export interface StatusText {
  readonly state: DeploymentState;
  /** One sentence; GitHub takes 140 characters. */
  readonly description: string;
  /** Where the environment answers. */
  readonly url?: string;
  /** The workflow's run. */
  readonly log?: string;
}

export interface DeploymentRecord {
  readonly done: "recorded" | "unchanged" | "no such commit";
  readonly id: number | null;
}

/** How many of an environment's last deployments are looked through. */
const looked = 30;

/** Tells them from those that GitHub itself records for each job that names an environment. */
const task = "promenade";

/**
 * Records a deployment, or finds the one that was recorded under this key, and sets its status. GitHub takes the
 * status of those before it away, once this one has succeeded; for that it must not call the environment a production.
 */
export const recordDeployment = (
  { ask, options, persistently }: GitHubRequests,
  { environment, commit, release, key, transient = false }: DeploymentText,
  { state, description, url, log }: StatusText,
) =>
  persistently(async (): Promise<DeploymentRecord> => {
    const sha = await commitOf({ ask, options }, commit);
    if (sha === undefined) return { done: "no such commit", id: null };
    const { data: known } = await ask("GET /repos/{owner}/{repo}/deployments", {
      ...{ ...options(), environment, sha, task, per_page: looked },
    });
    const id = known.find(({ payload }) => keyIn(payload) === key)?.id ?? (await create());
    const statuses = { ...options(), deployment_id: id };
    const { data: before } = await ask("GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses", {
      ...{ ...statuses, per_page: 1 },
    });
    const said = shortened(description);
    if (before[0]?.state === state && before[0].description === said) return { done: "unchanged", id };
    await ask("POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses", {
      ...{ ...statuses, state, description: said, auto_inactive: true },
      ...{ ...(url === undefined ? {} : { environment_url: url }), ...(log === undefined ? {} : { log_url: log }) },
    });
    return { done: "recorded", id };

    async function create(): Promise<number> {
      const { data } = await ask("POST /repos/{owner}/{repo}/deployments", {
        ...{
          ...options(),
          ref: sha ?? commit,
          environment,
          task,
          description: shortened(`${release} in ${environment}`),
        },
        // What may be deployed promenade has judged: GitHub merges nothing, and waits for nothing.
        ...{ auto_merge: false, required_contexts: [], transient_environment: transient, payload: { key, release } },
      });
      if ("id" in data) return data.id;
      throw new Error(`GitHub merged instead of recording: ${data.message ?? "it does not say why"}`);
    }
  });

/** How the last deployment to an environment stands, and since when; undefined where there was none. */
export const lastDeployment = ({ ask, options, persistently }: GitHubRequests, environment: string) =>
  persistently(async (): Promise<{ readonly state: string; readonly at: string } | undefined> => {
    const { data: known } = await ask("GET /repos/{owner}/{repo}/deployments", {
      ...{ ...options(), environment, task, per_page: 1 },
    });
    const [last] = known;
    if (last === undefined) return undefined;
    const { data: statuses } = await ask("GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses", {
      ...{ ...options(), deployment_id: last.id, per_page: 1 },
    });
    return { state: statuses[0]?.state ?? "queued", at: statuses[0]?.created_at ?? last.created_at };
  });

/** GitHub tells a payload as it was given, or as its text. */
function keyIn(payload: unknown): unknown {
  if (typeof payload !== "string") return (payload as { readonly key?: unknown } | null)?.key;
  try {
    return (JSON.parse(payload) as { readonly key?: unknown } | null)?.key;
  } catch {
    return undefined;
  }
}

const shortened = (text: string): string => (text.length <= 140 ? text : `${text.slice(0, 139)}…`);
