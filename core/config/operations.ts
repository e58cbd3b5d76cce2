import { keyVariables } from "../credentials";
import type { DatabaseSize, MonitoringLevel, RotationDays, TierSize } from "../tier-size";
import type { Tier } from "../tiers";
import { notOneOf, outside, when, type Choice } from "./choice";
import type { Config } from "./keys";
import { reservedVariables } from "./release";

export function chooseMonitoring(config: Config, tier: Tier, size: TierSize): Choice<MonitoringLevel> {
  const value = config.monitoring ?? size.monitoring;
  const levels = size.bounds.monitoring;
  return {
    value,
    problems: when(!levels.includes(value), () =>
      notOneOf("promenade:monitoring", `not a level of tier ${tier}`, value, levels),
    ),
  };
}

/** How urgent an alarm is: pages at once, opens an incident, is logged, goes into a weekly report (requirement 6). */
export const severities = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof severities)[number];

/** E-mail addresses by severity. */
export type Alerts = Readonly<Record<Severity, readonly string[]>>;

export const chooseAlerts = ({ alerts = {} }: Config): Alerts => ({
  critical: alerts.critical ?? [],
  high: alerts.high ?? [],
  medium: alerts.medium ?? [],
  low: alerts.low ?? [],
});

/** Rotations may come sooner than the tier asks, never later. */
export function chooseRotation(config: Config, tier: Tier, size: TierSize): Choice<RotationDays | undefined> {
  const where = "promenade:rotation";
  const { rotation: longest } = size;
  if (longest === undefined) {
    const problem = {
      where,
      wrong: `tier ${tier} ends before its secrets age`,
      found: "settings for rotation",
      allowed: "nothing",
      change: `remove ${where}`,
    };
    return { value: undefined, problems: when(config.rotation !== undefined, () => problem) };
  }
  const { database, keys, signing } = config.rotation ?? {};
  const value = {
    database: database ?? longest.database,
    keys: keys ?? longest.keys,
    signing: signing ?? longest.signing,
  };
  const kinds = ["database", "keys", "signing"] as const;
  return {
    value,
    problems: kinds.flatMap((kind) =>
      outside(`${where}.${kind}`, tier, value[kind], { min: 1, max: longest[kind] }, "days"),
    ),
  };
}

/** Vault entries that a stack file adds to those every environment has; each gives containers several variables. */
export function chooseSecrets({ secrets = [], variables = {} }: Config): Choice<readonly string[]> {
  const variablesOf = (name: string) => Object.values(keyVariables(name));
  const taken = secrets.filter((name, index) => {
    const others = [...reservedVariables, ...Object.keys(variables), ...secrets.slice(0, index).flatMap(variablesOf)];
    return variablesOf(name).some((variable) => others.includes(variable));
  });
  return {
    value: secrets,
    problems: [...new Set(taken)].map((name) => ({
      where: "promenade:secrets",
      wrong: "a name that is taken already",
      found: variablesOf(name).join(", "),
      allowed: `any name but ${reservedVariables.join(", ")} and those of promenade:variables, each once`,
      change: "rename the entry, or remove it",
    })),
  };
}

/** When app and database rest: every night from `stop` to `start`, and from Friday's `stop` to Monday's `start`. */
export interface OffHours {
  /** IANA name. */
  readonly timezone: string;
  readonly stop: string;
  readonly start: string;
}

export function chooseOffHours(
  { offHours = {} }: Config,
  tier: Tier,
  size: TierSize,
  database: DatabaseSize | undefined,
): Choice<OffHours | undefined> {
  const where = "promenade:offHours";
  const enabled = offHours.enabled ?? (size.offHours === "on" || Object.keys(offHours).length > 0);
  const { timezone = "UTC", stop = "20:00", start = "07:00" } = offHours;
  const hours = { timezone, stop, start };
  return {
    value: enabled && size.offHours !== "never" ? hours : undefined,
    problems: [
      ...when(size.offHours === "never" && enabled, () => ({
        where,
        wrong: `tier ${tier} never rests`,
        found: JSON.stringify(offHours),
        allowed: "nothing",
        change: `remove ${where}`,
      })),
      ...when(enabled && database?.readReplica === true, () => ({
        where,
        wrong: "AWS stops no database that has a read replica",
        found: "off-hours, and promenade:database.readReplica true",
        allowed: "one of them",
        change: `set ${where} to { enabled: false }, or leave the replica out`,
      })),
      ...when(start >= stop, () => ({
        where,
        wrong: "the morning comes after the evening",
        found: `start ${start}, stop ${stop}`,
        allowed: "a start that is earlier in the day than the stop",
        change: `correct ${where}`,
      })),
    ],
  };
}
