import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { evidenceKeys } from "../../../core/evidence-store";
import { eventsOf, readEntry, type Entry } from "../../../core/rollout/entry";
import { eventKey, isEventKey, timeKey } from "../../../core/rollout/event-key";
import type { RolloutEvent } from "../../../core/rollout/evidence";
import { bucketLease } from "./bucket-lease";
import { openObjects, type ClientConfig } from "./objects";
import { textOf, type EvidenceStore } from "./store";

export interface BucketPlace {
  readonly bucket: string;
  readonly client: ClientConfig;
  /** Days for which nobody may remove an event; undefined where the bucket takes no locks. */
  readonly lockDays: number | undefined;
}

const ending = ".json";
/** Objects read at a time; the SDK opens 50 connections. */
const atOnce = 50;
/** Milliseconds of a day, and until an event is written again that S3 was too busy with its key for. */
const day = 86_400_000;
const breath = 200;

/** Evidence of an environment on AWS: an object an event, in a bucket of its own. */
export async function bucketEvidence(place: BucketPlace, now: () => number = Date.now): Promise<EvidenceStore> {
  const objects = await openObjects(place.bucket, place.client);
  const read = new Map<string, Entry | undefined>();

  async function entries(): Promise<readonly Entry[]> {
    const keys = (await objects.keys(evidenceKeys.events)).filter((key) => isEventKey(nameOf(key)));
    // An event never changes: it is read once.
    const missing = keys.filter((key) => !read.has(key));
    for (let from = 0; from < missing.length; from += atOnce) {
      await Promise.all(missing.slice(from, from + atOnce).map(fetch));
    }
    return keys.flatMap((key) => read.get(key) ?? []);
  }

  async function fetch(key: string): Promise<void> {
    const stored = await objects.get(key);
    read.set(key, stored && readEntry(stored.text));
  }

  async function append(event: RolloutEvent): Promise<void> {
    const text = textOf(event);
    const random = randomBytes(8).toString("hex");
    const later = await objects.keys(evidenceKeys.events, `${evidenceKeys.events}${timeKey(event.at)}`);
    const last = later.map(nameOf).findLast(isEventKey);
    const key = keyOf(eventKey(event.at, last, random));
    const { lockDays } = place;
    const lockedUntil = lockDays === undefined ? undefined : new Date(now() + lockDays * day);
    // What stands under a key made up just now is this event: its answer was lost, and the request was repeated.
    while ((await objects.create(key, text, lockedUntil)) === undefined) {
      if ((await objects.get(key)) !== undefined) return;
      await pause(breath);
    }
  }

  return {
    events: async () => eventsOf(await entries()),
    entries,
    append,
    take: bucketLease(objects, now),
    close: () => objects.close(),
  };
}

const keyOf = (name: string): string => `${evidenceKeys.events}${name}${ending}`;
const nameOf = (key: string): string => key.slice(evidenceKeys.events.length, -ending.length);
