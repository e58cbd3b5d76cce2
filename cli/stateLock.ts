import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { stillRunning, type RunningProcess } from "./ports/processes";

/** A lock on a stack, as Pulumi's file backend writes it. */
export interface StateLock {
  readonly file: string;
  readonly pid: number;
  readonly hostname: string;
  readonly timestamp: string;
}

/** Locks that a file backend holds for a stack. */
export function stateLocks(state: string, project: string, stack: string): readonly StateLock[] {
  const folder = join(state, ".pulumi", "locks", "organization", project, stack);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => {
      const file = join(folder, name);
      try {
        return [{ ...(JSON.parse(readFileSync(file, "utf8")) as Omit<StateLock, "file">), file }];
      } catch {
        return []; // released meanwhile
      }
    });
}

/** A lock of another host is held as far as can be told from here; one of this host is, while its process lives. */
export function isHeld({ pid, hostname: host, timestamp }: StateLock, all: readonly RunningProcess[]): boolean {
  return host !== hostname() || stillRunning({ pid, since: new Date(timestamp) }, all) !== undefined;
}

/** Removes exactly this lock, where `pulumi cancel` would remove every lock that the stack has by then. */
export function removeLock({ file }: StateLock): void {
  rmSync(file, { force: true });
  rmSync(`${file}.attrs`, { force: true });
}
