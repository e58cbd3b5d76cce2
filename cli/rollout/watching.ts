import type { Bake, GuardLimits } from "../../core/rollout/guard";
import { sameWeights, shareOf, weightsOf } from "../../core/rollout/shares";
import type { Standing } from "../../core/rollout/standing";
import type { ObservedSlot, Seen } from "../../core/rollout/view";
import type { TrafficPort } from "../ports/traffic";

/** How far back (ms) a bake is measured at most. */
const longest = 3_600_000;

/** Measures the step that is being watched; undefined where none is. */
export async function measureBake(
  traffic: TrafficPort,
  { ongoing, noted }: Standing,
  seen: Seen,
  limits: GuardLimits,
  now: number,
): Promise<Bake | undefined> {
  if (ongoing?.direction !== "forward" || ongoing.breach !== undefined || noted === undefined) return undefined;
  const { slot, steps } = ongoing.started;
  const share = shareOf(seen.live, slot) ?? 0;
  const step = steps.find((one) => one.share === share);
  if (step === undefined || step.bakeSeconds === 0 || !sameWeights(noted.weights, weightsOf(slot, share))) {
    return undefined;
  }
  const from = Math.max(noted.at, now - longest);
  // A bake shorter than a window is one.
  const windowSeconds = Math.min(limits.windowSeconds, step.bakeSeconds);
  const measured = await traffic.measure({ receiver: slot, from, now, windowSeconds, metrics: limits.metrics });
  return {
    ...{ startedAt: noted.at, step, health: worst(seen.slots[slot]), alarms: seen.alarms[slot] },
    ...measured,
  };
}

/** The service of a slot that lacks the largest share of its targets. */
function worst(slot: ObservedSlot): Bake["health"] {
  const each = Object.values(slot).map(({ healthy, desired }) => ({ healthy, desired }));
  return each.reduce(
    (one, other) => (other.healthy * one.desired < one.healthy * other.desired ? other : one),
    each[0] ?? { healthy: 0, desired: 0 },
  );
}
