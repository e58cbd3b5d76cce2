import assert from "node:assert/strict";
import { join } from "node:path";
import { run } from "../policies/process";
import { checkout } from "../support/environment";

const closures = ["serializeClosure", "codePaths"].map((file) => `@pulumi/pulumi/runtime/closure/${file}`);

/** Everything as Pulumi has it when it loads a program. */
const script = `
const hooks = require("@pulumi/pulumi/runtime/closure/v8Hooks");
hooks.isInitializedAsync().then(async () => {
  require(${JSON.stringify(join(checkout, "program", "functions.js"))});
  const pulumi = require("@pulumi/pulumi");
  const loaded = () => ["typescript", "@npmcli/arborist"].some((name) => require.resolve(name) in require.cache);
  const told = [loaded()];
  const session = await hooks.getSessionAsync();
  let parsed = 0;
  session.on("Debugger.scriptParsed", () => parsed++);
  new Function("return 1 + 1")();
  told.push(parsed);
  const { text } = await pulumi.runtime.serializeFunction(() => "said by a function");
  told.push(text.includes("said by a function"), loaded());
  console.log(JSON.stringify(told));
});
`;

describe("functions that the SDK could turn into code", () => {
  it("cost nothing before there are any, and are turned into code all the same", async () => {
    assert.ok(closures.every((file) => require.resolve(file)));
    const { stdout, output } = await run(process.execPath, ["-e", script], { folder: checkout });
    assert.equal(stdout, "[false,0,true,true]\n", output);
  });
});
