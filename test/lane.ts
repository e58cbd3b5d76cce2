import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { countsIn, sum, type Counts } from "./selection";
import { sharedFolder } from "./support/beginnings";

const none: Counts = { passed: 0, failed: 0, skipped: 0 };

/**
 * Runs spec files of a queue, each in a process of its own, until there is none left. What one says is kept until it is
 * done, for two that write at once can be read by nobody; one that ends without its last line counts as a failure.
 */
export async function runLane(queue: string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), "promenade-lane-"));
  let counts = none;
  try {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      counts = sum(counts, await runBeside(file, { ...process.env, [sharedFolder]: folder }));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return counts;
}

async function runBeside(file: string, env: NodeJS.ProcessEnv): Promise<Counts> {
  process.stdout.write(`  (${file} has begun; what it says comes when it is done)\n`);
  const child = spawn(process.execPath, [join(__dirname, "run.mjs"), file], {
    stdio: ["ignore", "pipe", "inherit"],
    env,
  });
  const said = await text(child.stdout);
  const lines = said.trimEnd().split("\n");
  const counts = countsIn(lines.at(-1) ?? "");
  process.stdout.write(`${(counts === undefined ? lines : lines.slice(0, -1)).join("\n")}\n`);
  return counts ?? { ...none, failed: 1 };
}
