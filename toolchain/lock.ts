import { mkdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { readJson, writeJson } from "./memory";
import type { Activity, Reporter } from "./progress";

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

/** A lock whose holder has not touched it for this long belongs to a process that is gone. */
const staleMilliseconds = 10_000;
/** The same where the holder is known to be gone; proper-lockfile takes no less. */
const goneMilliseconds = 2_000;
const pollMilliseconds = 250;

function describe(holder: Holder | undefined): string {
  if (holder === undefined) return "another process";
  const place = holder.host === hostname() ? "" : ` on ${holder.host}`;
  return `process ${holder.pid}${place}, at it since ${holder.since}`;
}

/** Whether the holder ran on this machine and no longer does. */
function isGone(holder: Holder | undefined): boolean {
  if (holder?.host !== hostname()) return false;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** Takes the lock; undefined while someone alive has it. */
async function take(file: string, holder: Holder | undefined): Promise<(() => Promise<void>) | undefined> {
  const { lock } = await import("proper-lockfile");
  try {
    return await lock(file, {
      lockfilePath: file,
      realpath: false,
      stale: isGone(holder) ? goneMilliseconds : staleMilliseconds,
      update: staleMilliseconds / 5,
      // Only after a long sleep of the machine. Two at work then waste time but harm nothing: results move in by rename.
      onCompromised: () => undefined,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ELOCKED") return undefined;
    throw error;
  }
}

/** Does the work while no other process does the same. Waiting is announced, with whom it is for. */
export async function exclusively<T>(file: string, report: Reporter, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const holderFile = `${file}.json`;
  let waiting: Activity | undefined;
  let release: (() => Promise<void>) | undefined;
  for (;;) {
    const holder = readJson(holderFile) as Holder | undefined;
    release = await take(file, holder);
    if (release !== undefined) break;
    if (!isGone(holder)) waiting ??= report.begin(`Waiting for ${describe(holder)}`, "as long as its step takes");
    await pause(pollMilliseconds);
  }
  waiting?.end("it is done or gone");
  try {
    writeJson(holderFile, { pid: process.pid, host: hostname(), since: new Date().toISOString() } satisfies Holder);
    return await work();
  } finally {
    rmSync(holderFile, { force: true });
    await release().catch(() => undefined);
  }
}
