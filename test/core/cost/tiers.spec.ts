import assert from "node:assert/strict";
import { estimate, type Estimate } from "../../../core/cost/estimate";
import { scaleOf } from "../../../core/cost/scale";
import { defaultFlow } from "../../../core/flow";
import { tiers, tierSizes, type Tier } from "../../../core/tiers";
import { loadFlow } from "../../../flows/load";
import { region } from "../../support/mocks";
import { environmentOf, stackOf } from "../../support/program";
import { settingsOf } from "../../support/settings";

/** The environment of a tier, as it is shipped, at its normal size. */
async function estimateOf(tier: Tier): Promise<Estimate> {
  const { resources } = await environmentOf(tier);
  const { stack, config } = stackOf(tier);
  const flow = typeof config.flow === "string" ? config.flow : defaultFlow;
  const settings = settingsOf(config, { stack, flow: loadFlow(flow) });
  return estimate(resources, { region, scale: scaleOf(settings), assumptions: settings.cost.assumptions });
}

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
