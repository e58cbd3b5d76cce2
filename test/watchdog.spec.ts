import assert from "node:assert/strict";
import { join } from "node:path";
import { execa } from "execa";

/** Runs `during` inside a test that the watchdog watches, which takes a loop that stands still for 3 s as blocked. */
const watched = (during: string) => {
  const script = `
    require("sucrase/register/ts");
    const { EventEmitter } = require("node:events");
    const runner = Object.assign(new EventEmitter(), { stats: { passes: 7, failures: 0 } });
    require(${JSON.stringify(join(__dirname, "watchdog.ts"))}).watch(runner);
    runner.emit("test", { fullTitle: () => "the test that was watched" });
    const end = () => { runner.emit("end"); console.log("ended by itself"); };
    ${during}`;
  return execa(process.execPath, ["-e", script], {
    cwd: join(__dirname, ".."),
    env: { PROMENADE_TEST_BLOCK_MS: "3000" },
    reject: false,
  });
};

describe("the test run's watchdog", () => {
  it("ends a run whose test blocks for good, and counts that test as failed", async () => {
    const { stdout, exitCode } = await watched("for (;;);");
    assert.match(stdout, /blocked everything for 3 s[^]*the test that was watched\n7 passed, 1 failed$/);
    assert.notEqual(exitCode, 0);
  });

  it("leaves a test alone that is slow and alive", async () => {
    const { stdout } = await watched("setTimeout(end, 4000);");
    assert.equal(stdout, "ended by itself");
  });
});
