import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { countsIn, type Counts } from "./selection";

/**
 * Runs the specs of a pattern in a process of their own. What they say is kept until they are done, for two runs that
 * write at once can be read by nobody; a run that ends without its last line counts as one failure.
 */
export async function beside(pattern: string): Promise<Counts> {
  const child = spawn(process.execPath, [join(__dirname, "run.mjs"), pattern], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said = await text(child.stdout);
  const lines = said.trimEnd().split("\n");
  const counts = countsIn(lines.at(-1) ?? "");
  process.stdout.write(`${(counts === undefined ? lines : lines.slice(0, -1)).join("\n")}\n`);
  return counts ?? { passed: 0, failed: 1, skipped: 0 };
}
