import assert from "node:assert/strict";
import { stacksOf } from "../../../core/flow";
import { tiers } from "../../../core/tiers";
import { flowNames, loadFlow } from "../../../flows/load";
import type { Registered } from "../../support/mocks";
import { environmentOf, runProgram, stackOf } from "../../support/program";
import { demanded } from "../../support/settings";
import { judged, type PackConfig, toldOf } from "../environment";
import { promoted, set } from "./switched-off";

const stopping = (stack: string, resources: readonly Registered[], config: PackConfig) =>
  judged(stack, resources, config)
    .filter(({ level }) => level === "mandatory")
    .map(({ message }) => message);

describe("both packs on what the program makes", function () {
  this.timeout(60_000);
  const three = (stack: string) => toldOf("three-tier", stack);

  for (const tier of tiers) {
    it(`have nothing against ${tier}`, async () => {
      const { stack } = stackOf(tier);
      const { resources } = await environmentOf(tier);
      const config = tier === "preview" ? toldOf("pull-request-previews", stack) : three(stack);
      assert.deepEqual(stopping(stack, tier === "prod" ? promoted(resources) : resources, config), []);
    });
  }

  for (const flow of flowNames()) {
    for (const [environment, own] of Object.entries(loadFlow(flow).environments)) {
      it(`have nothing against ${environment} of the flow ${flow}`, async () => {
        const { tier, ephemeral } = own;
        const [first = ""] = stacksOf(environment, own);
        const stack = ephemeral ? "pr-7" : first;
        const host = ephemeral ? { stacks: { dev: { ...(await environmentOf("dev")).outputs } } } : {};
        const config = { ...demanded[own.ingress === undefined ? tier : "stage"], ...demanded[tier], flow };
        const { resources } = await runProgram(stack, config, host);
        assert.deepEqual(stopping(stack, resources, toldOf(flow, stack, config)), []);
      });
    }
  }

  it("have nothing against prod in a region of its own", async () => {
    const { resources } = await runProgram("prod-eu-west-1");
    assert.deepEqual(stopping("prod-eu-west-1", resources, three("prod-eu-west-1")), []);
  });

  it("judge dev as a stage, where it takes stage's tier", async () => {
    const config = { ...demanded["stage"], tier: "stage" };
    const { resources } = await runProgram("dev", config);
    assert.deepEqual(stopping("dev", resources, toldOf("three-tier", "dev", config)), []);
  });

  it("let a prod that retires give its protection up, and tell of each part", async () => {
    const { resources } = await runProgram("prod", { retiring: true });
    const found = judged("prod", resources, toldOf("three-tier", "prod", { retiring: true }));
    const rules = ["protected-in-prod", "rds-deletion-protection", "elb-deletion-protection"];
    for (const rule of rules) assert.ok(found.some(({ policy, level }) => policy === rule && level === "advisory"));
    assert.deepEqual(
      found.filter(({ level }) => level === "mandatory"),
      [],
    );
  });

  it("stop a prod that is seeded with a release instead of being promoted one", async () => {
    const { resources } = await environmentOf("prod");
    const stopping = judged("prod", resources, three("prod")).filter(({ level }) => level === "mandatory");
    assert.deepEqual([...new Set(stopping.map(({ policy }) => policy))], ["release-verified", "release-approved"]);
  });

  it("show what is excepted, beside the exception itself", async () => {
    const { resources } = await environmentOf("prod");
    const shown = judged("prod", promoted(resources), three("prod")).map(({ policy, resource }) => [policy, resource]);
    assert.deepEqual(shown, [
      ["guardrails", "promenade-prod"],
      ["secret-rotation", "prod-vault-REDIS_URL"],
    ]);
  });

  it("stop a stack that is none of the flow's environments", async () => {
    const { resources } = await runProgram("dev");
    const [first] = stopping("qa", resources, three("dev"));
    assert.match(first!, /found stack "qa"; required: an environment of the flow: dev, stage, prod;/);
  });

  for (const [stack, level] of [
    ["dev", "advisory"],
    ["prod", "mandatory"],
  ] as const) {
    it(`judge a month over budget as ${level} in ${stack}`, async () => {
      const { resources } = await environmentOf(stack);
      const config = { ...three(stack), "cost-within-budget": { estimate: 2001, budget: 2000 } };
      const found = judged(stack, promoted(resources), config).filter(({ policy }) => policy === "cost-within-budget");
      assert.deepEqual(
        found.map((one) => one.level),
        [level],
      );
    });
  }

  const nat = "aws:ec2/natGateway:NatGateway";
  const inDev = [
    ["small-sizes", "mandatory", set("aws:rds/instance:Instance", { instanceClass: "db.r7g.large" })],
    [
      "small-sizes",
      "mandatory",
      set("aws:elasticache/replicationGroup:ReplicationGroup", { nodeType: "cache.r7g.large" }),
    ],
    ["small-sizes", "mandatory", set("aws:ecs/taskDefinition:TaskDefinition", { cpu: "4096" })],
    [
      "one-nat",
      "advisory",
      (all: readonly Registered[]) => all.flatMap((one) => (one.type === nat ? [one, one] : one)),
    ],
    [
      "off-hours",
      "advisory",
      (all: readonly Registered[]) => all.filter(({ type }) => !/schedule(dAction)?:Schedule/.test(type)),
    ],
  ] as const;
  for (const [rule, level, breaking] of inDev) {
    it(`catch in dev what costs too much: ${rule}`, async () => {
      const { resources } = await environmentOf("dev");
      const before = judged("dev", resources, three("dev"));
      const after = judged("dev", breaking(resources), three("dev"));
      assert.ok(!before.some(({ policy }) => policy === rule));
      assert.deepEqual([...new Set(after.filter(({ policy }) => policy === rule).map((one) => one.level))], [level]);
    });
  }
});
