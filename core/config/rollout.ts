import { parseDuration } from "../duration";
import type { Problem } from "../problem";
import { guardLimits, type GuardLimits } from "../rollout/guard";
import { schedules, type Schedule } from "../rollout/schedule";
import type { TierSize } from "../tier-size";
import type { Tier } from "../tiers";
import { when, type Choice } from "./choice";
import type { Config } from "./keys";

/** A setting as a stack file or a flow has it, or as neither has. */
type Asked<Key extends keyof Config> = { readonly [K in Key]?: Config[K] | undefined };

/** How requests move to another release: by a schedule that has a name, or by steps of the stack file's own. */
export function chooseSchedule({ schedule }: Asked<"schedule">, size: TierSize): Choice<Schedule> {
  if (schedule === undefined || typeof schedule === "string") {
    return { value: schedules[schedule ?? size.schedule], problems: [] };
  }
  const value = schedule.map(({ share, bake }) => ({ share, bakeSeconds: parseDuration(bake) ?? 0 }));
  const shares = value.map(({ share }) => share);
  const rising = shares.every((share, at) => at === 0 || share > (shares[at - 1] ?? 0));
  const problem = (): Problem => ({
    where: "promenade:schedule",
    wrong: "its steps do not lead to all requests",
    found: shares.map((share) => `${share} %`).join(", "),
    allowed: "shares that rise from step to step, the last of them 100",
    change: "correct the shares, or name a schedule: " + Object.keys(schedules).join(", "),
  });
  return { value, problems: when(!rising || shares.at(-1) !== 100, problem) };
}

/**
 * What the guard of a shift goes by, with the flow's limits where it has its own. prod's thresholds may be stricter than
 * required, never looser (requirement 7).
 */
export function chooseGuard({ guard = {} }: Asked<"guard">, tier: Tier, usual = guardLimits): Choice<GuardLimits> {
  const { objective = {}, ...own } = guard;
  const value: GuardLimits = { ...over(usual, own), objective: over(usual.objective, objective) };
  const looser = (["errorPercent", "p99Seconds"] as const).filter((name) => value[name] > guardLimits[name]);
  return {
    value,
    problems:
      tier !== "prod"
        ? []
        : looser.map((name) => ({
            where: `promenade:guard.${name}`,
            wrong: "looser than prod's guard may be",
            found: String(value[name]),
            allowed: `at most ${guardLimits[name]}`,
            change: `lower promenade:guard.${name}, or remove it`,
          })),
  };
}

/** `given` counts where it says something. */
const over = <T extends object>(standard: T, given: { readonly [K in keyof T]?: T[K] | undefined }): T => ({
  ...standard,
  ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
});
