import assert from "node:assert/strict";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Surrounded, checkout } from "../support/environment";
import { launch, reapLaunched } from "../support/processes";

const program = `
const random = require("@pulumi/random");
new random.RandomId("one", { byteLength: 4 });
`;

/** A pack of one rule that refuses everything, and tells on the way what it thinks of it. */
const pack = `
const { PolicyPack } = require("@pulumi/policy");
const rule = (name, enforcementLevel) => ({
  name, enforcementLevel, description: name,
  validateResource: ({ type }, report) => { if (type.startsWith("random:")) report("No dice. Roll none."); },
});
new PolicyPack("refusal", { policies: [rule("no-dice", "mandatory"), rule("fewer-dice", "advisory")] });
`;

/** Runs a command line on another checkout, in a process of its own. */
const script = `
require("sucrase/register/ts");
const { main } = require(process.argv[1]);
main(process.argv.slice(3), { ...process, environment: process.env, checkout: process.argv[2] }).then((code) => (process.exitCode = code));
`;

describe("a policy pack on the real engine", () => {
  const place = new Surrounded();
  const run = (...args: readonly string[]) =>
    launch(process.execPath, ["-e", script, join(checkout, "cli", "main.ts"), place.checkout, ...args], {
      cwd: checkout,
      env: { ...process.env, PROMENADE_SANDBOX: place.sandbox, NO_COLOR: "1", FORCE_COLOR: undefined },
    }).ended;

  before(() => {
    place.writeConfig("dev", { "aws:region": "eu-west-1" });
    symlinkSync(join(checkout, "node_modules"), join(place.checkout, "node_modules"));
    symlinkSync(join(checkout, "sandbox"), join(place.checkout, "sandbox"));
    writeFileSync(join(place.checkout, "package.json"), JSON.stringify({ name: "dice", main: "program.js" }));
    writeFileSync(join(place.checkout, "program.js"), program);
    const folder = join(place.checkout, "policies", "refusal");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "PulumiPolicy.yaml"), "runtime: nodejs\nmain: main.js\n");
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "refusal", version: "0.0.1", main: "main.js" }));
    writeFileSync(join(folder, "main.js"), `#!/usr/bin/env node\nprocess.chdir(__dirname);${pack}`);
    chmodSync(join(folder, "main.js"), 0o755);
  });
  after(async function () {
    this.timeout(60_000);
    await run("sandbox", "reset");
    reapLaunched();
    place.remove();
  });

  for (const command of ["preview", "up"]) {
    it(`${command}: a mandatory rule refuses, exit code 3, in one block that names rule and resource`, async function () {
      this.timeout(120_000);
      const { exitCode, stdout } = await run(command, "--json");
      assert.equal(exitCode, 3, stdout);
      const { error } = JSON.parse(stdout) as { error: { kind: string; problems: Record<string, string>[] } };
      assert.equal(error.kind, "refused");
      assert.deepEqual(
        error.problems.map(({ where, found }) => [where, found]),
        [["refusal/no-dice", "one"]],
      );
      assert.match(error.problems[0]?.["allowed"] ?? "", /No dice/);
    });
  }
});
