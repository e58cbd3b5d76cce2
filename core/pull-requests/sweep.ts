import { refusalOf, type Known } from "./admission";

/** What is left of a pull request's environment, or all of it. */
export interface Remains {
  /** When it was last brought up to date; undefined where no update has ever come to its end. */
  readonly updatedAt: Date | undefined;
  readonly pullRequest: Known;
}

export interface SweepRules {
  readonly now: Date;
  /** Seconds since its last update after which an environment goes, whatever its pull request is at. */
  readonly maxAge: number;
  readonly forkLabel: string;
}

export interface Verdict {
  readonly sweep: boolean;
  readonly reason: string;
}

/**
 * Whether an environment is to be removed. One whose pull request may have none goes at once, every other one by age.
 * What no update has ever completed stays only while its pull request is known to be open: that one's next push mends it.
 */
export function verdictOn({ updatedAt, pullRequest }: Remains, { now, maxAge, forkLabel }: SweepRules): Verdict {
  const refusal = refusalOf(pullRequest, forkLabel);
  if (refusal !== undefined) return { sweep: true, reason: refusal };
  if (updatedAt === undefined) {
    return pullRequest === "unknown"
      ? { sweep: true, reason: "it never came up" }
      : { sweep: false, reason: "its pull request is open" };
  }
  const age = Math.max(0, (now.getTime() - updatedAt.getTime()) / 1000);
  if (age > maxAge) return { sweep: true, reason: `last updated ${showAge(age)} ago, allowed ${showAge(maxAge)}` };
  return { sweep: false, reason: `last updated ${showAge(age)} ago` };
}

const [hour, day] = [3600, 86_400];

/** An age such as `7d` or `12h`, in seconds; undefined for anything else. */
export function parseAge(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,4})([hd])$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * (unit === "d" ? day : hour);
}

/** Whole days from two of them on, hours below. */
const showAge = (seconds: number): string =>
  seconds >= 2 * day ? `${Math.floor(seconds / day)}d` : `${Math.floor(seconds / hour)}h`;
