import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Project } from "../engine";
import { policies, RunningPack } from "../pack";
import { run } from "../process";

const folder = join(policies, "naming");
const executable = join(folder, "main.js");
const targetGroup = (name: string) => ({
  type: "aws:lb/targetGroup:TargetGroup",
  name: "app",
  props: { name, tags: { Name: "app", env: "env/dev", "promenade:flow": "three-tier" } },
});

describe("policies/naming on the real engine", function () {
  this.timeout(120_000);
  let good: Project;
  let bad: Project;
  const projects: Project[] = [];
  const create = async (name: string) => {
    const project = await Project.create("dev", [targetGroup(name)]);
    projects.push(project);
    return project;
  };
  before(async () => {
    good = await create("dev-app");
    bad = await create("app");
  });
  after(() => {
    for (const project of projects) project.remove();
  });

  it("lets preview and up pass what keeps to the rules", async () => {
    const preview = await good.pulumi("preview", "--policy-pack", executable);
    assert.equal(preview.exitCode, 0, preview.output);
    const up = await good.pulumi("up", "--yes", "--skip-preview", "--policy-pack", executable);
    assert.equal(up.exitCode, 0, up.output);
    assert.match(up.output, /naming@v0\.1\.0/);
  });

  it("stops preview and up at a name without its environment, before anything is created", async () => {
    for (const command of [["preview"], ["up", "--yes", "--skip-preview"]]) {
      const { exitCode, output } = await bad.pulumi(...command, "--policy-pack", executable);
      assert.notEqual(exitCode, 0, output);
      assert.match(output, /\[mandatory\] {2}physical-name/);
      assert.match(
        output,
        /app \(aws:lb\/targetGroup:TargetGroup\): found name "app"; required: "dev-" in front; change name, for example to "dev-app"/,
      );
    }
    const { output } = await bad.pulumi("stack", "export");
    assert.doesNotMatch(output, /targetGroup/);
  });

  it("takes the flow's environments from a configuration file", async () => {
    const file = join(good.folder, "naming.json");
    writeFileSync(file, JSON.stringify({ "environment-name": { environments: ["ppe", "prod"] } }));
    const { exitCode, output } = await good.pulumi(
      "preview",
      "--policy-pack",
      executable,
      "--policy-pack-config",
      file,
    );
    assert.notEqual(exitCode, 0, output);
    assert.match(output, /found stack "dev"; required: an environment of the flow: ppe, prod/);
  });

  it("stops at a rule that throws, and names the rule", async () => {
    const pack = join(good.folder, "throwing");
    mkdirSync(pack);
    for (const file of ["main.js", "properties.js", "typescript.js", "package.json", "PulumiPolicy.yaml"])
      cpSync(join(folder, file), join(pack, file));
    writeFileSync(
      join(pack, "index.ts"),
      readFileSync(join(folder, "index.ts"), "utf8").replace("./catalogue", "./throwing"),
    );
    writeFileSync(
      join(pack, "throwing.ts"),
      `export const catalogue = [{
         name: "broken-rule", description: "", validateResource: () => { throw new Error("out of ideas"); },
       }];`,
    );
    const { exitCode, output } = await good.pulumi("preview", "--policy-pack", join(pack, "main.js"));
    assert.notEqual(exitCode, 0, output);
    assert.match(output, /policy 'broken-rule' from policy pack 'naming@v0\.1\.0'/);
    assert.match(output, /out of ideas/);
  });
});

describe("policies/naming: start", function () {
  this.timeout(30_000);

  it("starts by folder too, as the official Node.js host does it, from any working folder", async () => {
    const runPolicyPack = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
    const pack = await RunningPack.start("node", [runPolicyPack, "127.0.0.1:0", folder]);
    assert.deepEqual(await pack.judge({ type: "pulumi:pulumi:Stack", name: "promenade-dev", props: {} }), []);
    await pack.stop();
  });

  it("loads neither the TypeScript compiler nor the cloud SDKs", async () => {
    const loaded = JSON.parse(await afterStart("JSON.stringify(Object.keys(require.cache))")) as string[];
    assert.ok(loaded.some((file) => file.endsWith("/policies/naming/catalogue.ts")));
    assert.deepEqual(
      loaded.filter((file) => /node_modules\/(typescript|@npmcli|@pulumi\/(aws|github|random))\//.test(file)),
      [],
    );
  });

  it("gives rules the real SDK when they ask for more than assets", async () => {
    assert.equal(await afterStart(`typeof require("@pulumi/pulumi").ComponentResource`), "function");
  });

  /** What `expression` gives in the pack's process once it is ready, that is, has printed its port. */
  async function afterStart(expression: string): Promise<string> {
    const program = `console.log = () => process.stdout.write(${expression}, () => process.exit());
      require(${JSON.stringify(executable)});`;
    const { stdout } = await run("node", ["--eval", program], { folder: policies });
    return stdout;
  }
});
