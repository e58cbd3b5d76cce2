import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { cp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PGlite } from "@electric-sql/pglite";

/**
 * Makes the files of an empty cluster in a folder that does not exist yet. Making one takes ten seconds and copying one
 * half of one, so the first is kept in `node_modules/.cache`, by PGlite's version. A cache that cannot be written costs
 * that time, nothing else.
 */
export async function createCluster(directory: string): Promise<void> {
  const kept = keptCluster();
  if (!existsSync(kept)) await keep(kept).catch(() => undefined);
  if (existsSync(kept)) await cp(kept, directory, { recursive: true });
  else await initialise(directory);
}

/** Of two processes that make it at once, the first to finish has its own kept. */
async function keep(kept: string): Promise<void> {
  const unfinished = `${kept}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await initialise(unfinished);
    await rename(unfinished, kept);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function initialise(directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const cluster = await PGlite.create(directory);
  await cluster.close();
}

function keptCluster(): string {
  const packageFolder = dirname(dirname(require.resolve("@electric-sql/pglite")));
  const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { version: string };
  return join(packageFolder, "..", "..", ".cache", "promenade", `cluster-pglite-${version}`);
}
