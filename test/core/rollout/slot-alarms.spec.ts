import assert from "node:assert/strict";
import type { StateResource } from "../../../core/record";
import { slots } from "../../../core/release";
import { slotAlarms } from "../../../core/rollout/slot-alarms";
import { tiers } from "../../../core/tiers";
import { environmentOf } from "../../support/program";

describe("a slot's alarms", () => {
  for (const tier of tiers) {
    it(`in ${tier} are those of the program that watch it, and no others`, async () => {
      const { resources } = await environmentOf(tier);
      const found = slotAlarms(resources);
      const all = resources
        .filter(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm")
        .map(({ outputs }) => String(outputs.name));
      for (const slot of slots) {
        const expected = all.filter((name) => name.includes(`-${slot}-`));
        assert.deepEqual([...found[slot]].sort(), expected.sort());
        assert.ok(expected.some((name) => name.endsWith("-unhealthy")));
      }
    });
  }

  const group = (slot: string): StateResource => ({
    type: "aws:lb/targetGroup:TargetGroup",
    outputs: { arnSuffix: `targetgroup/${slot}/1`, tags: { "promenade:slot": slot } },
  });
  const service = (slot: string): StateResource => ({
    type: "aws:ecs/service:Service",
    outputs: { name: `dev-${slot}-app`, tags: { "promenade:slot": slot } },
  });
  const metricAlarm = (name: string, outputs: object): StateResource => ({
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    outputs: { name, ...outputs },
  });
  const compositeAlarm = (alarmName: string, alarmRule: string): StateResource => ({
    type: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    outputs: { alarmName, alarmRule },
  });
  const computed = (...dimensions: readonly object[]) => ({
    dimensions: null,
    metricQueries: [
      { id: "watched", expression: "a / b" },
      ...dimensions.map((one) => ({ metric: { dimensions: one } })),
    ],
  });
  const ground = [group("blue"), group("green"), service("blue"), service("green")];

  it("are known by what they watch, whatever they are called", () => {
    const found = slotAlarms([
      metricAlarm("slow", computed({ LoadBalancer: "app/web/1", TargetGroup: "targetgroup/green/1" })),
      metricAlarm("cpu of green", {
        dimensions: { ClusterName: "dev", ServiceName: "dev-blue-app" },
        metricQueries: [],
      }),
      metricAlarm("edge", { dimensions: { LoadBalancer: "app/web/1" } }),
      metricAlarm(
        "difference",
        computed({ TargetGroup: "targetgroup/green/1" }, { TargetGroup: "targetgroup/blue/1" }),
      ),
      metricAlarm("nobody watches", {
        metricQueries: [
          { metric: { namespace: "promenade/rollouts", dimensions: { Environment: "dev" } } },
          { metric: { namespace: "AWS/ApplicationELB", dimensions: { TargetGroup: "targetgroup/green/1" } } },
        ],
      }),
      ...ground,
    ]);
    assert.deepEqual(found, { blue: ["cpu of green", "difference"], green: ["slow", "difference"] });
  });

  it("include those made of them, by name or ARN", () => {
    const found = slotAlarms([
      ...ground,
      metricAlarm("green slow", { dimensions: { TargetGroup: "targetgroup/green/1" } }),
      metricAlarm("edge", { dimensions: { LoadBalancer: "app/web/1" } }),
      compositeAlarm("both", 'ALARM("green slow") AND ALARM("edge")'),
      compositeAlarm("by ARN", "NOT OK(arn:aws:cloudwatch:eu-west-1:123456789012:alarm:green slow)"),
      compositeAlarm("of the edge", 'ALARM("edge")'),
    ]);
    assert.deepEqual(found, { blue: [], green: ["green slow", "both", "by ARN"] });
  });
});
