import assert from "node:assert/strict";
import { assumptionLines, costReport } from "../../../core/cost/report";
import { savingsOf } from "../../../core/cost/savings";
import { unusedIn } from "../../../core/cost/unused";
import { tiers, tierSizes } from "../../../core/tiers";
import { changed, without } from "../../support/breaking";
import { environmentOf } from "../../support/program";
import { settingsOf } from "../../support/settings";

const names = (unused: ReturnType<typeof unusedIn>): readonly string[] => unused.map(({ name }) => name);

describe("a cost report", () => {
  it("compares with the stack file's budget, and rests on the stack file's assumptions", async () => {
    const { resources } = await environmentOf("dev");
    const lean = costReport(settingsOf(), "planned", resources);
    assert.deepEqual([lean.budget, lean.overBudget], [300, false]);
    const cost = { budget: 10, assumptions: { releasesAMonth: 30 } };
    const settings = settingsOf({ cost });
    const busy = costReport(settings, "planned", resources);
    assert.deepEqual([busy.budget, busy.overBudget], [10, true]);
    assert.ok(busy.monthly > lean.monthly);
    assert.ok(assumptionLines(busy).includes("30 releases a month"));
  });

  it("tells in prod alone what a year's commitment would save, and only of what runs all the time", async () => {
    for (const tier of tiers.filter((one) => one === "dev" || one === "prod")) {
      const { resources } = await environmentOf(tier);
      const { savings, groups } = costReport(settingsOf({}, { stack: tier }), "planned", resources);
      assert.equal(savings.length, tier === "prod" ? 3 : 0);
      const database = groups
        .flatMap((group) => group.resources)
        .find(({ type }) => type === "aws:rds/instance:Instance");
      const [instance] = database?.lines ?? [];
      const saving = savingsOf({ groups }).find(({ what }) => what.includes("database"));
      assert.equal(saving?.now, instance?.monthly);
    }
  });

  it("finds nothing unused in a new environment but the empty slot's group, which costs nothing", async () => {
    for (const tier of ["dev", "stage", "prod"] as const) {
      const { resources } = await environmentOf(tier);
      const unused = unusedIn(resources);
      assert.deepEqual(names(unused), [`${tier}-green-app`], JSON.stringify(unused));
    }
  });

  for (const [what, broken, name] of [
    ["an address without its gateway", without("aws:ec2/natGateway:NatGateway"), "dev-network-nat-a"],
    ["a gateway without a route", without("aws:ec2/route:Route"), "dev-network-nat-a"],
    [
      "stores without a slot that runs",
      changed("aws:ecs/service:Service", undefined, () => ({ desiredCount: 0 })),
      "dev-database",
    ],
    [
      "a slot that runs without requests",
      changed("aws:ecs/service:Service", "dev-green-app", () => ({ desiredCount: 1 })),
      "dev-green-app",
    ],
  ] as const) {
    it(`finds ${what}`, async () => {
      const { resources } = await environmentOf("dev");
      const before = unusedIn(resources).map((one) => JSON.stringify(one));
      const found = unusedIn(broken(resources)).filter((one) => !before.includes(JSON.stringify(one)));
      assert.ok(names(found).includes(name), JSON.stringify(found));
    });
  }

  it("says nothing of uses while only planned: references are not known then", async () => {
    const { resources } = await environmentOf("dev");
    assert.deepEqual(costReport(settingsOf(), "planned", resources).unused, []);
    assert.notDeepEqual(costReport(settingsOf(), "deployed", resources).unused, []);
  });

  it("knows a price for every size that a tier allows", async () => {
    const { resources } = await environmentOf("prod");
    for (const { bounds } of Object.values(tierSizes)) {
      const of = (type: string, property: string, sizes: readonly string[]) =>
        sizes.flatMap(
          (size) =>
            costReport(
              settingsOf({}, { stack: "prod" }),
              "planned",
              changed(type, undefined, () => ({ [property]: size }))(resources),
            ).notEstimated,
        );
      assert.deepEqual(of("aws:rds/instance:Instance", "instanceClass", bounds.databaseClasses), []);
      assert.deepEqual(of("aws:elasticache/replicationGroup:ReplicationGroup", "nodeType", bounds.cacheNodeTypes), []);
    }
  });
});
