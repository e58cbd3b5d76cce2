import assert from "node:assert/strict";
import fc from "fast-check";
import { entryOf, groupsOf, nextWave, type Region } from "../../../core/promotion/waves";
import { pathSchema } from "../../../core/flow/path-schema";
import { loadFlow } from "../../../flows/load";

const groups = groupsOf("prod", "prod", loadFlow("regions").environments.prod!.regions);
const minute = 60_000;
const stacks = ["prod-eu-west-1", "prod-us-east-1", "prod-ap-southeast-1"] as const;

const lacks = (stack: string): Region => ({
  ...{ stack, release: "1.0.0", entered: false, healthy: true, failing: false },
  since: undefined,
});
const has = (stack: string, change: Partial<Region> = {}): Region => ({
  ...{ stack, release: "2.0.0", entered: true, healthy: true, failing: false, since: 0 },
  ...change,
});
const [a, b, c] = stacks;
const next = (now: number, ...regions: readonly Region[]) => {
  const step = nextWave(groups, regions, now);
  return step.do === "done" ? "done" : `${step.do} ${step.group.wave}`;
};

describe("waves of regions", () => {
  it("are entered in their order", () => {
    assert.equal(next(0, lacks(a), lacks(b), lacks(c)), "enter region-a");
    assert.equal(next(30 * minute, has(a), lacks(b), lacks(c)), "enter region-b");
    assert.equal(next(30 * minute, has(a), has(b), lacks(c)), "enter region-c");
    assert.equal(next(30 * minute, has(a), has(b), has(c)), "done");
  });

  it("wait until the one before has been healthy for its time", () => {
    assert.equal(next(30 * minute - 1, has(a), lacks(b), lacks(c)), "bake region-a");
    assert.equal(next(90 * minute, has(a, { healthy: false }), lacks(b), lacks(c)), "bake region-a");
  });

  it("stop where one fails: the second is unhealthy, so the third is left alone", () => {
    assert.equal(next(90 * minute, has(a), has(b, { healthy: false, failing: true }), lacks(c)), "stop region-b");
    assert.equal(next(90 * minute, has(a, { failing: true }), lacks(b), lacks(c)), "stop region-a");
  });

  it("go on after a repair with the one that lacks the release, and leave those alone that have it", () => {
    assert.equal(next(90 * minute, has(a), lacks(b), lacks(c)), "enter region-b");
    assert.equal(next(90 * minute, has(a), has(b), lacks(c)), "enter region-c");
  });

  it("do not wait after the last one", () =>
    assert.equal(next(30 * minute, has(a), has(b), has(c, { since: 30 * minute })), "done"));

  it("of an environment without regions are one of one stack", () => {
    const single = groupsOf("prod", "prod", undefined);
    assert.deepEqual(nextWave(single, [lacks("prod")], 0), { do: "enter", group: single[0], stacks: ["prod"] });
    assert.equal(nextWave(single, [has("prod", { since: 5 })], 5).do, "done");
  });

  it("enter only those of its stacks that lack it", () => {
    const two = groupsOf("prod", "prod", [{ name: "both", regions: ["eu-west-1", "us-east-1"], bakeMinutes: 0 }]);
    const step = nextWave(two, [has(a), lacks(b)], 0);
    assert.deepEqual(step.do === "enter" && step.stacks, [b]);
  });

  it("never begin while an earlier one lacks the release, is not healthy, or has not had its time", () => {
    const region = (stack: string) =>
      fc.record({
        stack: fc.constant(stack),
        release: fc.constantFrom("1.0.0", null),
        entered: fc.boolean(),
        healthy: fc.boolean(),
        failing: fc.boolean(),
        since: fc.option(fc.integer({ min: 0, max: 60 * minute }), { nil: undefined }),
      });
    fc.assert(
      fc.property(fc.tuple(region(a), region(b), region(c)), fc.integer({ min: 0, max: 120 * minute }), (all, now) => {
        const step = nextWave(groups, all, now);
        if (step.do !== "enter") return;
        const at = groups.indexOf(step.group);
        for (const earlier of all.slice(0, at)) {
          assert.ok(earlier.entered && earlier.healthy && !earlier.failing);
          assert.ok(now >= (earlier.since ?? 0) + 30 * minute);
        }
        assert.ok(step.stacks.every((stack) => all.some((one) => one.stack === stack && !one.entered)));
      }),
    );
  });

  it("ask for their own number of approvals where the flow says one", () => {
    const path = pathSchema.parse({
      from: "staging",
      to: "prod",
      approvals: 1,
      criticalApprovals: 2,
      reviewers: ["qa"],
    });
    const waves = [
      { name: "usual", regions: ["eu-west-1"], bakeMinutes: 0 },
      { name: "large", regions: ["us-east-1"], bakeMinutes: 0, approvals: 3 },
    ];
    const asked = groupsOf("prod", "prod", waves).map((group) => entryOf(path, group));
    assert.deepEqual(
      asked.map(({ approvals, criticalApprovals }) => [approvals, criticalApprovals]),
      [
        [1, 2],
        [3, 3],
      ],
    );
  });
});
