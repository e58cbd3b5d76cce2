import type { Estimate } from "./estimate";
import type { Commitment } from "./world";

export interface Saving {
  readonly what: string;
  /** USD a month that it costs now. */
  readonly now: number;
  readonly percent: number;
  /** USD a month. */
  readonly saved: number;
}

/** Discounts for a year's commitment with nothing paid upfront, about; longer ones and payment upfront save more. */
const offers: Readonly<Record<Commitment, { readonly what: string; readonly percent: number }>> = {
  tasks: { what: "Compute Savings Plan for the tasks", percent: 20 },
  database: { what: "reserved database instances", percent: 33 },
  cache: { what: "reserved cache nodes", percent: 31 },
};

/** What committing to a year's capacity would save, largest first. */
export function savingsOf({ groups }: Pick<Estimate, "groups">): readonly Saving[] {
  const lines = groups.flatMap(({ resources }) => resources).flatMap((resource) => resource.lines);
  return Object.entries(offers)
    .map(([commitment, { what, percent }]) => {
      const own = lines.filter((line) => line.commitment === commitment);
      const now = own.reduce((sum, { monthly }) => sum + monthly, 0);
      return { what, now, percent, saved: (now * percent) / 100 };
    })
    .filter(({ now }) => now > 0)
    .sort((one, other) => other.saved - one.saved);
}
