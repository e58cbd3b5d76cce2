#!/usr/bin/env node
// Starts the pack, both ways: as the package's main when `--policy-pack` names this folder, and as an
// executable of its own when it names this file (for a Pulumi whose Node.js host cannot start packs).
"use strict";

// @pulumi/policy takes its version from the package.json of the working folder.
process.chdir(__dirname);

// A pack lives for seconds: code that the compiler optimizes would pay for itself later than that.
require("node:v8").setFlagsFromString("--no-opt");

// @pulumi/policy needs the SDK's root for asset classes only, but that root loads the TypeScript compiler and
// the Automation API: half of the start-up time. Anything else asked of it still gets the real SDK.
const root = require.resolve("@pulumi/pulumi");
if (require.cache[root] === undefined) {
  const asset = require("@pulumi/pulumi/asset");
  const sdk = () => {
    delete require.cache[root];
    return require(root);
  };
  const exports = new Proxy({}, { get: (_, name) => (name === "asset" ? asset : sdk()[name]) });
  require.cache[root] = { id: root, filename: root, path: __dirname, loaded: true, exports, children: [], paths: [] };
}

// The engine shows each resource for remediation too, and the whole stack at the end: a pack without such rules says so,
// and need not read either.
const server = require("@pulumi/policy/server");
const { AnalyzerService } = require("@pulumi/pulumi/proto/analyzer_grpc_pb");
const { AnalyzeStackRequest } = require("@pulumi/pulumi/proto/analyzer_pb");
const { serve } = server;
server.serve = (name, version, level, pack, configuration) => {
  if (!pack.policies.some(({ remediateResource }) => remediateResource)) delete AnalyzerService.remediate;
  if (!pack.policies.some(({ validateStack }) => validateStack))
    AnalyzerService.analyzeStack.requestDeserialize = () => new AnalyzeStackRequest();
  serve(name, version, level, pack, configuration);
};

const { createRequire } = require("node:module");
const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
const { readAtOnce, readOnce } = require("./properties.js");
readAtOnce(sdk("google-protobuf/google/protobuf/struct_pb.js").Struct);
readOnce(require("@pulumi/policy/deserialize"));

require("./typescript.js");
require("./index.ts");
