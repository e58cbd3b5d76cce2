import type { GuardLimits } from "./guard";
import type { Tasks } from "./fitness";

/** What the environment's settings say of its rollouts. */
export interface Policy {
  readonly stack: string;
  readonly limits: GuardLimits;
  /** Whether a release migrates the database before it is deployed. */
  readonly migrates: boolean;
  /** Tasks that a full slot may scale in to, by service. */
  readonly normal: Tasks;
}

/** How long (ms) the slot that has lost its requests stays at full size, and as a standby (requirement 3). */
export const keeping = { full: 3_600_000, standby: 24 * 3_600_000 } as const;
