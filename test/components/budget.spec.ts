import assert from "node:assert/strict";
import { tiers, tierSizes } from "../../core/tiers";
import { only } from "../support/mocks";
import { environmentOf, initialRelease, runProgram } from "../support/program";

const budget = "aws:budgets/budget:Budget";

interface Notification {
  readonly notificationType: string;
  readonly threshold: number;
  readonly subscriberEmailAddresses: readonly string[];
  readonly subscriberSnsTopicArns: readonly string[];
}

describe("an environment's budget", () => {
  for (const tier of tiers) {
    it(`of ${tier} is the tier's, over what carries the environment's tag`, async () => {
      const { resources, outputs } = await environmentOf(tier);
      const { inputs } = only(resources, budget);
      assert.deepEqual([inputs.limitAmount, inputs.limitUnit], [String(tierSizes[tier].budget), "USD"]);
      assert.deepEqual(inputs.costFilters, [{ name: "TagKeyValue", values: [`user:env$env/${outputs.environment}`] }]);
    });
  }

  it("tells at 50, 80 and 100 % of what was spent and at 100 % of what will be, the more urgently the later", async () => {
    const alerts = { high: ["high@example.com"], medium: ["medium@example.com"], low: ["low@example.com"] };
    const { resources } = await runProgram("dev", { initialRelease, alerts });
    const notifications = only(resources, budget).inputs.notifications as readonly Notification[];
    assert.deepEqual(
      notifications.map((one) => [one.notificationType, one.threshold, ...one.subscriberEmailAddresses]),
      [
        ["ACTUAL", 50, "low@example.com"],
        ["ACTUAL", 80, "medium@example.com"],
        ["FORECASTED", 100, "medium@example.com"],
        ["ACTUAL", 100, "high@example.com"],
      ],
    );
  });

  it("has no notification without anybody to tell, which AWS would refuse", async () => {
    const { resources } = await environmentOf("stage");
    for (const one of only(resources, budget).inputs.notifications as readonly Notification[]) {
      assert.ok(one.subscriberEmailAddresses.length + one.subscriberSnsTopicArns.length > 0);
    }
  });

  it("is the stack file's where that names one", async () => {
    const { resources } = await runProgram("prod", { initialRelease, cost: { budget: 3500 } });
    assert.equal(only(resources, budget).inputs.limitAmount, "3500");
  });
});
