import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { codeOf, SandboxFailure } from "./failure";
import { readIfThere } from "./files";

/** A process that cannot be mistaken for a later one with the same id. */
export interface Owner {
  readonly pid: number;
  /** As the system tells it; the same text for the whole life of a process. */
  readonly started: string;
}

/**
 * Makes this process the only owner of a folder until it gives it back or ends, however it ends. Throws a
 * SandboxFailure when another living process owns it.
 */
export function claim(file: string): () => void {
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) ?? "" } satisfies Owner);
  const draft = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    while (!linked(draft, file)) removeStale(file);
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (readIfThere(file) === mine) rmSync(file, { force: true });
  };
}

/** The living process that owns a folder, if there is one. */
export function ownerOf(file: string): Owner | undefined {
  const text = readIfThere(file);
  if (!text) return undefined;
  const owner = JSON.parse(text) as Owner;
  return startOf(owner.pid) === owner.started ? owner : undefined;
}

/** A link appears whole or not at all, and never in place of another one. */
function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Takes a dead owner's claim away. Of two that try, one moves it; what it moved has to be what it judged. */
function removeStale(file: string): void {
  const judged = readIfThere(file);
  const owner = ownerOf(file);
  if (owner) throw owned(file, owner);
  const aside = `${file}.${randomBytes(6).toString("hex")}.stale`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  if (readIfThere(aside) !== judged) linked(aside, file);
  rmSync(aside, { force: true });
}

const owned = (file: string, { pid }: Owner): SandboxFailure =>
  new SandboxFailure({
    where: `local cloud in ${dirname(file)}`,
    wrong: "it is being served already",
    found: `process ${pid} owns this folder`,
    allowed: "one daemon for each folder",
    change: "use the one that runs, or end it: npx promenade sandbox stop",
  });

/** When a process began, or undefined when there is none. */
function startOf(pid: number): string | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat !== undefined) {
    // After the command's closing parenthesis: state (a zombie is dead), and as the twentieth field the start time.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  }
  if (process.platform === "linux") return undefined;
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined;
  }
}
