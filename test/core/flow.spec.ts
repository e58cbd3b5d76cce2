import assert from "node:assert/strict";
import { environmentOf, flowSchema, stackNames, type Flow } from "../../core/flow";
import { flowNames, loadFlow } from "../../flows/load";
import { threeTier } from "../support/settings";

const previews: Flow = flowSchema.parse({
  name: "previews",
  description: "one environment a pull request",
  environments: {
    preview: { tier: "preview", purpose: "one a pull request", ephemeral: true, host: "prod" },
    prod: { tier: "prod", purpose: "customers" },
  },
  paths: [],
});

describe("a stack's name", () => {
  it("picks the environment of that name", () => {
    assert.deepEqual(environmentOf(threeTier, "stage"), {
      name: "stage",
      tier: "stage",
      scope: "STAGE",
      label: "env/stage",
    });
  });

  it("picks an environment's region", () => {
    assert.deepEqual(environmentOf(threeTier, "prod-eu-west-1"), {
      name: "prod-eu-west-1",
      tier: "prod",
      scope: "PROD_EU_WEST_1",
      label: "env/prod-eu-west-1",
    });
  });

  it("picks the ephemeral environment for a pull request", () => {
    const { tier, label, guest } = environmentOf(previews, "pr-123") ?? {};
    assert.deepEqual([tier, label, guest], ["preview", "env/pr-123", { host: "prod", pullRequest: 123 }]);
  });

  for (const stack of ["qa", "prod-mars-1", "pr-123", "pr-0", "", "toString"]) {
    it(`picks nothing for ${JSON.stringify(stack)} in three-tier`, () => {
      assert.equal(environmentOf(threeTier, stack), undefined);
    });
  }

  it("picks a region of those that the flow lists, and the environment only by one of them", () => {
    const regions = loadFlow("regions");
    assert.equal(environmentOf(regions, "prod-us-east-1")?.tier, "prod");
    for (const stack of ["prod", "prod-eu-central-1", "staging-mars-1"]) {
      assert.equal(environmentOf(regions, stack), undefined, stack);
    }
    assert.deepEqual(stackNames(regions), [
      ...["ppe", "staging", "prod-eu-west-1", "prod-us-east-1", "prod-ap-southeast-1"],
    ]);
  });

  it("of an ephemeral environment is never its own", () => {
    assert.equal(environmentOf(previews, "preview"), undefined);
    assert.deepEqual(stackNames(previews), ["pr-<number>", "prod"]);
  });
});

describe("flow files", () => {
  for (const name of flowNames()) {
    it(`${name} is valid and named as its file`, () => assert.equal(loadFlow(name).name, name));
  }

  it("are refused by an unknown name with the one that was meant", () => {
    assert.throws(() => loadFlow("three-tear"), /no such flow, did you mean "three-tier"\?/);
    assert.throws(() => loadFlow("../package"), /no such flow/);
  });
});
