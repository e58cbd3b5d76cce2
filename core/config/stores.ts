import type { Problem } from "../problem";
import type { CacheSize, DatabaseSize, Tier, TierSize } from "../tiers";
import { notOneOf, when, type Choice } from "./choice";
import type { Config } from "./keys";

/** Days that CloudWatch Logs can keep a group (AWS: PutRetentionPolicy). */
export const logRetentions: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export function chooseDatabase(config: Config, tier: Tier, size: TierSize): Choice<DatabaseSize | undefined> {
  const where = "promenade:database";
  if (size.database === undefined) {
    return { value: undefined, problems: storeless(where, config.database, tier, "SQLite on the task") };
  }
  const instanceClass = config.database?.instanceClass ?? size.database.instanceClass;
  const storageGiB = config.database?.storageGiB ?? size.database.storageGiB;
  const { databaseClasses: classes, databaseStorageGiB: storage } = size.bounds;
  return {
    value: { ...size.database, instanceClass, storageGiB },
    problems: [
      ...when(!classes.includes(instanceClass), () =>
        notOneOf(`${where}.instanceClass`, `not a class of tier ${tier}`, instanceClass, classes),
      ),
      ...when(storageGiB < storage.min || storageGiB > storage.max, () => ({
        where: `${where}.storageGiB`,
        wrong: `outside the bounds of tier ${tier}`,
        found: String(storageGiB),
        allowed: `${storage.min} to ${storage.max} GiB`,
        change: "choose a size within the bounds, or another tier",
      })),
    ],
  };
}

export function chooseCache(config: Config, tier: Tier, size: TierSize): Choice<CacheSize | undefined> {
  const where = "promenade:cache";
  if (size.cache === undefined) {
    return { value: undefined, problems: storeless(where, config.cache, tier, "no cache") };
  }
  const nodeType = config.cache?.nodeType ?? size.cache.nodeType;
  const types = size.bounds.cacheNodeTypes;
  return {
    value: { ...size.cache, nodeType },
    problems: when(!types.includes(nodeType), () =>
      notOneOf(`${where}.nodeType`, `not a type of tier ${tier}`, nodeType, types),
    ),
  };
}

export function chooseLogRetention(config: Config, size: TierSize): Choice<number> {
  const days = config.logs?.retentionDays ?? size.logRetentionDays;
  return {
    value: days,
    problems: when(!logRetentions.includes(days), () =>
      notOneOf("promenade:logs.retentionDays", "not a retention CloudWatch offers", days, logRetentions),
    ),
  };
}

const storeless = (where: string, override: unknown, tier: Tier, instead: string): readonly Problem[] =>
  when(override !== undefined, () => ({
    where,
    wrong: `tier ${tier} has no such store`,
    found: "settings for one",
    allowed: `nothing: the tier runs with ${instead}`,
    change: `remove ${where}, or choose another tier`,
  }));
