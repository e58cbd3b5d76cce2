import assert from "node:assert/strict";
import fc from "fast-check";
import { capacities } from "../../core/release";
import { boundsAt, requestsPerTask, tasksAt } from "../../core/scaling";
import { tiers, tierSizes } from "../../core/tiers";

const instances = fc
  .tuple(fc.integer({ min: 1, max: 50 }), fc.nat(50), fc.nat(50), fc.boolean())
  .map(([min, more, most, autoscaling]) => ({ min, normal: min + more, max: min + more + most, autoscaling }));
const manning = fc.record({
  capacity: fc.constantFrom(...capacities),
  minimum: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
});

describe("autoscaling", () => {
  it("at the tier's most tasks carries the planned load, and no less than it", () => {
    for (const tier of tiers) {
      const { plannedLoad = 0, instances: own } = tierSizes[tier];
      assert.ok((requestsPerTask(plannedLoad, own) * own.max) / 60 >= plannedLoad);
    }
    assert.equal(requestsPerTask(10_000, tierSizes.prod.instances), 30_000);
    assert.equal(requestsPerTask(1_000, tierSizes.stage.instances), 20_000);
  });

  it("starts within its bounds, so that no first step moves a slot that was just manned", () => {
    fc.assert(
      fc.property(manning, instances, (slot, own) => {
        const { min, max } = boundsAt(slot, own);
        const tasks = tasksAt(slot, own);
        assert.ok(min <= tasks && tasks <= max, `${min} ≤ ${tasks} ≤ ${max}`);
      }),
    );
  });

  it("never starts a task in an empty slot, and keeps a standby at one", () => {
    fc.assert(
      fc.property(instances, (own) => {
        assert.deepEqual(boundsAt({ capacity: "none", minimum: 7 }, own), { min: 0, max: 0 });
        assert.deepEqual(boundsAt({ capacity: "one", minimum: 7 }, own), { min: 1, max: 1 });
      }),
    );
  });

  it("does not shrink a full slot below what a shift asks for", () => {
    fc.assert(
      fc.property(instances, fc.integer({ min: 1, max: 200 }), (own, minimum) => {
        assert.ok(boundsAt({ capacity: "full", minimum }, own).min >= minimum);
      }),
    );
  });

  it("stays at the normal count where the tier does not scale", () => {
    const bounds = boundsAt({ capacity: "full", minimum: undefined }, tierSizes.dev.instances);
    assert.deepEqual(bounds, { min: 1, max: 1 });
  });
});
