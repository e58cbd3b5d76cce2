import type { Recorded, RecordedSlot } from "../../../core/record";
import type { Slot } from "../../../core/release";
import { guardLimits } from "../../../core/rollout/guard";
import type { Policy } from "../../../core/rollout/policy";
import { weightsOf } from "../../../core/rollout/shares";
import { nothingKnown, type Standing } from "../../../core/rollout/standing";
import type { ObservedService, View } from "../../../core/rollout/view";

export const now = Date.parse("2026-01-02T12:00:00Z");

export const policy: Policy = { stack: "prod", limits: guardLimits, migrates: false, normal: { app: 2 } };

interface Given {
  /** Percent that green has. */
  readonly green?: number;
  /** What the record has of it, where that is something else. */
  readonly recorded?: number;
  readonly slots?: Partial<Record<Slot, Partial<RecordedSlot>>>;
  readonly seen?: Partial<Record<Slot, Partial<ObservedService>>>;
  readonly alarms?: Partial<View["alarms"]>;
  readonly standing?: Partial<Standing>;
  readonly record?: Partial<Recorded>;
}

/** One service in two slots that are well: blue has the earlier release and all requests, unless it is said otherwise. */
export function viewOf({ green = 0, recorded = green, slots, seen, alarms, standing, record }: Given = {}): View {
  const slotOf = (slot: Slot, revision: number): RecordedSlot => ({
    ...{ release: `${revision}.0.0`, commit: null, revision, complete: true, capacity: "full", images: {} },
    ...{ definitions: { app: `${slot}:1` }, minimum: { app: 2 }, maximum: { app: 8 }, desired: 2 },
    ...slots?.[slot],
  });
  const seenIn = (slot: Slot): ObservedService => ({
    ...{ desired: 2, healthy: 2, definition: `${slot}:1`, rollout: "completed" },
    ...seen?.[slot],
  });
  return {
    now,
    record: {
      ...{ revision: 3, moved: 3, slots: { blue: slotOf("blue", 1), green: slotOf("green", 2) } },
      ...{ weights: { app: weightsOf("green", recorded) }, migration: null },
      ...record,
    },
    live: { app: weightsOf("green", green) },
    slots: { blue: { app: seenIn("blue") }, green: { app: seenIn("green") } },
    alarms: { blue: [], green: [], ...alarms },
    standing: { ...nothingKnown, ...standing },
  };
}
