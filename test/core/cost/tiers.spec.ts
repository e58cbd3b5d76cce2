import assert from "node:assert/strict";
import { estimate, type Estimate } from "../../../core/cost/estimate";
import { scaleOf } from "../../../core/cost/scale";
import { tiers, tierSizes, type Tier } from "../../../core/tiers";
import { region } from "../../support/mocks";
import { environmentOf, stackOf } from "../../support/program";
import { settingsOf } from "../../support/settings";

/** The environment of a tier, as it is shipped, at its normal size. */
async function estimateOf(tier: Tier): Promise<Estimate> {
  const { resources: all } = await environmentOf(tier);
  // A preview stands in dev's network, behind dev's balancer (requirement 7).
  const resources = tier === "preview" ? all.filter(({ parent }) => !ofHost.test(parent)) : all;
  const { stack, config } = stackOf(tier);
  const settings = settingsOf(config, { stack });
  return estimate(resources, { region, scale: scaleOf(settings), assumptions: settings.cost.assumptions });
}

const ofHost = /promenade:network:(Network|LoadBalancer)::/;

const table = (of: Estimate): string =>
  of.groups
    .flatMap(({ name, monthly, resources }) => [
      `${name} ${monthly.toFixed(2)}`,
      ...resources.filter(({ monthly }) => monthly >= 0.5).map((one) => `  ${one.name} ${one.monthly.toFixed(2)}`),
    ])
    .join("\n");

describe("the cost of a tier", () => {
  for (const tier of tiers) {
    it(`${tier} fits its budget of ${tierSizes[tier].budget} USD a month`, async () => {
      const found = await estimateOf(tier);
      if (process.env.SHOW_COST !== undefined) console.log(`${tier} ${found.monthly.toFixed(2)}\n${table(found)}`);
      assert.ok(found.monthly <= tierSizes[tier].budget, `${tier} costs ${found.monthly.toFixed(2)}:\n${table(found)}`);
    });

    it(`${tier} has nothing that the estimate leaves out`, async () => {
      assert.deepEqual((await estimateOf(tier)).notEstimated, []);
    });
  }
});
