import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eventsOf, readEntry, type Entry } from "../../../core/rollout/entry";
import { eventKey, isEventKey } from "../../../core/rollout/event-key";
import type { RolloutEvent } from "../../../core/rollout/evidence";
import { writeDurably } from "./durable-file";
import { folderLease } from "./folder-lease";
import { textOf, type EvidenceStore } from "./store";

const ending = ".json";

/** Evidence of an environment in the local cloud: a file an event, in a folder of its own. */
export function folderEvidence(folder: string, now: () => number = Date.now): EvidenceStore {
  const place = join(folder, "events");
  const read = new Map<string, Entry | undefined>();

  async function entries(): Promise<readonly Entry[]> {
    return keys().flatMap((key) => entryOf(key) ?? []);
  }

  /** Files that are being written, or whose writing was cut short, have other names. */
  function keys(): readonly string[] {
    if (!existsSync(place)) return [];
    return readdirSync(place)
      .flatMap((name) => (name.endsWith(ending) ? name.slice(0, -ending.length) : []))
      .filter(isEventKey)
      .sort();
  }

  /** An event never changes: it is read once. */
  function entryOf(key: string): Entry | undefined {
    if (!read.has(key)) read.set(key, readEntry(readFileSync(join(place, `${key}${ending}`), "utf8")));
    return read.get(key);
  }

  async function append(event: RolloutEvent): Promise<void> {
    const text = textOf(event);
    const key = eventKey(event.at, keys().at(-1), randomBytes(8).toString("hex"));
    writeDurably(place, `${key}${ending}`, text);
  }

  return {
    events: async () => eventsOf(await entries()),
    entries,
    append,
    take: folderLease(folder, now),
    close: () => undefined,
  };
}
