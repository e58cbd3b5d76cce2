import assert from "node:assert/strict";
import { environmentOf, flowSchema, stackNames, type Flow } from "../../core/flow";
import { check } from "../../core/schema";
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

  it("of an ephemeral environment is never its own", () => {
    assert.equal(environmentOf(previews, "preview"), undefined);
    assert.deepEqual(stackNames(previews), ["pr-<number>", "prod"]);
  });
});

describe("a flow", () => {
  const environment = { tier: "dev", purpose: "any" };
  const flow = { name: "any", description: "any", environments: { dev: environment }, paths: [] };
  const preview = { tier: "preview", purpose: "any", ephemeral: true, host: "dev" };
  const broken: readonly (readonly [string, object, string])[] = [
    ["a path to nowhere", { paths: [{ from: "dev", to: "prod" }] }, "flow.paths[0].to"],
    ["a mirror of nothing", { mirrors: [{ of: "prod", by: "dev", differences: [] }] }, "flow.mirrors[0].of"],
    [
      "a guest without a host",
      { environments: { preview: { ...preview, host: undefined } } },
      "flow.environments.preview.host",
    ],
    ["a guest of nobody", { environments: { preview } }, "flow.environments.preview.host"],
    [
      "a host that is not asked for",
      { environments: { dev: { ...environment, host: "dev" } } },
      "flow.environments.dev.host",
    ],
  ];
  for (const [what, change, where] of broken) {
    it(`is refused with ${what}`, () => {
      const checked = check(flowSchema, { ...flow, ...change }, "flow");
      assert.deepEqual("problems" in checked ? checked.problems.map((problem) => problem.where) : [], [where]);
    });
  }
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
