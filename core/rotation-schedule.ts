import type { EntryKind } from "./credentials";
import type { RotationDays } from "./tier-size";

/** Keys that sign, by the name of their entry; all others open something. */
const signing = ["JWT_SECRET"];

/** Days between two rotations of an entry. */
export function rotationDays(entry: string, kind: EntryKind, days: RotationDays): number {
  if (kind === "database") return days.database;
  return signing.includes(entry) ? days.signing : days.keys;
}
