import assert from "node:assert/strict";
import { join } from "node:path";
import { checkout } from "../support/environment";
import { run } from "../policies/process";

const script = `
require(${JSON.stringify(join(checkout, "program", "promises.js"))});
const { debuggablePromise } = require("@pulumi/pulumi/runtime/debuggable");
const promise = PROMISE;
debuggablePromise(promise, "one").then(() => console.log(promise._debugCtx, promise._debugStackTrace.split("\\n").length > 1));
process.on("exit", () => console.log(Error.stackTraceLimit, process.exitCode ?? 0));
`;

describe("promises that the SDK waits for", () => {
  const tell = (promise: string, env: NodeJS.ProcessEnv = {}) =>
    run(process.execPath, ["-e", script.replace("PROMISE", promise)], { folder: checkout, env });

  it("carry no stack trace, and errors still do", async () => {
    assert.equal((await tell("Promise.resolve()")).stdout, "one false\n10 0\n");
  });

  it("that never end are still found", async () => {
    const { stdout, output } = await tell("new Promise(() => {})");
    assert.equal(stdout, "10 1\n");
    assert.match(output, /1 promise was still active/);
  });

  it("carry one where somebody looks for those that never end", async () => {
    assert.equal((await tell("Promise.resolve()", { PULUMI_DEBUG_PROMISE_LEAKS: "1" })).stdout, "one true\n10 0\n");
  });
});
