import assert from "node:assert/strict";
import fc from "fast-check";
import type { RolloutEvent } from "../../../core/rollout/evidence";
import { nothingKnown, standingOf } from "../../../core/rollout/standing";
import { weightsOf } from "../../../core/rollout/shares";
import { happened } from "../../support/events";

const at = (minute: number) => ({ at: new Date(Date.parse("2026-01-02T12:00:00Z") + minute * 60_000).toISOString() });
const time = (minute: number): number => Date.parse(at(minute).at);

const deploy = { release: "2.0.0", images: {} };
const begun = (minute = 0, more: object = { deploy }) =>
  happened({
    ...{ kind: "rollout started", rollout: "r1", slot: "green", revision: 7, steps: [], oneWay: false },
    ...at(minute),
    ...more,
  });
const weights = (minute: number, green: number, revision: number, rollout = "r1") =>
  happened({ kind: "weights", rollout, weights: weightsOf("green", green), revision, ...at(minute) });
const back = (minute: number) =>
  happened({
    ...{
      kind: "rollback started",
      rollout: "r2",
      revision: 9,
      from: "green",
      to: "blue",
      reason: "slow",
      forced: false,
    },
    ...at(minute),
  });
const breach = (minute: number, rollout = "r1") => {
  const finding = { metric: "errors", found: "5 %", allowed: "1 %", from: at(0).at, to: at(1).at, sample: 100 };
  return happened({ kind: "breach", rollout, slot: "green", findings: [finding], ...at(minute) });
};
const ended = (minute: number, rollout = "r1") =>
  happened({ kind: "rollout ended", rollout, outcome: "finished", ...at(minute) });

const forward = (...events: readonly RolloutEvent[]) => {
  const { ongoing } = standingOf(events);
  assert.equal(ongoing?.direction, "forward");
  return ongoing;
};

describe("what holds after all that has happened", () => {
  it("is nothing at first", () => assert.deepEqual(standingOf([]), nothingKnown));

  it("is the same, told at once or one after the other", () => {
    const all = [begun(), weights(1, 10, 8), breach(2), back(3), weights(4, 0, 10), ended(5, "r2")];
    fc.assert(
      fc.property(fc.nat(all.length), (cut) =>
        assert.deepEqual(standingOf(all.slice(cut), standingOf(all.slice(0, cut))), standingOf(all)),
      ),
    );
  });

  it("is a rollout from its start to its end, with what came of it", () => {
    const verified = happened({
      kind: "verified",
      rollout: "r1",
      release: "2.0.0",
      images: {},
      slot: "green",
      passed: true,
      checks: [],
    });
    const one = forward(
      begun(),
      happened({ kind: "migrated", rollout: "r1", release: "2.0.0", oneWay: false }),
      verified,
    );
    assert.deepEqual([one.migrated, one.verified, one.breach], [true, true, undefined]);
    assert.equal(standingOf([begun(), ended(1)]).ongoing, undefined);
  });

  it("leaves aside what is about another rollout", () => {
    assert.equal(forward(begun(), breach(1, "r0")).breach, undefined);
    assert.equal(forward(begun(), ended(1, "r0")).reached, 0);
  });

  it("is a breach until the rollout has ended, and a pause until requests have moved", () => {
    assert.ok(forward(begun(), breach(1), weights(2, 0, 9)).breach);
    const paused = happened({ kind: "paused", rollout: "r1", reason: "too few requests" });
    assert.ok(forward(begun(), paused).paused);
    assert.equal(forward(begun(), paused, weights(2, 10, 9)).paused, undefined);
  });

  it("is the share that a rollout has reached, by its own notes alone", () => {
    assert.equal(forward(begun(), weights(1, 10, 8), weights(2, 0, 9, "r0")).reached, 10);
  });

  it("is a rollback once it is begun, in the place of what was under way", () => {
    assert.equal(standingOf([begun(), back(1)]).ongoing?.direction, "back");
    assert.equal(standingOf([begun(), back(1), ended(2)]).ongoing?.direction, "back");
    assert.equal(standingOf([begun(), back(1), ended(2, "r2")]).ongoing, undefined);
  });

  it("is frozen until it is not", () => {
    const frozen = happened({ kind: "frozen", reason: "guests" });
    assert.deepEqual(standingOf([frozen]).frozen, frozen);
    assert.equal(standingOf([frozen, happened({ kind: "unfrozen", reason: "gone" })]).frozen, undefined);
  });

  it("is the schema of a migration that cannot be gone back from, even when a rollback came in between", () => {
    const migrating = happened({ kind: "migrating", rollout: "r1", release: "2.0.0" });
    const expected = { release: "2.0.0", revision: 7 };
    assert.deepEqual(standingOf([begun(), migrating]).oneWay, expected);
    assert.deepEqual(standingOf([begun(), back(1), migrating, ended(2, "r2"), begun(3)]).oneWay, expected);
  });

  type Time = number | undefined;
  const idle: readonly (readonly [what: string, events: readonly RolloutEvent[], blue: Time, green: Time])[] = [
    ["begins when a slot has lost them", [weights(0, 100, 3)], time(0), undefined],
    ["goes on while nothing moves", [weights(0, 100, 3), weights(5, 100, 3)], time(0), undefined],
    ["ends with its first request", [weights(0, 100, 3), weights(5, 99, 4)], undefined, undefined],
    [
      "begins anew when it has lost them again",
      [weights(0, 100, 3), weights(5, 50, 4), weights(9, 100, 5)],
      time(9),
      undefined,
    ],
    [
      "begins anew with a move from weights that nobody noted",
      [weights(0, 100, 3), weights(9, 100, 5)],
      time(9),
      undefined,
    ],
    ["begins anew when a release is deployed", [weights(0, 0, 3), begun(9)], undefined, time(9)],
    ["goes on when requests alone are to move", [weights(0, 0, 3), begun(9, {})], undefined, time(0)],
    ["is over for the slot that a rollback moves requests from", [weights(0, 0, 3), back(9)], undefined, undefined],
  ];
  for (const [what, events, blue, green] of idle) {
    it(`is the time without requests, which ${what}`, () =>
      assert.deepEqual(standingOf(events).idleSince, { blue, green }));
  }
});
