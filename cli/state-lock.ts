import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { stillRunning, type RunningProcess } from "./ports/processes";

/** A lock on a stack, as Pulumi's file backend writes it. */
export interface StateLock {
  readonly pid: number;
  readonly hostname: string;
  readonly timestamp: string;
}

/** What stands in the way of a lock on a stack: other locks, and what is left of one whose writing was cut short. */
export interface LockFile {
  readonly file: string;
  readonly lock: StateLock | undefined;
}

export function lockFiles(state: string, project: string, stack: string): readonly LockFile[] {
  const folder = join(state, ".pulumi", "locks", "organization", project, stack);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => ({ file: join(folder, name), lock: read(join(folder, name)) }));
}

/** A lock of another host is held as far as can be told from here; one of this host is, while its process lives. */
export function isHeld({ pid, hostname: host, timestamp }: StateLock, all: readonly RunningProcess[]): boolean {
  return host !== hostname() || stillRunning({ pid, since: new Date(timestamp) }, all) !== undefined;
}

/** Removes exactly this one, where `pulumi cancel` would remove every lock that the stack has by then. */
export const removeLock = ({ file }: LockFile): void => rmSync(file, { force: true });

function read(file: string): StateLock | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as StateLock;
  } catch {
    return undefined;
  }
}
