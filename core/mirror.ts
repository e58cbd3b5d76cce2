import { z } from "zod";
import type { Difference, Place } from "./differences";
import type { Problem } from "./problem";
import { show } from "./problem";

/** All that two environments may differ in when one mirrors the other (requirement 1, s0: smaller, but the same). */
export const differenceKinds = ["size", "count", "cdn", "cache mode", "retention", "log volume", "approvals"] as const;

/** `*` stands for anything. */
const pattern = z.string().min(1);

const allowanceSchema = z.strictObject({
  kind: z.enum(differenceKinds),
  /** Resource types: `aws:rds/instance:Instance`, `aws:cloudfront/*`. */
  type: pattern,
  /** Resource names, with `{environment}` in place of the environment's. */
  name: pattern.default("*"),
  /** Which properties may differ; left out, the resource as a whole may be on one side only. */
  properties: z.array(pattern).min(1).optional(),
  /** Shown with each difference that it allows. */
  reason: z.string().min(8),
});
export type Allowance = z.infer<typeof allowanceSchema>;

/** What one environment promises to have as another one has it, and all that may differ. */
export const mirrorSchema = z.strictObject({
  of: z.string(),
  by: z.string(),
  differences: z.array(allowanceSchema),
});
export type Mirror = z.infer<typeof mirrorSchema>;

export interface Judged extends Difference {
  /** Undefined when nothing in the list allows it. */
  readonly allowance: Allowance | undefined;
}

export interface Verdict {
  readonly differences: readonly Judged[];
  /** Entries of the list that allow nothing any more. */
  readonly stale: readonly Allowance[];
}

/** Holds each difference against the list. What is `unknown` yet may still need an entry that nothing else needs. */
export function judge(
  found: readonly Difference[],
  { differences: allowances }: Mirror,
  unknown: readonly Place[] = [],
): Verdict {
  const judged = found.map((difference) => ({
    ...difference,
    allowance: allowances.find((allowance) => allows(allowance, difference)),
  }));
  const used = new Set(judged.map(({ allowance }) => allowance));
  const needed = (allowance: Allowance): boolean =>
    used.has(allowance) || unknown.some((one) => covers(allowance, one));
  return { differences: judged, stale: allowances.filter((allowance) => !needed(allowance)) };
}

function allows({ type, name, properties }: Allowance, difference: Difference): boolean {
  const { property } = difference;
  if (!fits(type, difference.type) || !fits(name, difference.name)) return false;
  if (property === undefined) return properties === undefined;
  return properties?.some((one) => fits(one, property)) ?? false;
}

/** Whether an allowance is for something within a place. */
const covers = ({ type, name, properties = [] }: Allowance, place: Place): boolean =>
  fits(type, place.type) &&
  fits(name, place.name) &&
  properties.some((one) => place.property !== undefined && one.startsWith(place.property));

const fits = (glob: string, text: string): boolean =>
  new RegExp(`^${glob.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(text);

/** What is told of a difference that nothing allows. */
export const departure = ({ of, by }: Mirror, { type, name, property, ...values }: Difference): Problem => ({
  where: `${type} ${name}${property === undefined ? "" : `: ${property}`}`,
  wrong: `${by} does not mirror ${of}`,
  found: `${of}: ${show(values.of)}, ${by}: ${show(values.by)}`,
  allowed: `the same in both, or a difference in ${differenceKinds.join(", ")} that the flow lists`,
  change: "make them equal; or list it under mirrors in the flow file, with its kind and the reason",
});
