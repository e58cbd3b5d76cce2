import { keeping } from "./policy";

/** How the last deployment to a stack stands at GitHub, and since when (ISO 8601). */
export interface LastDeployment {
  readonly state: string;
  readonly at: string;
}

/** How long (ms) after what is due last it is still looked for: schedules are late, and commands fail. */
const grace = 2 * 3_600_000;

/** Whether GitHub takes a deployment for one that is still under way. */
export const seemsOngoing = ({ state }: LastDeployment): boolean =>
  ["queued", "in_progress", "pending"].includes(state);

/**
 * Whether a rollout may be under way, or the slot before may have to be scaled down: all that a schedule looks after.
 * Costs no look at the cloud, and errs on the safe side.
 */
export const needsAttention = (last: LastDeployment | undefined, now: number): boolean =>
  last !== undefined && (seemsOngoing(last) || now - Date.parse(last.at) < keeping.standby + grace);
