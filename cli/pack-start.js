#!/usr/bin/env node
// Starts packs that were joined, from what V8 has kept of the last start: reading and compiling them would take longer
// than to judge an environment.
"use strict";

const { readFileSync, renameSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");
const { setFlagsFromString } = require("node:v8");
const { Script } = require("node:vm");

// A pack lives for seconds: code that the compiler optimizes would pay for itself later than that.
setFlagsFromString("--no-opt");

const filename = join(__dirname, "packs.js");
const kept = join(__dirname, `compiled-${process.version}-${process.arch}`);
const cachedData = read(kept);
const script = new Script(
  `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, "utf8")}\n})`,
  {
    filename,
    ...(cachedData && { cachedData }),
  },
);
script.runInThisContext()({}, createRequire(filename), {}, filename, dirname(filename));

// By then it has answered, so that what it needs for that is compiled too.
if (cachedData === undefined || script.cachedDataRejected === true) setTimeout(keep, 1000).unref();

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Whole or not at all, for others may start at the same time; and not where nothing can be written. */
function keep() {
  try {
    writeFileSync(`${kept}.${process.pid}`, script.createCachedData());
    renameSync(`${kept}.${process.pid}`, kept);
  } catch {
    return;
  }
}
