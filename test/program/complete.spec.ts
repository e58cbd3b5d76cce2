import assert from "node:assert/strict";
import { join } from "node:path";
import { checkout } from "../support/environment";
import { launch } from "../support/processes";

const script = `
require("sucrase/register/ts");
const { complete } = require(process.argv[1]);
complete(async () => { await (WAITS); return {}; })().catch(() => process.exit(3));
`;

const run = (waits: string) =>
  launch(process.execPath, ["-e", script.replace("WAITS", waits), join(checkout, "program", "complete.ts")], {
    cwd: checkout,
    env: process.env,
  }).ended;

describe("a program", () => {
  it("that waits for what never comes fails, for the engine would delete what it did not get to", async () => {
    const { exitCode, stderr } = await run("new Promise(() => {})");
    assert.equal(exitCode, 1);
    assert.match(stderr, /ended in the middle.*\n {2}found .*\n {2}allowed .*\n {2}do .*nothing was deleted/);
  });

  it("that runs to its end succeeds", async () => {
    const { exitCode, stderr } = await run("new Promise((done) => setTimeout(done, 20))");
    assert.deepEqual([exitCode, stderr], [0, ""]);
  });

  it("that fails, fails as it would anyway", async () => {
    assert.equal((await run("Promise.reject(new Error('no'))")).exitCode, 3);
  });
});
