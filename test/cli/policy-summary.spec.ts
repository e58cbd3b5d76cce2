import assert from "node:assert/strict";
import { findingOf } from "../../cli/finding";
import { policyLines } from "../../cli/policy-summary";

const finding = (rule: string, message: string, severity = "high") =>
  findingOf({ policyPackName: "guardrails", policyName: rule, enforcementLevel: "advisory", severity, message });
const pending = (rule: string, resource: string) =>
  finding(rule, `${resource} (t): a not known at preview; to be judged at up`);

const findings = [
  ...["a", "b", "c"].map((name) => finding("elb-zones", `${name} (t): found 1; required: 2; add one`)),
  ...["d", "e"].map((name) => finding("rds-tls", `${name} (t): found 0; required: 1; set it`, "low")),
  ...["a", "b", "c"].map((name) => pending("image-digest", name)),
  pending("kms-key-policy", "k"),
  finding("guardrails", 'promenade-dev (t): exception of "x" from rds-tls until 2027-01-01: why'),
];

describe("what a summary says of policies", () => {
  it("is one line where nothing was found", () => {
    assert.deepEqual(policyLines([], ["naming", "guardrails"], false), ["naming, guardrails: passed"]);
    assert.deepEqual(policyLines([], [], false), ["none: passed"]);
  });

  it("is counts and the first few, what is to be judged at up by rule", () => {
    assert.deepEqual(policyLines(findings, ["guardrails"], false), [
      "guardrails: passed, with 10 notes",
      "5 advisory (3 high, 2 low)",
      "  guardrails/elb-zones: a (t): found 1; required: 2; add one",
      "  guardrails/elb-zones: b (t): found 1; required: 2; add one",
      "  guardrails/elb-zones: c (t): found 1; required: 2; add one",
      "  … and 2 more: --verbose, or --json",
      "4 to be judged at up, where values are known that a preview does not know",
      "  guardrails/image-digest: 3 resources",
      "  guardrails/kms-key-policy: 1 resource",
      "1 noted",
      '  guardrails/guardrails: promenade-dev (t): exception of "x" from rds-tls until 2027-01-01: why',
    ]);
  });

  it("is all of it when asked for", () => {
    const lines = policyLines(findings, ["guardrails"], true);
    for (const { message } of findings)
      assert.ok(
        lines.some((line) => line.endsWith(message)),
        message,
      );
    assert.ok(!lines.some((line) => line.includes("more")));
  });
});
