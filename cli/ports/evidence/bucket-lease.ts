import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { evidenceKeys } from "../../../core/evidence-store";
import { expiryAt, isOver, type LeaseHolder } from "../../../core/rollout/lease";
import { failed } from "../../failure";
import type { Objects, Stored } from "./objects";
import type { EvidenceStore } from "./store";

/** A lease as its object holds it. */
interface Held extends LeaseHolder {
  /** Made up anew each time that it is taken. */
  readonly id: string;
  readonly released: boolean;
}

/** By how much (ms) the clocks of two drivers may differ. */
const skew = 10_000;
/** How often it is tried when others change it at the same time, and the longest pause (ms) between. */
const attempts = 20;
const longestPause = 200;

/**
 * The lease of an environment on AWS: an object that is written only in place of what its writer has seen. It is never
 * deleted, so nobody needs the right to delete.
 */
export function bucketLease(objects: Objects, now: () => number): EvidenceStore["take"] {
  const key = evidenceKeys.lease;
  return async ({ owner, command }, { force = false } = {}) => {
    const id = randomUUID();
    const since = new Date(now()).toISOString();
    const own = (released = false): Held => ({ owner, command, since, expires: expiryAt(now()), id, released });
    let etag = "";
    for (let attempt = 0; attempt < attempts; attempt++) {
      const standing = await objects.get(key);
      const held = heldIn(standing);
      if (held !== undefined && !force && isHeld(held)) return { heldBy: holderOf(held) };
      if (await write(own(), standing?.etag)) return { holder: holderOf(own()), renew, release };
      await pause(Math.random() * longestPause);
    }
    throw contested();

    async function renew(): Promise<boolean> {
      return rewrite(false);
    }

    async function release(): Promise<void> {
      await rewrite(true);
    }

    /** Writes ours in place of ours; false where somebody else's stands there. */
    async function rewrite(released: boolean): Promise<boolean> {
      for (let attempt = 0; attempt < attempts; attempt++) {
        if (await write(own(released), etag)) return true;
        const standing = await objects.get(key);
        if (standing === undefined || heldIn(standing)?.id !== id) return false;
        etag = standing.etag;
        await pause(Math.random() * longestPause);
      }
      throw contested();
    }

    /** False where something else stands there than what was seen. */
    async function write(lease: Held, seen: string | undefined): Promise<boolean> {
      const text = JSON.stringify(lease);
      const written = seen === undefined ? await objects.create(key, text) : await objects.replace(key, text, seen);
      if (written !== undefined) return keep(written);
      // A request that is repeated because its answer was lost finds what it wrote itself.
      const standing = await objects.get(key);
      return standing?.text === text && keep(standing.etag);
    }

    function keep(written: string): true {
      etag = written;
      return true;
    }
  };

  function isHeld(held: Held): boolean {
    return !held.released && !isOver(held, now(), skew);
  }
}

const holderOf = ({ owner, command, since, expires }: Held): LeaseHolder => ({ owner, command, since, expires });

function heldIn(standing: Stored | undefined): Held | undefined {
  try {
    return standing && (JSON.parse(standing.text) as Held);
  } catch {
    return undefined;
  }
}

const contested = () =>
  failed({
    where: "lease",
    wrong: "others take it and leave it all the time",
    found: `${attempts} attempts that each came too late`,
    allowed: "one driver at a time",
    change: "run the same command again",
  });
