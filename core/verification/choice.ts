import type { Recorded } from "../record";
import { slots, type Slot, type Weights } from "../release";
import { otherSlot, shareOf, soleSlot } from "../rollout/shares";

/** Which slot is checked where nobody names one: the one without requests where it runs something, else the live one. */
export function slotToVerify(record: Recorded, live: Readonly<Record<string, Weights>>): Slot | undefined {
  const serving = soleSlot(live);
  const wanted = serving === undefined ? later(record) : [otherSlot[serving], serving];
  return wanted.find((slot) => runs(record, slot));
}

/** Whether a slot has tasks of a release. */
export const runs = ({ slots: all }: Recorded, slot: Slot): boolean =>
  all[slot].release !== null && all[slot].capacity !== "none";

/** As users come where the slot has all of their requests; by its test route otherwise. */
export const ways = ["test route", "live"] as const;
export type Way = (typeof ways)[number];

export const wayTo = (live: Readonly<Record<string, Weights>>, slot: Slot): Way =>
  shareOf(live, slot) === 100 ? "live" : "test route";

const later = ({ slots: all }: Recorded): readonly Slot[] =>
  [...slots].sort((one, other) => all[other].revision - all[one].revision);
