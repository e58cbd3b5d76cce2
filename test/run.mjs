#!/usr/bin/env node
import { start } from "../cli/bootstrap.mjs";

// Plain where nobody watches: some of what mocha draws with takes CI=true for a terminal.
if (!process.stdout.isTTY) process.env.NO_COLOR ??= "1";

try {
  await start("test/run.ts", process.argv.slice(2));
} finally {
  // The run ends the process itself, with its own last line: whoever gets here could not even start.
  console.log("0 passed, 1 failed");
}
