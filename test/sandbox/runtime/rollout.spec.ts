import assert from "node:assert/strict";
import fc from "fast-check";
import { type ActiveTask, backoff, breakerThreshold, nextStep } from "../../../sandbox/runtime/rollout";

const capacity = (desired: number, minimumHealthyPercent = 100, maximumPercent = 200) => ({
  desired,
  minimumHealthyPercent,
  maximumPercent,
});
const tasks = (...kinds: readonly ("fresh" | "old" | "starting" | "sick")[]): ActiveTask[] =>
  kinds.map((kind, index) => ({
    id: String(index),
    fresh: kind === "fresh" || kind === "starting",
    healthy: kind === "fresh" || kind === "old",
  }));

describe("rolling deployment", () => {
  it("starts all tasks of a new service at once", () => {
    assert.deepEqual(nextStep(capacity(2), []), { start: 2, stop: [] });
  });

  it("starts new tasks before it stops healthy old ones", () => {
    assert.deepEqual(nextStep(capacity(2), tasks("old", "old")), { start: 2, stop: [] });
    assert.deepEqual(nextStep(capacity(2), tasks("old", "old", "fresh", "starting")), { start: 0, stop: ["0"] });
    assert.deepEqual(nextStep(capacity(2), tasks("old", "fresh", "fresh")), { start: 0, stop: ["0"] });
  });

  it("stops old tasks first where no more may run", () => {
    assert.deepEqual(nextStep(capacity(2, 50, 100), tasks("old", "old")), { start: 0, stop: ["0"] });
    assert.deepEqual(nextStep(capacity(2, 50, 100), tasks("old")), { start: 1, stop: [] });
  });

  it("stops what is unhealthy and old, or too many, without regard to the minimum", () => {
    assert.deepEqual(nextStep(capacity(2), tasks("sick", "fresh", "fresh")), { start: 0, stop: ["0"] });
    assert.deepEqual(nextStep(capacity(1), tasks("fresh", "starting")), { start: 0, stop: ["1"] });
    assert.deepEqual(nextStep(capacity(0), tasks("fresh", "old")).stop.length, 2);
  });

  it("never goes below the healthy minimum nor above the maximum, and always gets there", () => {
    const kinds = fc.array(fc.constantFrom("fresh", "old", "starting", "sick" as const), { maxLength: 12 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), kinds, (desired, started) => {
        let current = tasks(...started).map((task, index) => ({ ...task, id: `start-${index}` }));
        for (let round = 0; round < 40; round++) {
          const healthy = current.filter((task) => task.healthy).length;
          const { start, stop } = nextStep(capacity(desired), current);
          const left = current.filter(({ id }) => !stop.includes(id));
          assert(left.filter((task) => task.healthy).length >= Math.min(healthy, desired));
          assert(start === 0 || current.length + start <= desired * 2);
          const fresh = Array.from({ length: start }, (_, n) => ({ id: `${round}-${n}`, fresh: true, healthy: false }));
          current = [...left.map((task) => (task.fresh ? { ...task, healthy: true } : task)), ...fresh];
        }
        assert.equal(current.length, desired);
        assert(current.every(({ fresh }) => fresh));
      }),
    );
  });

  it("waits longer after each failure, and gives up after as many as AWS", () => {
    assert.deepEqual([0, 1, 2, 3, 20].map(backoff), [0, 500, 1000, 2000, 30_000]);
    assert.deepEqual([0, 1, 6, 7, 1000].map(breakerThreshold), [3, 3, 3, 4, 200]);
  });
});
