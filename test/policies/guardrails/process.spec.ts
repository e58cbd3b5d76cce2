import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { catalogue } from "../../../policies/guardrails/catalogue";
import { Project } from "../engine";
import { policies, type Resource, RunningPack, unknown } from "../pack";
import { run } from "../process";

const folder = join(policies, "guardrails");
const executable = join(folder, "main.js");

const subnet = (mapPublicIpOnLaunch: boolean | string, stack: string): Resource => ({
  type: "aws:ec2/subnet:Subnet",
  name: "public-a",
  props: { mapPublicIpOnLaunch },
  stack,
});
const cluster = (stack: string): Resource => ({ type: "aws:ecs/cluster:Cluster", name: "app", props: {}, stack });
const stackItself = (stack: string): Resource => ({
  type: "pulumi:pulumi:Stack",
  name: `shop-${stack}`,
  props: {},
  stack,
});

describe("policies/guardrails in a process of its own", function () {
  this.timeout(60_000);
  let pack: RunningPack;
  before(async () => {
    pack = await RunningPack.start(executable);
  });
  after(() => pack.stop());

  it("gives each finding the level of its stack's tier", async () => {
    const levels = async (stack: string) => (await pack.judge(cluster(stack))).map(({ level }) => level);
    assert.deepEqual(await levels("prod-eu-west-1"), ["mandatory"]);
    assert.deepEqual(await levels("dev"), ["advisory"]);
  });

  it("says in one line what is wrong", async () => {
    const message =
      "public-a (aws:ec2/subnet:Subnet): found mapPublicIpOnLaunch true; required: mapPublicIpOnLaunch false; " +
      "set mapPublicIpOnLaunch: false";
    assert.deepEqual(await pack.judge(subnet(true, "dev")), [
      { policy: "subnet-no-public-addresses", level: "mandatory", message },
    ]);
    assert.deepEqual(await pack.judge(subnet(false, "dev")), []);
  });

  it("lists what is unknown at preview, to be judged at up", async () => {
    const message = "public-a (aws:ec2/subnet:Subnet): mapPublicIpOnLaunch not known at preview; to be judged at up";
    assert.deepEqual(await pack.judge(subnet(unknown, "dev")), [
      { policy: "subnet-no-public-addresses", level: "advisory", message },
    ]);
  });

  describe("configured", () => {
    before(() =>
      pack.configure({
        guardrails: {
          tiers: { future: "dev" },
          exceptions: [
            { rule: "ecs-insights", resource: "app", reason: "being moved", expires: "2999-12-31" },
            { rule: "ecs-insights", resource: "old", reason: "was moved", expires: "2020-01-01" },
          ],
        },
        "subnet-no-public-addresses": { mandatoryIn: [] },
      }),
    );

    it("shows exceptions on the stack, and fails those that have expired", async () => {
      const findings = await pack.judge(stackItself("prod"));
      assert.deepEqual(
        findings.map(({ policy, level }) => [policy, level]),
        [
          ["guardrails", "mandatory"],
          ["guardrails", "advisory"],
        ],
      );
      assert.match(findings[0]!.message, /exception of "old" from ecs-insights, expired on 2020-01-01: was moved/);
    });

    it("lets what is excepted pass", async () => {
      await pack.judge(stackItself("prod"));
      const [finding] = await pack.judge(cluster("prod"));
      assert.equal(finding?.level, "advisory");
      assert.match(finding.message, /; excepted until 2999-12-31: being moved$/);
    });

    it("knows the tiers that it is told, and the levels", async () => {
      assert.deepEqual(await pack.judge(stackItself("future")).then((all) => all.length), 2);
      assert.equal((await pack.judge(subnet(true, "prod")))[0]?.level, "advisory");
    });
  });
});

