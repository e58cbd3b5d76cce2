import type { Problem } from "../problem";
import type { TierSize } from "../tier-size";
import type { Tier } from "../tiers";
import { when } from "./choice";
import type { Config } from "./keys";

/** Something that is open for a while, and closes by itself. */
export interface Opening {
  /** ISO 8601. */
  readonly until: string;
  readonly reason: string;
  /** Who approved it; asked for in stage and prod. */
  readonly approvedBy: string | undefined;
}

export interface ChosenOpening {
  /** Undefined when it is closed, or its time is over. */
  readonly value: Opening | undefined;
  readonly problems: readonly Problem[];
  /** Set when its time is over: nothing is granted, and nothing is stopped by it either. */
  readonly warning: string | undefined;
}

const hour = 3_600_000;

/**
 * An emergency door, as the stack file asks for it (requirement 6: with approval and a time limit). One whose time is
 * over is no problem, for it must not stop a rollback; it is simply closed.
 */
export function chooseOpening(
  key: "shell" | "databaseAccess",
  config: Config,
  tier: Tier,
  { access }: TierSize,
  now: Date,
): ChosenOpening {
  const where = `promenade:${key}`;
  const asked = config[key];
  if (asked === undefined) return { value: undefined, problems: [], warning: undefined };
  const end = Date.parse(asked.until);
  if (end <= now.getTime()) {
    return { value: undefined, problems: [], warning: `${where} was over at ${asked.until}: it is closed; remove it` };
  }
  return {
    value: { until: asked.until, reason: asked.reason, approvedBy: asked.approvedBy },
    warning: undefined,
    problems: [
      ...when(end - now.getTime() > access.hours * hour, () => ({
        where: `${where}.until`,
        wrong: `open for too long in tier ${tier}`,
        found: asked.until,
        allowed: `up to ${access.hours} hours from now`,
        change: `choose an earlier end for ${where}.until`,
      })),
      ...when(access.approval && asked.approvedBy === undefined, () => ({
        where: `${where}.approvedBy`,
        wrong: `missing: in tier ${tier} somebody else has to approve it`,
        found: "nothing",
        allowed: "who approved it, as your records name them",
        change: `set ${where}.approvedBy`,
      })),
    ],
  };
}
