import assert from "node:assert/strict";
import { approvingEnvironments } from "../../../core/promotion/approving";
import { flowNames, loadFlow } from "../../../flows/load";

describe("reviews of a run", () => {
  it("approve what their environment's gate is for, or its wave's", () => {
    const flow = loadFlow("regions");
    const path = flow.paths.find(({ to }) => to === "prod")!;
    assert.deepEqual(approvingEnvironments(flow, path, "region-b"), [
      ...["promotion-approval-prod-region-b", "prod-region-b"],
    ]);
    const [toStage] = loadFlow("three-tier").paths;
    assert.deepEqual(approvingEnvironments(loadFlow("three-tier"), toStage!, undefined), [
      ...["promotion-approval-stage", "stage"],
    ]);
  });

  it("cover both steps of a release where its tag sends what staging has through it once more, and nowhere else", () => {
    const both = flowNames().flatMap((name) => {
      const flow = loadFlow(name);
      const others = flow.paths.filter((path) => approvingEnvironments(flow, path, undefined).length > 2);
      return others.map(({ from, to }) => [
        name,
        from,
        to,
        approvingEnvironments(flow, flow.paths[0]!, undefined).at(-1),
      ]);
    });
    assert.deepEqual(both, [["staging-first", "staging", "prod", "promotion-approval-staging"]]);
  });
});
