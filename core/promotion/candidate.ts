import type { Recorded } from "../record";
import { slots, type Release, type Weights } from "../release";
import type { RolloutEvent } from "../rollout/evidence";
import { soleSlot } from "../rollout/shares";

/** The release that has all requests; undefined while both slots have some, and where nothing runs. */
export function liveRelease(record: Recorded, live: Readonly<Record<string, Weights>>): Release | undefined {
  const slot = soleSlot(live);
  return slot === undefined ? undefined : releaseOf(record.slots[slot]);
}

/**
 * The release of that name as its source knows it: in a slot, or in what has happened there. The last one counts where a
 * name was given twice.
 */
export function releaseNamed(record: Recorded, events: readonly RolloutEvent[], name: string): Release | undefined {
  const held = [...slots]
    .map((slot) => record.slots[slot])
    .sort((one, other) => other.revision - one.revision)
    .find(({ release }) => release === name);
  return (held && releaseOf(held)) ?? events.map(releaseIn).findLast((one) => one?.release === name);
}

function releaseIn(event: RolloutEvent): Release | undefined {
  if (event.kind === "rollout started" && event.deploy !== undefined) {
    const { release, images, commit } = event.deploy;
    return { release, images, ...(commit === undefined ? {} : { commit }) };
  }
  return event.kind === "verified" ? { release: event.release, images: event.images } : undefined;
}

function releaseOf({ release, images, commit }: Recorded["slots"]["blue"]): Release | undefined {
  return release === null ? undefined : { release, images, ...(commit === null ? {} : { commit }) };
}

/** Names of the releases that a source has verified, the newest first. */
export function verifiedReleases(events: readonly RolloutEvent[]): readonly string[] {
  const names = events.flatMap((event) => (event.kind === "verified" && event.passed ? [event.release] : []));
  return [...new Set(names.reverse())];
}
