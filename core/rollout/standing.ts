import { slots, type Slot, type Weights } from "../release";
import type { EventOf, RolloutEvent } from "./evidence";

/** A rollout that has begun and not ended: any machine can go on with it. */
export interface Ongoing extends EventOf<"rollout started"> {
  readonly migrated: boolean;
  /** The result of the checks since it began; undefined before them. */
  readonly verified: boolean | undefined;
  /** When its weights were last read back, and which they were. */
  readonly moved: { readonly at: number; readonly weights: Weights } | undefined;
  readonly paused: EventOf<"paused"> | undefined;
}

/** What holds now. */
export interface Standing {
  readonly ongoing: Ongoing | undefined;
  readonly frozen: EventOf<"frozen"> | undefined;
  /** Unix time (ms) since which a slot is without requests; undefined where nobody has seen it lose them. */
  readonly idleSince: Readonly<Record<Slot, number | undefined>>;
  /** Releases whose migration cannot be gone back from. */
  readonly oneWay: readonly string[];
}

export const nothingKnown: Standing = {
  ongoing: undefined,
  frozen: undefined,
  idleSince: { blue: undefined, green: undefined },
  oneWay: [],
};

/** What follows from everything that has happened, oldest first. */
export const standingOf = (events: readonly RolloutEvent[]): Standing => events.reduce(after, nothingKnown);

function after(standing: Standing, event: RolloutEvent): Standing {
  /** What the event changes of the ongoing rollout, where it is about that one. */
  const ongoingWith = (change: Partial<Ongoing>): Ongoing | undefined =>
    standing.ongoing !== undefined && isAbout(event, standing.ongoing)
      ? { ...standing.ongoing, ...change }
      : standing.ongoing;
  switch (event.kind) {
    case "rollout started":
      return {
        ...standing,
        ongoing: { ...event, migrated: false, verified: undefined, moved: undefined, paused: undefined },
      };
    case "migrated": {
      const oneWay = event.oneWay ? [...new Set([...standing.oneWay, event.release])] : standing.oneWay;
      return { ...standing, oneWay, ongoing: ongoingWith({ migrated: true }) };
    }
    case "verified":
      return { ...standing, ongoing: ongoingWith({ verified: event.passed }) };
    case "weights": {
      const { weights } = event;
      const at = Date.parse(event.at);
      const idleSince = Object.fromEntries(
        slots.map((slot) => [slot, weights[slot] > 0 ? undefined : (standing.idleSince[slot] ?? at)]),
      ) as Standing["idleSince"];
      return { ...standing, idleSince, ongoing: ongoingWith({ moved: { at, weights }, paused: undefined }) };
    }
    case "paused":
      return { ...standing, ongoing: ongoingWith({ paused: event }) };
    case "rollout ended":
      return standing.ongoing !== undefined && isAbout(event, standing.ongoing)
        ? { ...standing, ongoing: undefined }
        : standing;
    case "rolled back":
      return { ...standing, ongoing: undefined };
    case "frozen":
      return { ...standing, frozen: event };
    case "unfrozen":
      return { ...standing, frozen: undefined };
    case "breach":
    case "retired":
      return standing;
  }
}

const isAbout = (event: RolloutEvent, { rollout }: Ongoing): boolean => "rollout" in event && event.rollout === rollout;
