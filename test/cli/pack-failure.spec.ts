import assert from "node:assert/strict";
import type { EngineEvent } from "../../cli/events";
import { packFailure, packsMissing, ruleFailure } from "../../cli/pack-failure";
import { refusalOf } from "../../cli/refusal";
import { findingOf } from "../../cli/finding";

const said = (failure: ReturnType<typeof packFailure>) =>
  failure?.problems.map(({ where, wrong, found, change }) => ({ where, wrong, found, change }));

describe("a pack that fails", () => {
  it("is known by what did not come after its loading began", () => {
    const loading: EngineEvent = { policyLoadEvent: {} };
    assert.equal(packsMissing([loading]), true);
    assert.equal(packsMissing([loading, { preludeEvent: {} }]), false);
    assert.equal(packsMissing([]), false);
  });

  for (const path of ["/checkout/policies/mine/main.js", "/checkout/policies/mine"]) {
    it(`is named with its own error, started as ${path}`, () => {
      const [problem] = said(
        packFailure(
          `/x.js:2\nthrow new Error("no");\n\nTypeError: half a pack\n    at Object\n\nerror: loading policy packs: policy pack "${path}" failed to start: exit status 1`,
        ),
      )!;
      assert.deepEqual(
        [problem?.where, problem?.wrong, problem?.found],
        ["policies/mine", "the policy pack does not start", "TypeError: half a pack"],
      );
      assert.match(problem?.change ?? "", /rollback runs without packs/);
    });
  }

  it("that does not take its configuration is named, with the file to correct", () => {
    const [problem] = said(
      packFailure('error: configuring policy pack "guardrails" at "/x/main.js": invalid enforcement level ""'),
    )!;
    assert.deepEqual([problem?.where, problem?.found], ["policies/guardrails", "a rule that it does not have"]);
    assert.match(problem?.change ?? "", /policies\/guardrails\.config\.json/);
  });

  it("is not what other errors are about", () => {
    assert.equal(packFailure("error: no stack named 'x' found"), undefined);
    assert.equal(ruleFailure(["no such zone"]), undefined);
  });
});

describe("a rule that fails", () => {
  it("by throwing is named with what it threw, without a stack trace", () => {
    const text =
      "failed to run policy: Error validating resource with policy 'throws' from policy pack 'mine@v1.0.0':\nError: half a rule\n    at x (y.js:1:2)";
    assert.deepEqual(
      said(ruleFailure(["first", text]))?.map(({ where, found }) => [where, found]),
      [["mine/throws", "half a rule"]],
    );
  });

  it("and says so itself is a failure, not a refusal", () => {
    const finding = findingOf({
      ...{ policyPackName: "guardrails", policyName: "rds-tls", enforcementLevel: "mandatory" },
      message: 'x (y): rule "rds-tls" itself failed: no',
    });
    const failure = refusalOf([finding]);
    assert.deepEqual([failure?.kind, failure?.problems[0]?.where], ["failed", "guardrails/rds-tls"]);
    assert.equal(refusalOf([{ ...finding, enforcement: "advisory" }]), undefined);
  });
});
