import assert from "node:assert/strict";
import { faultsOf } from "../../../cli/promotion/look";
import { viewOf } from "../../support/rollout/views";

type Given = Parameters<typeof viewOf>[0];

const faults = (given: Given, slot: "blue" | undefined = "blue") => {
  const view = viewOf(given);
  return faultsOf(slot, view.record.slots, view);
};

describe("a stack that a release comes from, or has come into", () => {
  it("is well with all of its tasks, and no alarm", () => assert.deepEqual(faults({}), { unwell: "", failing: false }));

  it("is not well without one of them, and fails with fewer than half", () => {
    assert.deepEqual(faults({ seen: { blue: { healthy: 1 } } }), {
      unwell: "app: 1 of 2 tasks healthy",
      failing: false,
    });
    assert.equal(faults({ seen: { blue: { healthy: 0 } } }).failing, true);
    assert.equal(faults({ seen: { blue: { desired: 0, healthy: 0 } } }).failing, true, "nothing at all is not well");
  });

  it("fails while an alarm fires, or none can be read", () => {
    assert.deepEqual(faults({ alarms: { blue: ["errors"] } }), { unwell: "errors fires", failing: true });
    assert.deepEqual(faults({ alarms: { blue: "unreadable" } }), {
      unwell: "its alarms cannot be read",
      failing: true,
    });
  });

  it("minds the slot that has the requests alone", () =>
    assert.equal(faults({ seen: { green: { healthy: 0 } }, alarms: { green: ["errors"] } }).unwell, ""));

  it("is nothing to be promoted from while requests are on their way, or nothing runs", () => {
    assert.match(faultsOf(undefined, viewOf().record.slots, viewOf()).unwell, /on their way/);
    assert.match(faults({ slots: { blue: { release: null } } }).unwell, /nothing runs/);
  });
});
