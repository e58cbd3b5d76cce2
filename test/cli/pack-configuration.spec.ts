import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packConfiguration } from "../../cli/pack-configuration";
import { flowSchema } from "../../core/flow";
import { InvalidInput } from "../../core/problem";
import { flowNames, loadFlow } from "../../flows/load";
import { catalogue as guardrails } from "../../policies/guardrails/catalogue";
import { catalogue as naming } from "../../policies/naming/catalogue";

describe("what policy packs are told", () => {
  let checkout: string;
  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), "promenade-packs-"));
    mkdirSync(join(checkout, "policies"));
  });
  afterEach(() => rmSync(checkout, { recursive: true }));

  const flow = loadFlow("three-tier");
  const told = (pack: string, facts = { flow }) => packConfiguration(checkout, pack, facts);
  const own = (text: string) => writeFileSync(join(checkout, "policies", "guardrails.config.json"), text);

  it("naming: the flow's environments, every rule that takes them", () => {
    const taking = naming.filter(({ configSchema }) => "environments" in (configSchema?.properties ?? {}));
    const environments = ["dev", "stage", "prod"];
    assert.deepEqual(told("naming"), Object.fromEntries(taking.map(({ name }) => [name, { environments }])));
    assert.ok(taking.length > 0);
  });

  it("guardrails: each environment's tier; the rule on cost the estimate and the budget, where there is one", () => {
    const guard = { tiers: { dev: "dev", stage: "stage", prod: "prod" } };
    assert.deepEqual(told("guardrails"), { guardrails: guard });
    const cost = { estimate: 310, budget: 300 };
    const withCost = packConfiguration(checkout, "guardrails", { flow, cost });
    assert.deepEqual(withCost, { guardrails: guard, "cost-within-budget": cost });
    const rule = guardrails.find(({ name }) => name === "cost-within-budget");
    assert.deepEqual(Object.keys(rule?.config?.properties ?? {}), Object.keys(cost));
  });

  it("a tier by the name that the flow gives the environment, and preview for pull requests, whatever it calls them", () => {
    const other = flowSchema.parse({
      name: "other",
      description: "",
      environments: {
        uat: { tier: "stage", purpose: "" },
        review: { tier: "preview", purpose: "", ephemeral: true, host: "uat" },
      },
      paths: [],
    });
    assert.deepEqual(told("guardrails", { flow: other }), {
      guardrails: { tiers: { uat: "stage", preview: "preview" } },
    });
    assert.deepEqual(told("naming", { flow: other })["environment-name"], { environments: ["uat", "preview"] });
  });

  it("of every flow that ships", () => {
    for (const name of flowNames()) assert.ok("guardrails" in told("guardrails", { flow: loadFlow(name) }), name);
  });

  it("nothing, where promenade does not know the pack: Pulumi refuses what is told a rule that there is not", () => {
    assert.deepEqual(told("another"), {});
  });

  it("and what the checkout says of the pack, whose word counts", () => {
    const exceptions = [{ rule: "rds-multi-az", resource: "x", reason: "y", expires: "2027-01-01" }];
    own(JSON.stringify({ guardrails: { exceptions, tiers: { dev: "stage" } }, "cost-within-budget": "disabled" }));
    assert.deepEqual(packConfiguration(checkout, "guardrails", { flow, cost: { estimate: 2, budget: 1 } }), {
      guardrails: { tiers: { dev: "stage", stage: "stage", prod: "prod" }, exceptions },
      "cost-within-budget": "disabled",
    });
  });

  for (const text of ["{", "[]", "3"]) {
    it(`a file that says ${text} is bad input, told by its name`, () => {
      own(text);
      assert.throws(
        () => told("guardrails"),
        (error) => error instanceof InvalidInput && error.problems[0]?.where === "policies/guardrails.config.json",
      );
    });
  }
});
