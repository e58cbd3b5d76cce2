import assert from "node:assert/strict";
import type { Recorded, RecordedSlot } from "../../../core/record";
import { slotToVerify, wayTo } from "../../../core/verification/choice";

const slot = (overrides: Partial<RecordedSlot> = {}): RecordedSlot => ({
  ...{ release: "1.0.0", commit: null, revision: 1, complete: true, capacity: "full", images: {}, definitions: {} },
  ...{ minimum: {}, maximum: {}, desired: 1, ...overrides },
});
const empty = slot({ release: null, capacity: "none", revision: 0 });
const record = (blue: RecordedSlot, green: RecordedSlot): Recorded => ({
  ...{ revision: 2, moved: 1, slots: { blue, green }, weights: {}, migration: null },
});
const live = (green: number) => ({ app: { blue: 100 - green, green } });

describe("the slot that is checked", () => {
  const cases: readonly [string, Recorded, number, "blue" | "green" | undefined][] = [
    ["is the one without requests, where it runs something", record(slot(), slot()), 0, "green"],
    ["is the live one where the other is empty", record(slot(), empty), 0, "blue"],
    ["is the live one where the other is retired", record(slot({ capacity: "none" }), slot()), 100, "green"],
    ["may be a standby", record(slot({ capacity: "one" }), slot()), 100, "blue"],
    ["is the later release where both have requests", record(slot({ revision: 5 }), slot({ revision: 3 })), 10, "blue"],
    ["is none where nothing runs", record(empty, empty), 0, undefined],
  ];
  for (const [what, of, green, expected] of cases)
    it(what, () => assert.equal(slotToVerify(of, live(green)), expected));

  it("is visited as users do only where it has all of their requests", () => {
    assert.equal(wayTo(live(100), "green"), "live");
    assert.equal(wayTo(live(99), "green"), "test route");
    assert.equal(wayTo({ app: { blue: 0, green: 100 }, api: { blue: 100, green: 0 } }, "green"), "test route");
  });
});
