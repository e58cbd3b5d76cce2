import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packConfiguration } from "../../cli/pack-configuration";
import type { Facts } from "../../cli/pack-facts";
import { flowSchema, type Flow } from "../../core/flow";
import { pathSchema } from "../../core/flow/path-schema";
import { InvalidInput } from "../../core/problem";
import { flowNames, loadFlow } from "../../flows/load";
import { catalogue as guardrails } from "../../policies/guardrails/catalogue";
import { catalogue as naming } from "../../policies/naming/catalogue";
import { demanded, settingsOf } from "../support/settings";

describe("what policy packs are told", () => {
  let checkout: string;
  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), "promenade-packs-"));
    mkdirSync(join(checkout, "policies"));
  });
  afterEach(() => rmSync(checkout, { recursive: true }));

  const flow = loadFlow("three-tier");
  const of = (stack: string, config: object = {}): Facts => ({
    flow,
    settings: settingsOf({ ...demanded[stack.split("-")[0]!], ...config }, { stack }),
  });
  const told = (pack: string, facts = of("prod")) => packConfiguration(checkout, pack, facts);
  /** What guardrails is told of any prod. */
  const usual = {
    guardrails: { tiers: { dev: "dev", stage: "stage", prod: "prod" } },
    "allowed-regions": { allowedRegions: ["eu-west-1", "us-east-1"] },
  };
  const own = (text: string) => writeFileSync(join(checkout, "policies", "guardrails.config.json"), text);

  it("naming: the flow's environments, every rule that takes them", () => {
    const taking = naming.filter(({ configSchema }) => "environments" in (configSchema?.properties ?? {}));
    const environments = ["dev", "stage", "prod"];
    const expected = Object.fromEntries(taking.map(({ name }) => [name, { environments }]));
    assert.deepEqual(told("naming"), { ...expected, "secret-scope": { environments, guests: [] } });
    assert.ok(taking.length > 0);
  });

  it("guardrails: tiers and regions; the rule on cost the estimate and the budget, where there is one", () => {
    assert.deepEqual(told("guardrails"), usual);
    const cost = { estimate: 310, budget: 300 };
    assert.deepEqual(told("guardrails", { ...of("prod"), cost }), { ...usual, "cost-within-budget": cost });
    const rule = guardrails.find(({ name }) => name === "cost-within-budget");
    assert.deepEqual(Object.keys(rule?.config?.properties ?? {}), Object.keys(cost));
  });

  it("guardrails: the stack's own region, where the stack file allows no other", () => {
    assert.deepEqual(told("guardrails", of("dev"))["allowed-regions"], { allowedRegions: ["eu-west-1"] });
  });

  it("guardrails: a tier that the stack file chooses, where more is at stake in it", () => {
    const domain = { name: "dev.promenade.example" };
    const chosen = (stack: string, tier: string) =>
      told("guardrails", of(stack, { tier, domain, ingress: ["203.0.113.0/24"] }))["guardrails"];
    const { tiers } = usual.guardrails;
    assert.deepEqual(chosen("dev", "stage"), { tiers: { ...tiers, dev: "stage" } });
    assert.deepEqual(chosen("prod", "dev"), { tiers }, "a prod that calls itself dev stays a prod");
    assert.deepEqual(chosen("prod-eu-west-1", "dev"), { tiers });
  });

  it("guardrails: of a release, the evidence that the flow asks for", () => {
    const levels = (paths: Flow["paths"], stack: string) => {
      const { "release-verified": verified, "release-approved": approved } = told("guardrails", {
        ...of(stack),
        flow: { ...flow, paths },
      });
      return [verified, approved];
    };
    const path = pathSchema.parse({ from: "stage", to: "prod", approvals: 1 });
    for (const stack of ["prod", "prod-eu-west-1"]) {
      assert.deepEqual(levels([path], stack), [undefined, undefined]);
      assert.deepEqual(levels([{ ...path, approvals: 0 }], stack), [undefined, "disabled"]);
      assert.deepEqual(levels([{ ...path, approvals: 0 }, path], stack), [undefined, undefined]);
      assert.deepEqual(levels([{ ...path, to: "stage" }], stack), ["disabled", "disabled"]);
    }
  });

  it("guardrails: what retires gives its protection up, and is told so in every run", () => {
    const retiring = told("guardrails", of("prod", { retiring: true }));
    const advisory = guardrails.map(({ name }) => name).filter((name) => retiring[name] === "advisory");
    assert.deepEqual(advisory, ["rds-deletion-protection", "elb-deletion-protection", "protected-in-prod"]);
    assert.equal(Object.keys(retiring).length, advisory.length + Object.keys(usual).length);
  });

  it("nothing of a rule that there is not", () => {
    const rules = ["guardrails", ...guardrails.map(({ name }) => name)];
    const all = told("guardrails", { ...of("dev", { retiring: true }), cost: { estimate: 1, budget: 1 } });
    assert.deepEqual(
      Object.keys(all).filter((name) => !rules.includes(name)),
      [],
    );
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
    const facts = { ...of("dev"), flow: other };
    assert.deepEqual(told("guardrails", facts)["guardrails"], { tiers: { uat: "stage", preview: "preview" } });
    assert.deepEqual(told("naming", facts)["environment-name"], { environments: ["uat", "preview"] });
  });

  it("of every flow that ships", () => {
    for (const name of flowNames())
      assert.ok("guardrails" in told("guardrails", { ...of("dev"), flow: loadFlow(name) }), name);
  });

  it("nothing, where promenade does not know the pack: Pulumi refuses what is told a rule that there is not", () => {
    assert.deepEqual(told("another"), {});
  });

  it("and what the checkout says of the pack, whose word counts", () => {
    const exceptions = [{ rule: "rds-multi-az", resource: "x", reason: "y", expires: "2027-01-01" }];
    own(JSON.stringify({ guardrails: { exceptions, tiers: { dev: "stage" } }, "cost-within-budget": "disabled" }));
    assert.deepEqual(told("guardrails", { ...of("prod"), cost: { estimate: 2, budget: 1 } }), {
      ...usual,
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
