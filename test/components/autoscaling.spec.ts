import assert from "node:assert/strict";
import { find, ofType } from "../support/mocks";
import { environmentOf, initialRelease, runProgram } from "../support/program";

const target = "aws:appautoscaling/target:Target";
const policy = "aws:appautoscaling/policy:Policy";
type Tracking = Readonly<Record<string, unknown>>;

describe("autoscaling of slots", () => {
  for (const [tier, most, requests] of [
    ["stage", 3, 20_000],
    ["prod", 20, 30_000],
  ] as const) {
    it(`in ${tier} goes from 2 to ${most} tasks, by ${requests} requests a minute for each and by CPU`, async () => {
      const { resources } = await environmentOf(tier);
      const { inputs } = find(resources, target, `${tier}-blue-autoscaling-app`);
      assert.deepEqual([inputs.minCapacity, inputs.maxCapacity], [2, most]);
      assert.match(String(inputs.resourceId), new RegExp(`^service/${tier}-cluster/${tier}-blue-app$`));
      const trackings = ofType(resources, policy)
        .filter(({ name }) => name.startsWith(`${tier}-blue-`))
        .map(({ inputs: own }) => own.targetTrackingScalingPolicyConfiguration as Tracking);
      assert.deepEqual(
        trackings.map(({ targetValue }) => targetValue),
        [60, requests],
      );
    });
  }

  it("leaves an empty slot empty", async () => {
    const { inputs } = find((await environmentOf("prod")).resources, target, "prod-green-autoscaling-app");
    assert.deepEqual([inputs.minCapacity, inputs.maxCapacity], [0, 0]);
  });

  it("has bounds that do not move, and no policy, where the tier does not scale", async () => {
    for (const [tier, service] of [
      ["dev", "dev-blue-autoscaling-app"],
      ["preview", "pr-7-blue-autoscaling-app"],
    ] as const) {
      const { resources } = await environmentOf(tier);
      const { inputs } = find(resources, target, service);
      assert.deepEqual([inputs.minCapacity, inputs.maxCapacity], [1, 1]);
      assert.deepEqual(ofType(resources, policy), []);
    }
  });

  it("leaves the bounds to the record, but for a request for that very slot", async () => {
    const image = { images: initialRelease.images, release: "1.1.0" };
    const request = { kind: "slot", revision: 2, slot: "green", capacity: "full", minimum: { app: 6 }, ...image };
    const rule = {
      type: "aws:lb/listenerRule:ListenerRule",
      outputs: { tags: { "promenade:revision": "1", "promenade:service": "app" } },
    };
    const { resources } = await runProgram("prod", { request }, { recorded: { rule } });
    const blue = find(resources, target, "prod-blue-autoscaling-app");
    const green = find(resources, target, "prod-green-autoscaling-app");
    const tags = ["capacity", "revision"].map((tag) => `tags["promenade:${tag}"]`);
    assert.deepEqual(blue.ignoreChanges, ["minCapacity", "maxCapacity", ...tags]);
    assert.deepEqual([green.ignoreChanges, green.inputs.minCapacity, green.inputs.maxCapacity], [[], 6, 20]);
  });
});
