#!/usr/bin/env node
import { start } from "../cli/bootstrap.mjs";

await start("test/run.ts", process.argv.slice(2));
