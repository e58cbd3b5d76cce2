import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { auditJunit } from "../../cli/audit-junit";
import { auditReport } from "../../cli/audit-report";
import { auditSarif } from "../../cli/audit-sarif";
import { auditTable } from "../../cli/audit-table";
import { findingOf, inOrder } from "../../cli/finding";
import { Output, type Stream } from "../../cli/output";
import { Surrounded } from "../support/environment";

const stack = "prod";
const finding = (rule: string, enforcementLevel: string, severity: string, type: string, name: string, said: string) =>
  findingOf({
    ...{ policyPackName: "guardrails", policyName: rule, enforcementLevel, severity },
    resourceUrn: `urn:pulumi:${stack}::promenade::${type}::${name}`,
    message: `${name} (${type}): ${said}`,
  });
const database = "aws:rds/instance:Instance";
const task = "aws:ecs/taskDefinition:TaskDefinition";
const digest = "required: an image by its digest; deploy it by its digest";

const rule = (name: string, severity: "critical" | "high" | "medium" | "low", ...controls: string[]) => ({
  ...{ name, severity, controls },
  description: `What holds where ${name} is kept.`,
});
const packs = [
  {
    name: "guardrails",
    version: "0.1.0",
    rules: [
      rule("guardrails", "high"),
      rule("rds-encrypted", "critical", "FSBP RDS.3", "CKV_AWS_16"),
      rule("rds-multi-az", "high", "FSBP RDS.5", "CKV_AWS_157"),
      rule("image-digest", "high"),
      rule("rds-monitoring", "low", "FSBP RDS.6"),
    ],
  },
  { name: "naming", version: "0.2.0", rules: [rule("environment-tag", "medium")] },
];
const given = { stack, cloud: "aws", file: "Pulumi.prod.yaml", packs };

const full = auditReport({
  ...given,
  findings: inOrder([
    finding(
      "rds-monitoring",
      "advisory",
      "low",
      database,
      "prod-database",
      "found no monitoringInterval; required: 60; set it",
    ),
    finding(
      "image-digest",
      "mandatory",
      "high",
      task,
      "prod-blue-app",
      `found container "a" with image "x&<y>"; ${digest}`,
    ),
    finding(
      "image-digest",
      "mandatory",
      "high",
      task,
      "prod-blue-app",
      `found container "b" with image "z"; ${digest}`,
    ),
    finding(
      "rds-encrypted",
      "mandatory",
      "critical",
      database,
      "prod-database",
      "found storageEncrypted false; required: storageEncrypted true; set storageEncrypted: true",
    ),
    finding(
      "rds-multi-az",
      "advisory",
      "high",
      database,
      "prod-database",
      "found multiAz false; required: multiAz true; set multiAz: true; excepted until 2027-01-31: moves to another zone by hand",
    ),
    finding(
      "guardrails",
      "advisory",
      "high",
      "pulumi:pulumi:Stack",
      "promenade-prod",
      'exception of "prod-database" from rds-multi-az until 2027-01-31: moves to another zone by hand',
    ),
  ]),
});
const clean = auditReport({ ...given, findings: [] });

/** A stream as wide as a terminal; none is one where lines are not broken up. */
const outputOf = (columns?: number): Output => {
  const stream = Object.assign(new Writable(), { columns }) as unknown as Stream;
  return new Output({ stdout: stream, stderr: stream }, false, { NO_COLOR: "1" });
};

/** Compares with what is kept beside this file; UPDATE_SNAPSHOTS=1 writes it anew. */
function like(name: string, text: string): void {
  const file = join(__dirname, "audit", name);
  if (process.env["UPDATE_SNAPSHOTS"] === "1") writeFileSync(file, text);
  assert.equal(text, readFileSync(file, "utf8"));
}

describe("an audit's report", () => {
  it("is a table for people: worst first, counts at the end", () =>
    like("audit.txt", `${auditTable(full, outputOf())}\n`));
  it("keeps to a terminal's width", () => {
    const widest = Math.max(
      ...auditTable(full, outputOf(110))
        .split("\n")
        .slice(3, -4)
        .map((line) => line.length),
    );
    assert.ok(widest > 90 && widest <= 110, String(widest));
  });
  it("says plainly that there is nothing to say", () => {
    assert.equal(
      auditTable(clean, outputOf()),
      "prod, as deployed, by guardrails 0.1.0 (5 rules) and naming 0.2.0 (1 rule)\n\nnothing to say: all 6 rules are kept",
    );
  });

  it("is SARIF for code scanning", () =>
    like("audit.sarif.txt", `${JSON.stringify(auditSarif(full), undefined, 2)}\n`));
  it("gives each result a fingerprint of its own, which is the same whatever was found instead", () => {
    const prints = (report = full) =>
      auditSarif(report).runs[0]!.results!.map(
        ({ partialFingerprints }) => partialFingerprints!["primaryLocationLineHash"]!,
      );
    assert.equal(new Set(prints()).size, full.findings.length - full.counts.notes);
    const otherwise = full.findings.map((one) => ({ ...one, found: "something else" }));
    assert.deepEqual(prints({ ...full, findings: otherwise }), prints());
  });

  it("is JUnit's XML for CI, a test case a rule", () => like("audit.junit.xml", auditJunit(full)));
  it("fails no test case where there is nothing", () => {
    assert.match(auditJunit(clean), /<testsuites name="promenade audit prod" tests="6" failures="0">/);
    assert.doesNotMatch(auditJunit(clean), /<failure/);
  });
});

describe("audit of a stack that is not deployed", () => {
  it("says so: exit code 2, nothing created", async () => {
    const place = new Surrounded();
    try {
      place.writeConfig("dev", { "aws:region": "eu-west-1" });
      const { exitCode, stderr } = await place.run(["audit"]);
      assert.equal(exitCode, 2);
      assert.match(stderr, /^dev: nothing is deployed\n.*\n.*\n {2}do {7}npx promenade up --stack dev/);
    } finally {
      place.remove();
    }
  });
});
