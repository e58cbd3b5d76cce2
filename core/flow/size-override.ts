import { z } from "zod";
import { variableName } from "../config/keys";
import type { TierSize } from "../tier-size";

const count = z.int().min(0).max(1_000_000);

/** Sizes in which an environment departs from its tier, and why; the reason is shown with them. */
export const sizeOverrideSchema = z.strictObject({
  reason: z.string().min(8).max(200),
  /** Requests a second. */
  plannedLoad: count.optional(),
  /** USD a month. */
  budget: count.optional(),
  instances: z.strictObject({ normal: count.optional(), min: count.optional(), max: count.optional() }).optional(),
  cpu: count.optional(),
  memoryMiB: count.optional(),
  database: z
    .strictObject({
      instanceClass: z.string().optional(),
      storageGiB: count.optional(),
      backupRetentionDays: count.optional(),
    })
    .optional(),
  cache: z.strictObject({ nodeType: z.string().optional() }).optional(),
  logs: z.strictObject({ retentionDays: count.optional(), gigabytes: z.number().min(0).optional() }).optional(),
  variables: z.record(variableName, z.string().max(2048)).optional(),
});
export type SizeOverride = z.infer<typeof sizeOverrideSchema>;

/**
 * A tier's size with an environment's own over it. What the flow says is less than the tier's floor lowers the floor, for that
 * environment (requirement 7); ceilings hold.
 */
export function withOverrides(size: TierSize, overrides: readonly SizeOverride[]): TierSize {
  return overrides.reduce(withOverride, size);
}

function withOverride(size: TierSize, override: SizeOverride): TierSize {
  const { instances, database, cache, logs, variables } = override;
  const { bounds } = size;
  return {
    ...over(size, pick(override, ["plannedLoad", "budget", "cpu", "memoryMiB"])),
    instances: over(size.instances, instances),
    database: size.database && over(size.database, database),
    cache: size.cache && over(size.cache, cache),
    logs: over(size.logs, logs),
    variables: { ...size.variables, ...variables },
    bounds: {
      ...bounds,
      instances: lowered(bounds.instances, instances?.min),
      databaseStorageGiB: lowered(bounds.databaseStorageGiB, database?.storageGiB),
      backupRetentionDays: lowered(bounds.backupRetentionDays, database?.backupRetentionDays),
      logRetentionDays: lowered(bounds.logRetentionDays, logs?.retentionDays),
    },
  };
}

const lowered = <T extends { readonly min: number }>(bounds: T, to: number | undefined): T => ({
  ...bounds,
  min: Math.min(bounds.min, to ?? bounds.min),
});

const pick = <T extends object, K extends keyof T>(from: T, keys: readonly K[]): Partial<Pick<T, K>> =>
  Object.fromEntries(keys.map((key) => [key, from[key]])) as Partial<Pick<T, K>>;

type Given<T> = { readonly [K in keyof T]?: T[K] | undefined };

const over = <T extends object>(size: T, given: Given<T> | undefined): T => ({
  ...size,
  ...Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined)),
});
