import assert from "node:assert/strict";
import { findOnPath, reasonFrom, run, type RunOptions } from "../../toolchain/executables";
import { machine, type Machine } from "./machine";

describe("toolchain: tools that are run", () => {
  let on: Machine;
  let options: RunOptions;
  beforeEach(() => {
    on = machine();
    options = { environment: on.environment, timeoutSeconds: 5 };
  });
  afterEach(() => {
    on.remove();
  });

  it("are found on PATH only when they can be executed", () => {
    const tool = on.provide("tool", "exit 0");
    assert.equal(findOnPath("tool", on.environment), tool);
    assert.equal(findOnPath("calls", { PATH: on.home }), undefined);
    assert.equal(findOnPath("tool", {}), undefined);
  });

  it("tell what they print", async () => {
    assert.deepEqual(await run(on.provide("tool", "echo out; echo err >&2"), [], options), { ok: true, stdout: "out" });
  });

  it("see no other environment than the given one", async () => {
    const tool = on.provide("tool", 'echo "${SECRET_OF_THIS_PROCESS-none}"');
    process.env["SECRET_OF_THIS_PROCESS"] = "shown";
    try {
      assert.deepEqual(await run(tool, [], options), { ok: true, stdout: "none" });
    } finally {
      delete process.env["SECRET_OF_THIS_PROCESS"];
    }
  });

  it("tell in one line why they failed, also when they could not start or were too slow", async () => {
    const fails = on.provide("fails", "echo 'first reason' >&2; echo >&2; echo 'second reason' >&2; exit 3");
    assert.deepEqual(await run(fails, [], options), { ok: false, reason: "first reason · second reason" });

    const lines: string[] = [];
    const missing = await run(`${on.home}/missing`, [], { ...options, onErrorLine: (line) => lines.push(line) });
    assert.ok(!missing.ok);
    assert.match(missing.reason, /ENOENT/);

    const slow = await run(on.provide("slow", "exec sleep 20"), [], { ...options, timeoutSeconds: 0.2 });
    assert.deepEqual(slow, { ok: false, reason: "it did not end within 0.2 s" });
  });

  it("show their last lines that explain, cut where they would drown the message", () => {
    const printed = "go: downloading a v1\nexample.com/a\nmain.go:1: undefined: x\n";
    assert.equal(
      reasonFrom(printed, (line) => line.includes(": undefined")),
      "main.go:1: undefined: x",
    );
    assert.equal(reasonFrom("x".repeat(1000)).length, 301);
  });
});
