import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud, type CloudResource, type Properties } from "../../../sandbox/cloud";
import type { Effects } from "../../../sandbox/effects";
import { attachTo, type RunningProviders, startProvider } from "../../../sandbox/provider/server";
import { descendants, killQuietly } from "../../support/processes";

const VPC = "aws:ec2/vpc:Vpc";
const RULE = "aws:lb/listenerRule:ListenerRule";
const DATABASE = "aws:rds/instance:Instance";

const PREAMBLE = `
  const aws = require("@pulumi/aws"), random = require("@pulumi/random"), github = require("@pulumi/github");
  const pulumi = require("@pulumi/pulumi");
`;

/** A project with its own backend, home and stacks, attached to providers in this process. */
class Project {
  readonly folder = mkdtempSync(join(tmpdir(), "promenade-engine-"));
  private readonly children: ChildProcess[] = [];

  constructor(private readonly providers: RunningProviders) {
    symlinkSync(join(__dirname, "..", "..", "..", "node_modules"), join(this.folder, "node_modules"));
    mkdirSync(join(this.folder, "state"));
    writeFileSync(join(this.folder, "package.json"), '{ "name": "tiny", "main": "program.js" }');
    writeFileSync(
      join(this.folder, "Pulumi.yaml"),
      "name: tiny\nruntime: { name: nodejs, options: { typescript: false } }\n",
    );
  }

  program(text: string): void {
    writeFileSync(join(this.folder, "program.js"), PREAMBLE + text);
  }

  async stack(name: string, region: string): Promise<void> {
    writeFileSync(join(this.folder, `Pulumi.${name}.yaml`), `config:\n  aws:region: ${region}\n`);
    await this.run("stack", "init", name);
  }

