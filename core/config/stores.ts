import type { Problem } from "../problem";
import type { BackupsSize, CacheSize, DatabaseSize, LogsSize, TierSize } from "../tier-size";
import type { Tier } from "../tiers";
import { notOneOf, outside, when, type Choice } from "./choice";
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
  const value = { ...size.database, ...given(config.database) };
  const { databaseClasses: classes, databaseStorageGiB, backupRetentionDays } = size.bounds;
  return {
    value,
    problems: [
      ...when(!classes.includes(value.instanceClass), () =>
        notOneOf(`${where}.instanceClass`, `not a class of tier ${tier}`, value.instanceClass, classes),
      ),
      ...outside(`${where}.storageGiB`, tier, value.storageGiB, databaseStorageGiB, "GiB"),
      ...outside(`${where}.backupRetentionDays`, tier, value.backupRetentionDays, backupRetentionDays, "days"),
      ...when(value.readReplica && value.backupRetentionDays === 0, () => ({
        where: `${where}.readReplica`,
        wrong: "AWS makes a replica out of a backup, and there are none",
        found: "readReplica true, backupRetentionDays 0",
        allowed: "a replica of a database with automated backups",
        change: `set ${where}.backupRetentionDays, or leave the replica out`,
      })),
    ],
  };
}

export function chooseCache(config: Config, tier: Tier, size: TierSize): Choice<CacheSize | undefined> {
  const where = "promenade:cache";
  if (size.cache === undefined) {
    return { value: undefined, problems: storeless(where, config.cache, tier, "no cache") };
  }
  const value = { ...size.cache, ...given(config.cache) };
  const types = size.bounds.cacheNodeTypes;
  return {
    value,
    problems: when(!types.includes(value.nodeType), () =>
      notOneOf(`${where}.nodeType`, `not a type of tier ${tier}`, value.nodeType, types),
    ),
  };
}

export function chooseLogs(config: Config, tier: Tier, size: TierSize): Choice<LogsSize> {
  const where = "promenade:logs.retentionDays";
  const value = { ...size.logs, ...given(config.logs) };
  const days = value.retentionDays;
  const offered = logRetentions.includes(days);
  return {
    value,
    problems: offered
      ? outside(where, tier, days, size.bounds.logRetentionDays, "days")
      : [notOneOf(where, "not a retention CloudWatch offers", days, logRetentions)],
  };
}

export interface BackupsSettings extends BackupsSize {
  /** Where a second copy of each recovery point goes. */
  readonly copyRegion: string | undefined;
}

/** Days that a recovery point stays in cold storage at least (AWS Backup: Lifecycle). */
const shortestCold = 90;

export function chooseBackups(config: Config, tier: Tier, size: TierSize): Choice<BackupsSettings | undefined> {
  const where = "promenade:backups";
  if (size.backups === undefined) {
    return { value: undefined, problems: storeless(where, config.backups, tier, "what can be rebuilt") };
  }
  const value = { copyRegion: undefined, ...size.backups, ...given(config.backups) };
  const { copyRegion, retentionDays, coldAfterDays } = value;
  const needed = coldAfterDays === undefined ? size.backups.retentionDays : coldAfterDays + shortestCold;
  return {
    value,
    problems: [
      ...outside(`${where}.retentionDays`, tier, retentionDays, { min: needed, max: longestBackup }, "days"),
      ...when(copyRegion !== undefined && !(config.allowedRegions ?? []).includes(copyRegion), () => ({
        where: `${where}.copyRegion`,
        wrong: "data stays in the stack's region unless promenade:allowedRegions says otherwise",
        found: String(copyRegion),
        allowed: config.allowedRegions?.join(", ") ?? "no other region",
        change: "add the region to promenade:allowedRegions, or leave the copy out",
      })),
    ],
  };
}

/** Ten years: what no retention rule we know of exceeds. */
const longestBackup = 3653;

/** Without the keys that stand there without a value. */
function given<T extends object>(settings: T | undefined): { [K in keyof T]: Exclude<T[K], undefined> } {
  const set = Object.entries(settings ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as { [K in keyof T]: Exclude<T[K], undefined> };
}

const storeless = (where: string, override: unknown, tier: Tier, instead: string): readonly Problem[] =>
  when(override !== undefined, () => ({
    where,
    wrong: `tier ${tier} has no such store`,
    found: "settings for one",
    allowed: `nothing: the tier runs with ${instead}`,
    change: `remove ${where}, or choose another tier`,
  }));
