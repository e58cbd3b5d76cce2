import assert from "node:assert/strict";
import { needsAttention } from "../../../core/rollout/attention";

const now = Date.parse("2026-03-02T12:00:00Z");
const hours = (ago: number): string => new Date(now - ago * 3_600_000).toISOString();

describe("what a schedule looks after", () => {
  it("is nothing where nothing was ever deployed", () => {
    assert.equal(needsAttention(undefined, now), false);
  });

  it("is whatever is under way, however long it has been", () => {
    for (const state of ["queued", "in_progress", "pending"]) {
      assert.equal(needsAttention({ state, at: hours(24 * 30) }, now), true, state);
    }
  });

  it("is what may still have a slot to retire: a day, and some time more", () => {
    for (const state of ["success", "failure", "error", "inactive"]) {
      assert.equal(needsAttention({ state, at: hours(25.9) }, now), true, state);
      assert.equal(needsAttention({ state, at: hours(26.1) }, now), false, state);
    }
  });
});
