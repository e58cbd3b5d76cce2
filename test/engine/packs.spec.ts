import assert from "node:assert/strict";
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "sarif";
import { parse } from "yaml";
import type { AuditReport } from "../../cli/audit-report";
import type { Finding } from "../../cli/finding";
import type { EnvironmentStatus } from "../../core/status";
import { checkout } from "../support/environment";
import { LocalCloud } from "../support/local-cloud";

interface Told {
  readonly error?: { readonly kind: string; readonly problems: readonly Readonly<Record<string, string>>[] };
}

const exception = { rule: "rds-multi-az", resource: "dev-*", reason: "sample data only" };
const valid = { ...exception, expires: "2999-12-31" };
const expired = { ...exception, expires: "2020-01-01" };

describe("packs on what is deployed, and on what must not wait for them", function () {
  this.timeout(180_000);
  const cloud = new LocalCloud();
  let policies: string;

  /** What the checkout says of guardrails. */
  const configure = (configuration: object): void =>
    writeFileSync(join(policies, "guardrails.config.json"), JSON.stringify(configuration));
  const tell = async (...args: readonly string[]): Promise<Told & { exitCode: number | null; stderr: string }> => {
    const { exitCode, stdout, stderr } = await cloud.run(...args, "--json");
    return { ...(JSON.parse(stdout) as Told), exitCode, stderr };
  };
  const traffic = async (): Promise<EnvironmentStatus["traffic"] | undefined> => {
    const { environments } = await cloud.json<{ environments: EnvironmentStatus[] }>("status", "--stack", "dev");
    return environments[0]?.traffic;
  };

  before(async () => {
    cloud.stackFiles.write("dev");
    policies = cloud.stackFiles.policies;
    await cloud.begin("dev is up");
  });
  after(() => cloud.remove());

  it("a prod that is seeded with a release is refused before anything happens, and told to have it promoted", async () => {
    const { config } = parse(readFileSync(join(checkout, "Pulumi.dev.yaml"), "utf8")) as { config: object };
    cloud.stackFiles.write("prod", { initialRelease: config["promenade:initialRelease" as keyof typeof config] });
    const { exitCode, error } = await tell("up", "--stack", "prod");
    assert.equal(exitCode, 3, JSON.stringify(error));
    assert.deepEqual(
      [...new Set(error?.problems.map(({ where }) => where))],
      ["guardrails/release-approved", "guardrails/release-verified"],
    );
    for (const { change } of error!.problems) assert.match(change!, /promote/);
    assert.ok(!JSON.stringify(cloud.records()).includes("env/prod"));
  });

  it("audit: exit code 0 where all is advice, with SARIF and JUnit beside the table", async () => {
    configure({ guardrails: { exceptions: [valid] } });
    const [sarif, junit] = ["audit.sarif", "audit.xml"].map((name) => join(cloud.root, "reports", name)) as [
      string,
      string,
    ];
    const report = await cloud.json<AuditReport>("audit", "--sarif", sarif, "--junit", junit);
    assert.deepEqual(
      report.packs.map(({ name }) => name),
      ["guardrails", "naming"],
    );
    assert.deepEqual([report.counts.mandatory, report.counts.notes, report.file], [0, 1, "Pulumi.dev.yaml"]);
    const monitoring = report.findings.find(({ rule }) => rule === "rds-monitoring") as Finding;
    assert.deepEqual([monitoring.enforcement, monitoring.resource], ["advisory", "dev-database"]);
    const { tool, results = [] } = (JSON.parse(readFileSync(sarif, "utf8")) as Log).runs[0]!;
    assert.equal(results.length, report.counts.advisory);
    const encrypted = tool.driver.rules!.find(({ id }) => id === "guardrails/rds-encrypted")!;
    assert.ok(encrypted.properties!.tags!.includes("FSBP RDS.3") && encrypted.properties!.tags!.includes("CKV_AWS_16"));
    assert.match(readFileSync(junit, "utf8"), new RegExp(`tests="${report.counts.rules}" failures="0"`));
  });

  it("audit: exit code 3 where a rule is broken that is mandatory", async () => {
    configure({ "rds-monitoring": { mandatoryIn: ["dev"] }, "cost-within-budget": { budget: 1 } });
    const { exitCode, stdout } = await cloud.run("audit");
    assert.equal(exitCode, 3, stdout);
    assert.match(stdout, /mandatory │ rds-monitoring +│ dev-database/);
    assert.match(stdout, /advisory +│ cost-within-budget/);
  });

  it("preview: a month over the budget is refused where that is mandatory, from what there would be", async () => {
    configure({ "cost-within-budget": { mandatoryIn: ["dev"] } });
    cloud.stackFiles.write("dev", { cost: { budget: 5 } });
    const { exitCode, error } = await tell("preview");
    assert.deepEqual([exitCode, error?.problems.map(({ where }) => where)], [3, ["guardrails/cost-within-budget"]]);
    assert.match(error!.problems[0]!["found"]!, /^an estimate of \d+\.\d\d USD a month$/);
    cloud.stackFiles.write("dev");
  });

  it("an exception that has expired refuses up, and says which", async () => {
    configure({ guardrails: { exceptions: [expired] } });
    const { exitCode, error } = await tell("up");
    assert.deepEqual([exitCode, error?.problems.map(({ where }) => where)], [3, ["guardrails/guardrails"]]);
    assert.match(error!.problems[0]!["found"]!, /expired on 2020-01-01: sample data only/);
  });

  it("a broken pack fails up and audit, in one block that names it", async () => {
    const broken = join(policies, "broken");
    mkdirSync(broken);
    cpSync(join(policies, "naming", "PulumiPolicy.yaml"), join(broken, "PulumiPolicy.yaml"));
    writeFileSync(join(broken, "package.json"), JSON.stringify({ name: "broken", version: "0.0.1", main: "main.js" }));
    writeFileSync(join(broken, "main.js"), `#!/usr/bin/env node\nthrow new Error("half a pack");\n`);
    chmodSync(join(broken, "main.js"), 0o755);
    for (const command of ["up", "audit"]) {
      const { exitCode, error } = await tell(command);
      assert.equal(exitCode, 1, command);
      assert.deepEqual(
        error?.problems.map(({ where, found }) => [where, found]),
        [["policies/broken", "Error: half a pack"]],
        command,
      );
    }
  });

  it("neither stops a change of traffic that targets its rule and runs without packs", async () => {
    assert.deepEqual(await traffic(), { blue: 100, green: 0 });
    const request = { kind: "traffic", revision: 2, weights: { blue: 75, green: 25 } };
    cloud.stackFiles.write("dev", { request });
    const [rule] = (await cloud.state("dev")).filter(({ urn }) => urn.endsWith("ListenerRule::dev-traffic-app"));
    await cloud.must("pulumi", "--stack", "dev", "--", "up", "--yes", "--skip-preview", "--target", rule!.urn);
    assert.deepEqual(await traffic(), { blue: 75, green: 25 });
  });
});
