import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { catalogue as guardrails } from "../../policies/guardrails/catalogue";
import { catalogue as naming } from "../../policies/naming/catalogue";
import { policies, RunningPack } from "./pack";
import { run } from "./process";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly main: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const read = (...path: readonly string[]): unknown => parse(readFileSync(join(...path), "utf8"));
const root = dirname(policies);

/** What `pulumi policy publish` is given is a folder: `npm pack` makes a package of it, which is installed elsewhere. */
for (const [pack, rules] of Object.entries({ naming, guardrails: [{ name: "guardrails" }, ...guardrails] })) {
  describe(`policies/${pack}, published`, function () {
    this.timeout(60_000);
    const folder = join(policies, pack);
    const manifest = read(folder, "package.json") as Manifest;
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => /\.\w+$/.test(file));
    let elsewhere: string;
    before(() => {
      elsewhere = mkdtempSync(join(tmpdir(), "promenade-published-"));
      cpSync(folder, elsewhere, { recursive: true });
      // Nothing but what it asks for.
      for (const name of Object.keys(manifest.dependencies)) {
        const link = join(elsewhere, "node_modules", name);
        mkdirSync(dirname(link), { recursive: true });
        symlinkSync(join(root, "node_modules", name), link);
      }
    });
    after(() => {
      rmSync(elsewhere, { recursive: true, force: true });
    });

    it("has a version, and starts with what the engine looks for", () => {
      assert.equal(manifest.name, pack);
      assert.match(manifest.version, /^\d+\.\d+\.\d+$/);
      assert.ok(existsSync(join(folder, manifest.main)));
      const { runtime, main } = read(folder, "PulumiPolicy.yaml") as { runtime: unknown; main: string };
      assert.equal(main, manifest.main);
      assert.deepEqual(runtime, { name: "nodejs", options: { typescript: false } });
    });

    it("asks for what it imports, in the versions that it is tested with", () => {
      const imported = files
        .filter((file) => /\.[jt]s$/.test(file))
        .map((file) => readFileSync(join(folder, file), "utf8"))
        .flatMap((text) => [...text.matchAll(/(?:\bfrom |\bimport |\brequire(?:\.resolve)?\()"([^."][^"]*)"/g)])
        .map(([, module]) => /^(@[^/]+\/)?[^/]+/.exec(module!)![0])
        .filter((name) => !name.startsWith("node:") && !builtinModules.includes(name));
      assert.deepEqual(Object.keys(manifest.dependencies).sort(), [...new Set(imported)].sort());
      const { dependencies } = read(root, "package.json") as Manifest;
      for (const [name, version] of Object.entries(manifest.dependencies)) assert.equal(version, dependencies[name]);
    });

    it("is packed with all of its files", async () => {
      const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--offline"], { folder: elsewhere });
      const [packed] = JSON.parse(stdout) as [{ version: string; files: readonly { path: string }[] }];
      assert.equal(packed.version, manifest.version);
      assert.deepEqual(packed.files.map(({ path }) => path).sort(), [...files].sort());
    });

    it("starts where nothing else of the checkout is", async () => {
      const runPolicyPack = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
      for (const args of [
        [join(elsewhere, manifest.main), "127.0.0.1:0"],
        [runPolicyPack, "127.0.0.1:0", elsewhere],
      ]) {
        const running = await RunningPack.start("node", args);
        assert.deepEqual(
          await running.policies(),
          rules.map(({ name }) => name),
        );
        await running.stop();
      }
    });
  });
}
