import { show } from "../problem";
import type { Settings } from "../settings";

/** What a release is run with, and what it meets: the rest of the settings is of no matter to it. */
const mattering = [
  ...(["variables", "secrets", "services", "plannedLoad", "database", "cache"] as const),
  ...(["migrations", "schedule", "domain"] as const),
];

type Mattering = Pick<Settings, (typeof mattering)[number]>;

/** One setting that a release finds other than where it comes from. */
export interface SettingDifference {
  /** `variables.LOG_LEVEL`, `services[0].memoryMiB`. */
  readonly setting: string;
  readonly from: string;
  readonly to: string;
}

/** Where two environments differ, in the order of their settings. */
export function settingDifferences(from: Mattering, to: Mattering): readonly SettingDifference[] {
  return mattering.flatMap((name) => differing(name, from[name], to[name]));
}

function differing(setting: string, from: unknown, to: unknown): readonly SettingDifference[] {
  if (isTree(from) && isTree(to) && Array.isArray(from) === Array.isArray(to)) {
    const inside = Array.isArray(from) ? (key: string) => `${setting}[${key}]` : (key: string) => `${setting}.${key}`;
    return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) =>
      differing(inside(key), from[key], to[key]),
    );
  }
  return show(from) === show(to) ? [] : [{ setting, from: show(from), to: show(to) }];
}

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
