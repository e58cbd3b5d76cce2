import assert from "node:assert/strict";
import fc from "fast-check";
import { scheduleStep, schedules, stepsBeyond, withBake } from "../../../core/rollout/schedule";

const shares = (steps: readonly { readonly share: number }[]): readonly number[] => steps.map(({ share }) => share);

describe("a schedule", () => {
  it("is what requirement 3 says, by its name", () => {
    const minutes = Object.entries(schedules).map(([name, steps]) => [
      name,
      ...steps.map(({ share, bakeSeconds }) => `${share} % ${bakeSeconds / 60} min`),
    ]);
    assert.deepEqual(minutes, [
      ["gradual", "1 % 5 min", "10 % 10 min", "50 % 15 min", "100 % 0 min"],
      ["three-step", "5 % 10 min", "50 % 10 min", "100 % 0 min"],
      ["all-at-once", "100 % 0 min"],
    ]);
  });

  it("goes on from a share that a slot has already", () => {
    assert.deepEqual(shares(stepsBeyond(schedules.gradual, 0)), [1, 10, 50, 100]);
    assert.deepEqual(shares(stepsBeyond(schedules.gradual, 10)), [50, 100]);
    assert.deepEqual(shares(stepsBeyond(schedules.gradual, 11)), [50, 100]);
    assert.deepEqual(shares(stepsBeyond(schedules.gradual, 100)), []);
  });

  it("has other bakes where somebody says so, but none where there was none", () => {
    const bakes = withBake(schedules.gradual, 2).map(({ bakeSeconds }) => bakeSeconds);
    assert.deepEqual(bakes, [2, 2, 2, 0]);
  });

  it("has steps of whole percents from 1 to 100", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -10, max: 110 }), (share) => {
        const valid = scheduleStep.safeParse({ share, bakeSeconds: 0 }).success;
        assert.equal(valid, Number.isInteger(share) && share >= 1 && share <= 100);
      }),
    );
  });
});
