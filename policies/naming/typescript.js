// Has TypeScript loaded with its types stripped, not checked. A check takes five times as long as all the rest and is
// the editor's and CI's work. Some language hosts put a checking loader in place whatever Pulumi.yaml says.
"use strict";

const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");

// That loader also maps every stack trace to its sources; the SDK takes one a promise, a tenth of a preview's time.
Error.prepareStackTrace = undefined;
// Lines stay where they are, so that stack traces need no map.
require.extensions[".ts"] = (module, filename) => module._compile(stripped(filename), filename);

// Beside the package that makes it: what is installed anew begins anew.
const kept = join(dirname(dirname(require.resolve("sucrase/package.json"))), ".cache", "sucrase");

/** A file is stripped once for all the processes that load it, until it changes. */
function stripped(filename) {
  const source = readFileSync(filename, "utf8");
  const file = join(kept, `${createHash("sha256").update(source).digest("hex")}.js`);
  try {
    return readFileSync(file, "utf8");
  } catch {
    const { code } = require("sucrase").transform(source, {
      transforms: ["imports", "typescript"],
      filePath: filename,
    });
    keep(file, code);
    return code;
  }
}

/** Whole or not at all, for others may look for it at the same time; and not where nothing can be written. */
function keep(file, code) {
  try {
    mkdirSync(kept, { recursive: true });
    writeFileSync(`${file}.${process.pid}`, code);
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    return;
  }
}
