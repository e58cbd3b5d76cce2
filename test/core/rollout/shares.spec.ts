import assert from "node:assert/strict";
import fc from "fast-check";
import { slots } from "../../../core/release";
import {
  commonWeights,
  highestShare,
  isRecorded,
  otherSlot,
  shareOf,
  showShares,
  soleSlot,
  weightsOf,
} from "../../../core/rollout/shares";

const live = fc
  .dictionary(fc.constantFrom("app", "api", "jobs"), fc.constantFrom(0, 10, 50, 100), { minKeys: 1 })
  .map((shares) =>
    Object.fromEntries(Object.entries(shares).map(([service, green]) => [service, weightsOf("green", green)])),
  );

describe("shares", () => {
  it("sum to 100, whichever slot they are told for", () => {
    assert.deepEqual(weightsOf("green", 10), { blue: 90, green: 10 });
    assert.deepEqual(weightsOf("blue", 10), { blue: 10, green: 90 });
  });

  it("are of a slot only where every service has the same", () => {
    fc.assert(
      fc.property(live, fc.constantFrom(...slots), (weights, slot) => {
        const each = Object.values(weights).map((one) => one[slot]);
        const same = new Set(each).size === 1;
        assert.equal(shareOf(weights, slot), same ? each[0] : undefined);
        assert.equal(highestShare(weights, slot), Math.max(...each));
        assert.deepEqual(commonWeights(weights), same ? weightsOf(slot, each[0]!) : undefined);
        assert.equal(
          soleSlot(weights) === slot,
          each.every((share) => share === 100),
        );
        if (soleSlot(weights) === slot) assert.equal(highestShare(weights, otherSlot[slot]), 0);
      }),
    );
  });

  it("are recorded where every service's are", () => {
    const half = { app: weightsOf("green", 10), api: weightsOf("green", 0) };
    const whole = { app: weightsOf("green", 10), api: weightsOf("green", 10) };
    assert.ok(isRecorded({ live: half, record: { weights: half } }));
    assert.ok(!isRecorded({ live: half, record: { weights: whole } }));
    assert.ok(!isRecorded({ live: half, record: { weights: { app: half.app } } }));
  });

  it("are shown by service", () => {
    const shown = showShares({ app: weightsOf("green", 10), api: weightsOf("green", 0) });
    assert.equal(shown, "app: blue 90, green 10; api: blue 100, green 0");
  });
});
