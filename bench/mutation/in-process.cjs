// A mutant is switched on in the process of the tests, so the pack that they ask has to be in it as well: once, for
// @pulumi/policy serves one pack a process.
"use strict";

const { dirname } = require("node:path");
const { credentials } = require("@grpc/grpc-js");
const { AnalyzerClient } = require("@pulumi/pulumi/proto/analyzer_grpc_pb");
const { RunningPack } = require("../../test/policies/pack");

let running;

RunningPack.start = async (program) => {
  running ??= await serve(dirname(program));
  await running.configure({});
  return running;
};

/** It takes its version from the package.json of the working folder, and prints its port. */
async function serve(folder) {
  const [before, { log }] = [process.cwd(), console];
  const port = await new Promise((resolve) => {
    console.log = resolve;
    process.chdir(folder);
    require(`${folder}/index.ts`);
  });
  process.chdir(before);
  console.log = log;
  const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
  return Object.assign(Object.create(RunningPack.prototype), { client, stop: async () => undefined });
}