describe("policies/guardrails: start", function () {
  this.timeout(60_000);

  it("starts by folder too, and has a policy a rule", async () => {
    const runPolicyPack = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
    const pack = await RunningPack.start("node", [runPolicyPack, "127.0.0.1:0", folder]);
    assert.deepEqual(await pack.policies(), ["guardrails", ...catalogue.map(({ name }) => name)]);
    await pack.stop();
  });

  it("loads neither the TypeScript compiler nor the cloud SDKs", async () => {
    const program = `console.log = () => process.stdout.write(JSON.stringify(Object.keys(require.cache)), () => process.exit());
      require(${JSON.stringify(executable)});`;
    const { stdout } = await run("node", ["--eval", program], { folder: policies });
    const loaded = JSON.parse(stdout) as string[];
    assert.ok(loaded.some((file) => file.endsWith("/policies/guardrails/catalogue.ts")));
    assert.deepEqual(
      loaded.filter((file) => /node_modules\/(typescript|@npmcli|@pulumi\/(aws|github|random))\//.test(file)),
      [],
    );
  });
});

describe("policies/guardrails on a stack written by hand", function () {
  this.timeout(120_000);
  const projects: Project[] = [];
  const folders: string[] = [];
  after(() => {
    for (const project of projects) project.remove();
    for (const copied of folders) rmSync(copied, { recursive: true, force: true });
  });

  /** Nothing in it comes from promenade, and neither does its stack's name. */
  const shop = (change: { multiAz: boolean; logged: boolean }) => [
    { type: "aws:ec2/vpc:Vpc", name: "vpc", props: { id: "vpc-1", cidrBlock: "10.0.0.0/16" } },
    { type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", name: "closed", props: { vpcId: "vpc-1" } },
    ...(change.logged
      ? [{ type: "aws:ec2/flowLog:FlowLog", name: "log", props: { vpcId: "vpc-1", trafficType: "ALL" } }]
      : []),
    { type: "aws:budgets/budget:Budget", name: "budget", props: { limitAmount: "500" } },
    {
      type: "aws:rds/instance:Instance",
      name: "orders",
      props: {
        engine: "mysql",
        instanceClass: "db.t4g.small",
        storageEncrypted: true,
        multiAz: change.multiAz,
        monitoringInterval: 60,
        deletionProtection: true,
        enabledCloudwatchLogsExports: ["audit", "error", "general", "slowquery"],
        iamDatabaseAuthenticationEnabled: true,
        backupRetentionPeriod: 14,
        copyTagsToSnapshot: true,
        parameterGroupName: "orders-mysql8",
      },
    },
  ];
  const preview = async (stack: string, change: Parameters<typeof shop>[0], pack = executable, ...args: string[]) => {
    const project = await Project.create(stack, shop(change));
    projects.push(project);
    const config = join(project.folder, "guardrails.json");
    // Components cannot be protected: what stands for the database here is one.
    writeFileSync(config, JSON.stringify({ "protected-in-prod": "disabled" }));
    return project.pulumi("preview", "--policy-pack", pack, "--policy-pack-config", config, ...args);
  };

  it("passes one that keeps to the rules, though nothing says how much is at stake in it", async () => {
    const { exitCode, output } = await preview("live", { multiAz: true, logged: true });
    assert.equal(exitCode, 0, output);
    assert.match(output, /environment "live", of no known tier/);
  });

  it("stops at what a resource lacks, and names resource and change", async () => {
    const { exitCode, output } = await preview("live", { multiAz: false, logged: true });
    assert.notEqual(exitCode, 0, output);
    assert.match(output, /\[mandatory\].* rds-multi-az/);
    assert.match(
      output,
      /orders \(aws:rds\/instance:Instance\): found multiAz false; required: multiAz true; set multiAz: true/,
    );
  });

  it("stops a preview at what lies between resources", async () => {
    const { exitCode, output } = await preview("live", { multiAz: true, logged: false });
    assert.notEqual(exitCode, 0, output);
    assert.match(output, /\[mandatory\].* vpc-flow-logs/);
    assert.match(output, /vpc \(aws:ec2\/vpc:Vpc\): found no flow log; required: a flow log/);
  });

  it("advises where little is at stake", async () => {
    const { exitCode, output } = await preview("dev", { multiAz: false, logged: false });
    assert.equal(exitCode, 0, output);
    assert.match(output, /\[advisory\].* vpc-flow-logs/);
  });

  it("stops at a rule that throws, and names it", async () => {
    const copied = mkdtempSync(join(tmpdir(), "promenade-guardrails-"));
    folders.push(copied);
    cpSync(folder, copied, { recursive: true });
    symlinkSync(dirname(dirname(require.resolve("sucrase/package.json"))), join(copied, "node_modules"));
    const rule = `{ name: "broken-rule", description: "Fails.", area: "RDS", severity: "low", mandatoryIn: [],
      types: undefined, judge: () => { throw new Error("out of ideas"); } }`;
    writeFileSync(
      join(copied, "catalogue.ts"),
      `import type { Rule } from "./rule";\nexport const catalogue: readonly Rule[] = [${rule}];\n`,
    );
    const { exitCode, output } = await preview("dev", { multiAz: true, logged: true }, join(copied, "main.js"));
    assert.notEqual(exitCode, 0, output);
    assert.match(output, /orders \(aws:rds\/instance:Instance\): rule "broken-rule" itself failed: out of ideas/);
  });
});
