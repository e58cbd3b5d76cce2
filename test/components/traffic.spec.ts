import assert from "node:assert/strict";
import { find } from "../support/mocks";
import { environmentOf, runProgram } from "../support/program";

interface Split {
  readonly forward: {
    readonly targetGroups: readonly { readonly arn: string; readonly weight: number }[];
    readonly stickiness: { readonly enabled: boolean; readonly duration: number };
  };
}

describe("traffic", () => {
  it("starts on blue, with both slots in the rule", async () => {
    const { resources } = await environmentOf("dev");
    const { inputs } = find(resources, "aws:lb/listenerRule:ListenerRule", "dev-traffic-app");
    const [action] = inputs.actions as Split[];
    const arn = (slot: string) => find(resources, "aws:lb/targetGroup:TargetGroup", `dev-${slot}-app`).outputs.arn;
    assert.deepEqual(action?.forward.targetGroups, [
      { arn: arn("blue"), weight: 100 },
      { arn: arn("green"), weight: 0 },
    ]);
  });

  it("says that clients do not stick, for AWS would answer with the block", async () => {
    const { resources } = await environmentOf("dev");
    const { inputs } = find(resources, "aws:lb/listenerRule:ListenerRule", "dev-traffic-app");
    const [action] = inputs.actions as Split[];
    assert.deepEqual(action?.forward.stickiness, { enabled: false, duration: 3600 });
  });

  it("comes after the services of both slots", async () => {
    const { resources } = await environmentOf("dev");
    const { dependencies } = find(resources, "aws:lb/listenerRule:ListenerRule", "dev-traffic-app");
    for (const slot of ["blue", "green"]) {
      assert.ok(dependencies.includes(find(resources, "aws:ecs/service:Service", `dev-${slot}-app`).urn), slot);
    }
  });

  it("takes the weights of a request, with its revision", async () => {
    const { resources: first } = await environmentOf("dev");
    const recorded = Object.fromEntries(first.map(({ urn, type, outputs }) => [urn, { type, outputs }]));
    const request = { kind: "traffic", revision: 2, weights: { blue: 30, green: 70 } };
    const { resources } = await runProgram("dev", { request }, { recorded });
    const { inputs } = find(resources, "aws:lb/listenerRule:ListenerRule", "dev-traffic-app");
    const [action] = inputs.actions as Split[];
    assert.deepEqual(
      action?.forward.targetGroups.map(({ weight }) => weight),
      [30, 70],
    );
    assert.equal((inputs.tags as Record<string, string>)["promenade:revision"], "2");
  });

  it("has one rule a service, split the same", async () => {
    const { resources, outputs } = await runProgram("dev", {
      services: { app: {}, api: { paths: ["/api/*", "/v1"] } },
    });
    const api = find(resources, "aws:lb/listenerRule:ListenerRule", "dev-traffic-api");
    assert.deepEqual(api.inputs.conditions, [{ pathPattern: { values: ["/api/*", "/v1"] } }]);
    assert.equal(outputs.services.api?.rule, api.outputs.arn);
  });
});
