import assert from "node:assert/strict";
import type { Happening, Typed } from "../../support/rollout/script";
import { commonWeights, soleSlot } from "../../../core/rollout/shares";
import { happen } from "../../support/rollout/happen";
import { Crash, type Doing, type Outcome } from "../../support/rollout/operator";
import { Stage } from "../../support/rollout/stage";
import type { World } from "../../support/rollout/world";

type Before = Typed | Happening | { readonly typed: Typed; readonly crashesAt: number };

interface Scenario {
  readonly before: readonly Before[];
  readonly command: Typed;
  readonly migrates?: boolean;
  /** Where all requests may be after `resume`, and after `rollback`; undefined is anywhere, with equal weights. */
  readonly resumed?: readonly ("blue" | "green")[];
  readonly back?: readonly ("blue" | "green")[];
}

const deploy = { kind: "deploy", quality: "sound", plan: "quick", oneWay: false } as const;
const deployed = { ...deploy, plan: "none" } as const;
const live = { ...deploy, plan: "at once" } as const;
const rollback = { kind: "rollback", how: "usual" } as const;
const [blue, green] = [["blue"], ["green"]] as const;
const either = ["blue", "green"] as const;
const hours = (count: number): Happening => ({ happens: "time", minutes: (count * 60) as 61 });

const scenarios: Readonly<Record<string, Scenario>> = {
  "a deploy and its shift": { before: [], command: deploy, resumed: either, back: blue },
  "a deploy that migrates": { before: [], command: deploy, migrates: true, resumed: either, back: blue },
  "a deploy without a shift": { before: [], command: deployed, resumed: blue, back: blue },
  "a deploy that does not start": { before: [], command: { ...deploy, quality: "broken" }, resumed: blue, back: blue },
  "a shift that is taken back by its guard": {
    before: [],
    command: { ...deploy, quality: "failing" },
    resumed: blue,
    back: blue,
  },
  "a shift": { before: [deployed], command: { kind: "shift", plan: "quick" }, resumed: either, back: blue },
  "a step by hand": { before: [deployed], command: { kind: "set", slot: "green", percent: 10 }, back: blue },
  "a rollback in the midst of a shift": {
    before: [{ typed: deploy, crashesAt: 75 }],
    command: rollback,
    back: blue,
    resumed: either,
  },
  "a rollback after a step by hand": {
    before: [deployed, { kind: "set", slot: "green", percent: 50 }],
    command: rollback,
    back: blue,
  },
  "a rollback to a slot at full size": { before: [live], command: rollback, resumed: either, back: blue },
  "a rollback to a standby": {
    before: [live, hours(1.5), { kind: "retire" }],
    command: rollback,
    resumed: either,
    back: blue,
  },
  "a forced rollback": { before: [live], command: { kind: "rollback", how: "forced" }, resumed: either, back: blue },
  "a rollback past Pulumi": { before: [live], command: { kind: "rollback", how: "direct" }, back: blue },
  "an abort": { before: [{ typed: deploy, crashesAt: 75 }], command: { kind: "abort" }, resumed: either, back: blue },
  "a resumed shift": {
    before: [{ typed: deploy, crashesAt: 75 }],
    command: { kind: "resume" },
    resumed: green,
    back: blue,
  },
  "a resumed rollback": {
    before: [live, { typed: rollback, crashesAt: 12 }],
    command: { kind: "resume" },
    resumed: blue,
    back: blue,
  },
  "a slot that becomes a standby": {
    before: [live, hours(1.5)],
    command: { kind: "retire" },
    resumed: green,
    back: blue,
  },
  "a slot that is retired": { before: [live, hours(25)], command: { kind: "retire" }, resumed: green, back: either },
};

const crashAt = (boundary: number): Doing => ({
  meanwhile: new Map([
    [
      boundary,
      () => {
        throw new Crash();
      },
    ],
  ]),
});

async function prepared({ before, migrates = false }: Scenario): Promise<Stage> {
  const stage = new Stage({ migrates, arrival: "sandbox" });
  for (const one of before) {
    if ("happens" in one) happen(stage.world, one);
    else if ("typed" in one) assert.equal((await stage.run(one.typed, crashAt(one.crashesAt))).how, "crashed");
    else assert.equal((await stage.run(one)).how, "ended");
    // The lease of a driver that is gone runs out.
    stage.world.advance(61_000);
  }
  return stage;
}

/** What was left is finished, by somebody who knows nothing of it: at rest, as recorded, and where it should be. */
function isGood({ cloud, stack, standing }: World, allowed: readonly ("blue" | "green")[] | undefined): void {
  assert.equal(standing.ongoing, undefined);
  assert.deepEqual(stack.record.weights, cloud.rules);
  if (allowed === undefined) assert.ok(commonWeights(cloud.rules));
  else
    assert.ok(
      allowed.some((slot) => slot === soleSlot(cloud.rules)),
      JSON.stringify(cloud.rules),
    );
}

const told = (outcome: Outcome): string => ("failure" in outcome ? outcome.failure.message : outcome.how);

describe("after a crash at any step of", () => {
  for (const [what, scenario] of Object.entries(scenarios)) {
    it(`${what}, resume goes on and rollback takes it back`, async () => {
      for (let boundary = 0; ; boundary++) {
        const [resumed, back] = [await prepared(scenario), await prepared(scenario)];
        const crashed = await resumed.run(scenario.command, crashAt(boundary));
        if (crashed.how !== "crashed") {
          assert.ok(boundary > 5, "it has steps to crash at");
          return;
        }
        // Only a rollback need not wait for the lease.
        resumed.world.advance(61_000);
        const outcome = await resumed.run({ kind: "resume" });
        assert.equal(outcome.how, "ended", `crash at ${boundary}, resumed: ${told(outcome)}`);
        isGood(resumed.world, scenario.resumed);

        await back.run(scenario.command, crashAt(boundary));
        const returned = await back.run(rollback);
        const { slots } = back.world.stack.record;
        const nothing = [slots.blue, slots.green].some(({ release, capacity }) => !release || capacity === "none");
        const gone = nothing && /is gone/.test(told(returned));
        assert.ok(gone || returned.how === "ended", `crash at ${boundary}, rolled back: ${told(returned)}`);
        isGood(back.world, scenario.back);
      }
    });
  }
});
