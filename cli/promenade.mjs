#!/usr/bin/env node
import { start } from "./bootstrap.mjs";

// `--run FILE` is for the project's own scripts: another program of the project, with the same set-up.
const args = process.argv.slice(2);
const [file, rest] = args[0] === "--run" && args[1] ? [args[1], args.slice(2)] : ["cli/main.ts", args];
await start(file, rest);
