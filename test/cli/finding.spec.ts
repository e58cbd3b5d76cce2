import assert from "node:assert/strict";
import { findingOf, inOrder, type PolicyEvent } from "../../cli/finding";

const event = (message: string, more: Partial<PolicyEvent> = {}): PolicyEvent => ({
  resourceUrn: "urn:pulumi:prod::promenade::promenade:stores:Database$aws:rds/instance:Instance::prod-database",
  policyPackName: "guardrails",
  policyName: "rds-multi-az",
  enforcementLevel: "mandatory",
  severity: "high",
  message,
  ...more,
});
const subject = "prod-database (aws:rds/instance:Instance)";

describe("a finding of a policy pack", () => {
  it("has the parts of its one line", () => {
    const text = `${subject}: found multiAz false; required: multiAz true; set multiAz: true`;
    assert.deepEqual(findingOf(event(text)), {
      ...{ pack: "guardrails", rule: "rds-multi-az", enforcement: "mandatory", severity: "high", kind: "broken" },
      ...{ message: text, urn: event("").resourceUrn, resource: "prod-database", type: "aws:rds/instance:Instance" },
      ...{ found: "multiAz false", required: "multiAz true", change: "set multiAz: true", excepted: null },
    });
  });

  it("keeps what a resource itself says with such words in it", () => {
    const { found, required, change } = findingOf(
      event(`${subject}: found name "a; b\nc"; required: one of: x; y; set it; or rename it`),
    );
    assert.deepEqual([found, required, change], ['name "a; b\nc"', "one of: x", "y; set it; or rename it"]);
  });

  it("tells what is excepted, until when and why", () => {
    const text = `${subject}: found multiAz false; required: multiAz true; set it; excepted until 2027-01-31: moves; later`;
    const { change, excepted } = findingOf(event(text));
    assert.deepEqual([change, excepted], ["set it", { until: "2027-01-31", reason: "moves; later" }]);
  });

  for (const [kind, text] of [
    ["pending", `${subject}: multiAz not known at preview; to be judged at up`],
    ["pending", "Can't run policy 'physical-name' from policy pack 'naming@v0.1.0' during preview: unknown"],
    ["failed", `${subject}: rule "rds-multi-az" itself failed: no; mend it`],
    ["note", 'promenade-prod (pulumi:pulumi:Stack): exception of "x" from rds-multi-az until 2027-01-01: why'],
    ["broken", "No dice."],
  ] as const) {
    it(`is ${kind}: ${text}`, () => {
      const finding = findingOf(event(text));
      assert.deepEqual([finding.kind, finding.found, finding.message], [kind, null, text]);
    });
  }

  it("is of medium severity where its pack gives none, and of the stack where it names no resource", () => {
    const { severity, resource, type, urn } = findingOf({
      policyPackName: "naming",
      policyName: "x",
      enforcementLevel: "advisory",
      message: "x",
    });
    assert.deepEqual([severity, resource, type, urn], ["medium", null, null, null]);
  });

  it("stands with the worst first, and with what stops before what advises", () => {
    const given = [
      event("1", { severity: "low" }),
      event("2", { enforcementLevel: "advisory" }),
      event("3"),
      event("4", { severity: "critical", enforcementLevel: "advisory" }),
    ];
    assert.deepEqual(
      inOrder(given.map(findingOf)).map(({ message }) => message),
      ["4", "3", "2", "1"],
    );
  });
});