  private get options() {
    const env = {
      ...process.env,
      PULUMI_HOME: join(this.folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "not a secret",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_DEBUG_PROVIDERS: attachTo(this.providers),
    };
    return { cwd: this.folder, env, maxBuffer: 2 ** 26 };
  }

  /** Runs the CLI and gives its exit code and all that it wrote. */
  run(...args: string[]): Promise<{ code: number; output: string }> {
    return new Promise((resolve) => {
      const all = [...args, "--non-interactive", "--color", "never"];
      execFile("pulumi", all, this.options, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
      );
    });
  }

  /** Runs it and expects success. */
  async ok(...args: string[]): Promise<string> {
    const { code, output } = await this.run(...args);
    assert.equal(code, 0, output);
    return output;
  }

  /** Starts it without waiting for its end; `remove` kills whatever is left of it. */
  start(...args: string[]): ChildProcess {
    const child = spawn("pulumi", [...args, "--non-interactive"], { ...this.options, stdio: "ignore" });
    this.children.push(child);
    return child;
  }

  async outputs(stack: string): Promise<Properties> {
    return JSON.parse(await this.ok("stack", "output", "--json", "--stack", stack)) as Properties;
  }

  remove(): void {
    for (const { pid } of this.children) killTree(pid);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** With everything below it: Pulumi gives its language hosts groups of their own, which outlive it. */
function killTree(pid: number | undefined): void {
  if (pid === undefined) return;
  const below = descendants(pid);
  [pid, ...below.map((one) => one.pid)].forEach(killQuietly);
}

const NETWORK = `
  const vpc = new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16", tags: { Name: "main" } });
  const subnets = ["a", "b"].map((zone, index) => new aws.ec2.Subnet(zone, {
    vpcId: vpc.id, cidrBlock: \`10.0.\${index}.0/24\`, availabilityZone: pulumi.interpolate\`\${aws.getRegionOutput().region}\${zone}\`,
  }));
  const password = new random.RandomPassword("password", { length: 24 });
  const secret = new aws.secretsmanager.Secret("key", { name: "tiny/key", recoveryWindowInDays: 0 });
  new aws.secretsmanager.SecretVersion("key", { secretId: secret.id, secretString: password.result });
  new aws.iam.Role("role", { assumeRolePolicy: { Version: "2012-10-17", Statement: [
    { Effect: "Allow", Action: ["sts:AssumeRole"], Principal: { Service: "ecs-tasks.amazonaws.com" } } ] } });
  new github.IssueLabel("label", { repository: pulumi.getStack(), name: "env/dev", color: "00ff00" });
  const balancer = new aws.lb.LoadBalancer("web", { name: "web", subnets: subnets.map((each) => each.id) });
  const groups = ["blue", "green"].map((name) => new aws.lb.TargetGroup(name, {
    name, port: 80, protocol: "HTTP", targetType: "ip", vpcId: vpc.id }));
  const listener = new aws.lb.Listener("http", { loadBalancerArn: balancer.arn, port: 80,
    defaultActions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "503" } }] });
  new aws.lb.ListenerRule("traffic", { listenerArn: listener.arn, priority: 10, conditions: [{ pathPattern: { values: ["/*"] } }],
    actions: [{ type: "forward", forward: { targetGroups: groups.map((each, index) => ({ arn: each.arn, weight: index ? 0 : 100 })) } }] });
  module.exports = { vpc: vpc.id, region: vpc.region, password: password.result, account: aws.getCallerIdentityOutput().accountId };
`;

describe("simulated providers on the real engine", function () {
  this.timeout(120_000);
  let root: string | undefined;
  let cloud: Cloud;
  let providers: RunningProviders | undefined;
  let project: Project;
  let release: () => void = () => undefined;
  const effects: Effects = {
    [DATABASE]: {
      apply: () =>
        new Promise(
          (resolve) => (release = () => resolve({ address: "127.0.0.1", port: 5999, endpoint: "127.0.0.1:5999" })),
        ),
      remove: async () => undefined,
    },
  };

  before(async function () {
    if (spawnSync("pulumi", ["version"]).error) {
      console.warn("    SKIPPED: there is no `pulumi` on PATH. `npm test` provides one.");
      this.skip();
    }
    root = mkdtempSync(join(tmpdir(), "promenade-cloud-"));
    cloud = await Cloud.open(root);
    providers = await startProvider(cloud, effects);
    project = new Project(providers);
    await project.stack("dev", "eu-west-1");
  });

  after(async () => {
    if (providers) project.remove();
    await providers?.close();
    if (root) rmSync(root, { recursive: true, force: true });
  });

  const onlyOne = (type: string): CloudResource => {
    const [found, ...rest] = cloud.list(type);
    assert.ok(found && rest.length === 0, `one ${type}, found ${cloud.list(type).length}`);
    return found;
  };

  it("preview creates nothing, update does, and then nothing is left to do", async () => {
    project.program(NETWORK);
    const preview = await project.ok("preview", "--diff", "--stack", "dev");
    assert.match(preview, /cidrBlock *: "10.0.0.0\/16"/);
    assert.match(preview, /vpcId *: \[unknown\]/);
    assert.match(preview, /secretString *: \[unknown\]/);
    assert.deepEqual(
      cloud.list().map(({ id }) => id),
      [],
    );

    await project.ok("up", "--yes", "--skip-preview", "--stack", "dev");
    const { vpc, region, account } = await project.outputs("dev");
    assert.deepEqual([vpc, region, account], [onlyOne(VPC).id, "eu-west-1", "000000000000"]);
    await project.ok("preview", "--expect-no-changes", "--stack", "dev");
    await project.ok("refresh", "--yes", "--expect-no-changes", "--stack", "dev");
  });

  it("secrets are nowhere in plain text, base64 or URL-encoded", async () => {
    const shown = await project.ok("stack", "output", "--json", "--show-secrets", "--stack", "dev");
    const { password } = JSON.parse(shown) as { password: string };
    assert.equal(onlyOne("aws:secretsmanager/secretVersion:SecretVersion").inputs["secretString"], password);
    const forms = [password, encodeURIComponent(password), Buffer.from(password).toString("base64").replace(/=+$/, "")];
    for (const folder of [root ?? "", join(project.folder, "state")]) {
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
        for (const form of forms) assert.ok(!text.includes(form), `${entry.name} holds a secret`);
      }
    }
  });

  it("weights changed behind the engine's back show as drift, and stay when something else is updated", async () => {
    const rule = onlyOne(RULE);
    const shifted = JSON.parse(JSON.stringify(rule)) as CloudResource;
    for (const { actions } of [shifted.inputs, shifted.outputs] as {
      actions: { forward: { targetGroups: { weight: number }[] } }[];
    }[]) {
      actions[0]?.forward.targetGroups.forEach((group) => (group.weight = 100 - group.weight));
    }
    await cloud.put(shifted);
    const { code, output } = await project.run("refresh", "--yes", "--expect-no-changes", "--stack", "dev");
    assert.notEqual(code, 0);
    assert.match(output, /ListenerRule traffic updat/);
    assert.match(await project.ok("preview", "--diff", "--stack", "dev"), /weight: 0 => 100/);
    await cloud.put(rule);
    await project.ok("refresh", "--yes", "--stack", "dev");
    await project.ok("preview", "--expect-no-changes", "--stack", "dev");
  });

  it("what was deleted behind its back is made again after a refresh", async () => {
    await cloud.delete("github:index/issueLabel:IssueLabel", "dev:env/dev");
    await project.ok("up", "--yes", "--skip-preview", "--refresh", "--stack", "dev");
    assert.equal(onlyOne("github:index/issueLabel:IssueLabel").outputs["color"], "00ff00");
  });

  it("two engines at once each have their own region", async () => {
    await project.stack("other", "eu-central-1");
    const up = (stack: string) => project.ok("up", "--yes", "--skip-preview", "--stack", stack);
    await Promise.all([up("dev"), up("other")]);
    assert.deepEqual(
      cloud
        .list(VPC)
        .map(({ region }) => region)
        .sort(),
      ["eu-central-1", "eu-west-1"],
    );
    await project.ok("destroy", "--yes", "--skip-preview", "--stack", "other");
    assert.equal(onlyOne(VPC).region, "eu-west-1");
  });

  it("bad inputs are refused before anything happens, with where and what is allowed", async () => {
    for (const [inputs, said] of [
      [
        `healthCheck: { intervall: 5 }`,
        /"intervall" is not expected here. Did you mean "interval"\? Examine values at 'bad.healthCheck.intervall'/,
      ],
      [`name: "-x"`, /"name" cannot begin with a hyphen: "-x". Examine values at 'bad.name'./],
      [`name: pulumi.secret("-hushed")`, /"name" cannot begin with a hyphen: "\[secret\]"/],
    ] as const) {
      project.program(`new aws.lb.TargetGroup("bad", { port: 80, protocol: "HTTP", vpcId: "vpc-1", ${inputs} });`);
      const { code, output } = await project.run("preview", "--stack", "dev");
      assert.notEqual(code, 0);
      assert.match(output, said);
      assert.doesNotMatch(output, /hushed/);
    }
  });

  it("a type that is not modelled is an error that names it and what is near", async () => {
    project.program(`new aws.ecs.TaskSet("x", { cluster: "c", service: "s", taskDefinition: "t" });`);
    const { output } = await project.run("preview", "--stack", "dev");
    assert.match(output, /does not model aws:ecs\/taskSet:TaskSet. Modelled there: aws:ecs\/cluster:Cluster/);
  });

  it("destroy leaves nothing", async () => {
    await project.ok("destroy", "--yes", "--skip-preview", "--stack", "dev");
    assert.deepEqual(
      cloud.list().map(({ id }) => id),
      [],
    );
  });

  it("a creation finishes although its engine was killed, and can be imported", async () => {
    project.program(`
      const database = new aws.rds.Instance("db", { identifier: "tiny", engine: "postgres", instanceClass: "db.t4g.micro",
        allocatedStorage: 20, username: "owner", password: "correct-horse-battery", skipFinalSnapshot: true });
      module.exports = { address: database.endpoint };
    `);
    const begun = new Promise<void>((resolve) => cloud.onChange(() => resolve()));
    const engine = project.start("up", "--yes", "--skip-preview", "--stack", "dev");
    await begun;
    const ended = new Promise((resolve) => engine.once("exit", resolve));
    killTree(engine.pid);
    await ended;
    release();

    await project.ok("cancel", "--yes", "--stack", "dev");
    const state = JSON.parse(await project.ok("stack", "export", "--stack", "dev")) as {
      deployment: { resources: object[]; pending_operations?: { resource: object; type: string }[] };
    };
    const [creating] = state.deployment.pending_operations ?? [];
    assert.equal(creating?.type, "creating");
    state.deployment.resources.push({ ...creating.resource, id: "tiny" });
    delete state.deployment.pending_operations;
    writeFileSync(join(project.folder, "repaired.json"), JSON.stringify(state));
    await project.ok("stack", "import", "--file", "repaired.json", "--stack", "dev");
    await project.ok("refresh", "--yes", "--skip-preview", "--stack", "dev");
    await project.ok("up", "--yes", "--skip-preview", "--stack", "dev");
    assert.deepEqual(await project.outputs("dev"), { address: "127.0.0.1:5999" });
    await project.ok("preview", "--expect-no-changes", "--stack", "dev");
    assert.equal(onlyOne(DATABASE).outputs["port"], 5999);
    await project.ok("destroy", "--yes", "--skip-preview", "--stack", "dev");
  });
});
