import { show, type Problem } from "../problem";
import type { Bounds } from "../tier-size";

/** A setting as chosen by tier and override, with whatever is wrong about the override. */
export interface Choice<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

export const notOneOf = (where: string, wrong: string, found: unknown, allowed: readonly unknown[]): Problem => ({
  where,
  wrong,
  found: show(found),
  allowed: allowed.join(", "),
  change: `set ${where} to one of them`,
});

/** `problem` when `condition` holds, nothing otherwise. */
export const when = (condition: boolean, problem: () => Problem): readonly Problem[] => (condition ? [problem()] : []);

/** A number that lies outside what the tier allows. */
export const outside = (where: string, tier: string, found: number, { min, max }: Bounds, unit: string) =>
  when(found < min || found > max, () => ({
    where,
    wrong: `outside the bounds of tier ${tier}`,
    found: String(found),
    allowed: min === max ? `${min} ${unit}` : `${min} to ${max} ${unit}`,
    change: "choose a value within the bounds, or another tier",
  }));
