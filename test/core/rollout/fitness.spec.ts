import assert from "node:assert/strict";
import { fitnessOf, keptAt, neededToReceive, neededToReturn } from "../../../core/rollout/fitness";
import { policy, viewOf } from "../../support/rollout/views";

type Given = Parameters<typeof viewOf>[0];
const green = (recorded: NonNullable<NonNullable<Given>["slots"]>["green"]): Given => ({ slots: { green: recorded! } });
const seen = (observed: NonNullable<NonNullable<Given>["seen"]>["green"]): Given => ({ seen: { green: observed! } });

describe("a slot", () => {
  const cases: readonly (readonly [what: string, given: Given, state: string])[] = [
    ["is fit with all of its tasks healthy on what is recorded", {}, "fit"],
    ["is gone without a release", green({ release: null }), "gone"],
    ["is gone when it is retired", green({ capacity: "none" }), "gone"],
    ["has failed where its deploy was cut short", green({ complete: false }), "failed"],
    ["is small as a standby", green({ capacity: "one" }), "small"],
    ["is small where it may scale in below what is needed", green({ minimum: { app: 1 } }), "small"],
    ["starts while its deployment goes on", seen({ rollout: "in progress" }), "starting"],
    ["starts while tasks are not healthy", seen({ healthy: 1 }), "starting"],
    ["has failed where ECS says so", seen({ rollout: "failed" }), "failed"],
    ["has failed where ECS went back to the tasks before", seen({ definition: "green:0" }), "failed"],
  ];
  for (const [what, given, state] of cases) {
    it(what, () => assert.equal(fitnessOf(viewOf(given), "green", { app: 2 }).state, state));
  }

  it("is judged by every service, the worst of them first", () => {
    const view = viewOf({ seen: { green: { healthy: 0 } }, slots: { green: { minimum: { app: 2, api: 2 } } } });
    assert.equal(fitnessOf(view, "green", { app: 2, api: 2 }).state, "starting");
    assert.equal(fitnessOf(view, "green", { app: 2, api: 3 }).state, "small");
  });
});

describe("what a slot needs", () => {
  it("to receive requests is what the one that has them runs now, not what itself ran idle", () => {
    const view = viewOf({ seen: { blue: { desired: 7 }, green: { desired: 1 } } });
    assert.deepEqual(neededToReceive(view, "green", policy.normal), { app: 7 });
  });

  it("to receive them from nobody is the tier's own least", () => {
    assert.deepEqual(neededToReceive(viewOf({ green: 100 }), "green", policy.normal), { app: 2 });
  });

  it("to have them back is what it was kept at, for it carried them", () => {
    const view = viewOf({ green: 100, seen: { green: { desired: 7 } }, slots: { blue: { minimum: { app: 4 } } } });
    assert.deepEqual(neededToReturn(view, "blue", policy.normal), { app: 4 });
  });

  it("to have them back as a standby is what the one that has them runs now", () => {
    const view = viewOf({ green: 100, seen: { green: { desired: 7 } }, slots: { blue: { capacity: "one" } } });
    assert.deepEqual(neededToReturn(view, "blue", policy.normal), { app: 7 });
  });

  it("never makes it smaller than it was kept at", () => {
    const view = viewOf({ slots: { green: { minimum: { app: 5 } } } });
    assert.deepEqual(keptAt(view, "green", { app: 3 }), { app: 5 });
    assert.deepEqual(keptAt(view, "green", { app: 6 }), { app: 6 });
  });
});
