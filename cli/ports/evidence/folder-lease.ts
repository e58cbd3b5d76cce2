import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expiryAt, isOver, type LeaseHolder } from "../../../core/rollout/lease";
import { stillRunning } from "../processes";
import { writeDurably } from "./durable-file";
import type { EvidenceStore } from "./store";

/** A lease as its file holds it. */
interface Held extends LeaseHolder {
  /** Made up anew each time that it is taken. */
  readonly id: string;
  readonly pid: number;
  readonly host: string;
}

const name = "lease.json";
/** How long (ms) one look and its change may take; they take less than one. */
const staleMilliseconds = 5000;
const patience = { retries: 400, factor: 1, minTimeout: 20, maxTimeout: 20 };

/** The lease of an environment in the local cloud: a file, changed by one process at a time. */
export function folderLease(folder: string, now: () => number): EvidenceStore["take"] {
  const path = join(folder, name);
  return async ({ owner, command }, { force = false } = {}) => {
    const id = randomUUID();
    const since = new Date(now()).toISOString();
    const own = (): Held => ({
      ...{ owner, command, since, expires: expiryAt(now()) },
      ...{ id, pid: process.pid, host: hostname() },
    });
    const refusal = await alone(() => {
      const standing = read(path);
      if (standing !== undefined && !force && isHeld(standing, now())) return { heldBy: holderOf(standing) };
      writeDurably(folder, name, JSON.stringify(own()));
      return undefined;
    });
    return refusal ?? { holder: holderOf(own()), renew, release };

    /** Nobody has taken it as long as the file is ours, be its time over or not. */
    async function renew(): Promise<boolean> {
      return alone(() => {
        if (read(path)?.id !== id) return false;
        writeDurably(folder, name, JSON.stringify(own()));
        return true;
      });
    }

    async function release(): Promise<void> {
      await alone(() => {
        if (read(path)?.id === id) rmSync(path);
      });
    }
  };

  async function alone<T>(work: () => T): Promise<T> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { lock } = await import("proper-lockfile");
    const unlock = await lock(path, { realpath: false, stale: staleMilliseconds, retries: patience });
    try {
      return work();
    } finally {
      await unlock();
    }
  }
}

/** A process that is gone drives nothing, whatever time it had left. */
function isHeld(held: Held, now: number): boolean {
  if (isOver(held, now, 0)) return false;
  return held.host !== hostname() || stillRunning({ pid: held.pid, since: new Date(held.since) }) !== undefined;
}

const holderOf = ({ owner, command, since, expires }: Held): LeaseHolder => ({ owner, command, since, expires });

function read(path: string): Held | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Held;
  } catch {
    return undefined;
  }
}
