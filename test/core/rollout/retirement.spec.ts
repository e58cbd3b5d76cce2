import assert from "node:assert/strict";
import type { Weights } from "../../../core/release";
import type { Decision } from "../../../core/rollout/decision";
import { retire } from "../../../core/rollout/retirement";
import { standingOf } from "../../../core/rollout/standing";
import { weightsOf } from "../../../core/rollout/shares";
import { happened } from "../../support/events";
import { now, policy, viewOf } from "../../support/rollout/views";

const minute = 60_000;
type Given = NonNullable<Parameters<typeof viewOf>[0]>;

/** Green has all requests, and blue none since then. */
const after = (minutes: number, change: Given = {}): Given => ({
  green: 100,
  ...change,
  standing: {
    ...{ idleSince: { blue: now - minutes * minute, green: undefined } },
    noted: { at: now - minutes * minute, weights: weightsOf("green", 100), revision: 3 },
    ...change.standing,
  },
});

const told = (decision: Decision): string => {
  if (decision.do === "ask" && decision.asked.kind === "capacity")
    return `${decision.asked.slot} ${decision.asked.capacity}`;
  return decision.do === "end" ? decision.ending : decision.do;
};

const capacity = (one: "one" | "none"): Given => ({ slots: { blue: { capacity: one } } });
const { ongoing } = standingOf([
  happened({ kind: "rollout started", rollout: "r", slot: "green", revision: 3, steps: [], oneWay: false }),
]);

describe("the slot that has lost its requests", () => {
  const cases: readonly (readonly [what: string, given: Given, told: string])[] = [
    ["stays at full size for an hour", after(59), "nothing to do"],
    ["becomes a standby then", after(60), "blue one"],
    ["stays a standby for a day", after(1439, capacity("one")), "nothing to do"],
    ["is retired then", after(1440, capacity("one")), "blue none"],
    ["is retired at once where nobody came by for a day", after(1440), "blue none"],
    ["is left alone when it is retired", after(9999, capacity("none")), "nothing to do"],
    ["is kept while a rollout is under way", after(9999, { standing: { ongoing } }), "nothing to do"],
    [
      "is kept while the other one has tasks missing",
      after(9999, { seen: { green: { healthy: 1 } } }),
      "nothing to do",
    ],
    [
      "is kept while the other one's alarms fire",
      after(9999, { alarms: { green: ["green-errors"] } }),
      "nothing to do",
    ],
    ["is kept while they cannot be read", after(9999, { alarms: { green: "unreadable" } }), "nothing to do"],
    [
      "is kept while frozen",
      after(9999, { standing: { frozen: happened({ kind: "frozen", reason: "guests" }) } }),
      "nothing to do",
    ],
    ["is kept while the record has other weights", after(9999, { recorded: 50 }), "nothing to do"],
    [
      "has its time begin where nobody has seen it lose them",
      after(9999, { standing: { idleSince: { blue: undefined, green: undefined } } }),
      "note",
    ],
    ["has its time begin where somebody else moved them", after(9999, { standing: { noted: noted(50) } }), "note"],
  ];
  for (const [what, given, expected] of cases)
    it(what, () => assert.equal(told(retire(viewOf(given), policy)), expected));

  it("is neither slot while both have requests, which is noted once", () => {
    const both = viewOf({ green: 50, standing: { noted: noted(50) } });
    assert.equal(told(retire(both, policy)), "nothing to do");
    assert.equal(told(retire(viewOf({ green: 50 }), policy)), "note");
  });

  function noted(green: number): { at: number; weights: Weights; revision: number } {
    return { at: 0, weights: weightsOf("green", green), revision: 3 };
  }
});
