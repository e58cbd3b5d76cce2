import assert from "node:assert/strict";
import { findPath, isPath } from "../../../core/flow/path";
import { promotionSteps, type PromotionStep } from "../../../core/flow/promotion-steps";
import { deliveryOf } from "../../../core/github/delivery";
import { repositorySchema } from "../../../core/config/repository";
import { flowNames, loadFlow } from "../../../flows/load";

function steps(name: string, from: string, to: string, critical = false): readonly PromotionStep[] {
  const flow = loadFlow(name);
  const path = findPath(flow, from, to);
  assert.ok(isPath(path));
  return promotionSteps(flow, path, critical);
}

describe("the jobs of a promotion", () => {
  it("are one without a gate where nobody has to approve", () => {
    assert.deepEqual(steps("three-tier", "dev", "stage"), [
      { wave: "", stack: "stage", scope: "STAGE", gate: "", approvals: [] },
    ]);
  });

  it("pass the gate as often as different people have to approve", () => {
    const prod = { wave: "", stack: "prod", scope: "PROD", gate: "promotion-approval-prod" };
    assert.deepEqual(steps("three-tier", "stage", "prod"), [{ ...prod, approvals: [1] }]);
    assert.deepEqual(steps("six-environments", "staging", "prod"), [{ ...prod, approvals: [1, 2] }]);
    assert.deepEqual(steps("six-environments", "staging", "prod", true), [{ ...prod, approvals: [1, 2, 3] }]);
  });

  it("go by waves, each behind its own gate", () => {
    assert.deepEqual(
      steps("regions", "staging", "prod").map(({ wave, stack, scope, gate }) => [wave, stack, scope, gate]),
      [
        ["region-a", "prod-eu-west-1", "PROD_EU_WEST_1", "promotion-approval-prod-region-a"],
        ["region-b", "prod-us-east-1", "PROD_US_EAST_1", "promotion-approval-prod-region-b"],
        ["region-c", "prod-ap-southeast-1", "PROD_AP_SOUTHEAST_1", "promotion-approval-prod-region-c"],
      ],
    );
  });

  it("name gates and environments that a stack keeps at GitHub, in every flow", () => {
    const repository = repositorySchema.parse({ name: "acme/shop", visibility: "public" });
    for (const name of flowNames()) {
      const flow = loadFlow(name);
      for (const { from, to } of flow.paths) {
        for (const { stack, gate } of steps(name, from, to)) {
          const kept = deliveryOf(flow, stack, repository).environments.map((one) => one.name);
          assert.ok(kept.includes(stack), `${name}: ${stack}`);
          assert.ok(gate === "" || kept.includes(gate), `${name}: ${gate}`);
        }
      }
    }
  });
});
