import { slots, type Slot, type Weights } from "../release";
import type { EventOf, RolloutEvent } from "./evidence";
import { otherSlot } from "./shares";

/** A release on its way to all requests. */
export interface Forward {
  readonly direction: "forward";
  readonly started: EventOf<"rollout started">;
  /** Whether a migration that cannot be gone back from may have begun. */
  readonly migrating: boolean;
  readonly migrated: boolean;
  /** The result of the checks since it began; undefined before them. */
  readonly verified: boolean | undefined;
  readonly paused: EventOf<"paused"> | undefined;
  /** Share that its slot had when it was last noted; 0 before its first request. */
  readonly reached: number;
  /** Set once its guard has found a breach: then it goes back. */
  readonly breach: EventOf<"breach"> | undefined;
}

/** Requests on their way back to a slot. */
export interface Back {
  readonly direction: "back";
  readonly started: EventOf<"rollback started">;
}

/** What has begun and not ended: any machine can go on with it. */
export type Ongoing = Forward | Back;

/** What holds now. */
export interface Standing {
  readonly ongoing: Ongoing | undefined;
  readonly frozen: EventOf<"frozen"> | undefined;
  /** Live weights as they were last noted, when (Unix time, ms) they were there, and the record's revision. */
  readonly noted: { readonly at: number; readonly weights: Weights; readonly revision: number } | undefined;
  /** Unix time (ms) since which a slot is without requests; undefined where nobody has seen it lose them. */
  readonly idleSince: Readonly<Record<Slot, number | undefined>>;
  /** The record's revision when the last rollout began. */
  readonly begunAt: number;
  /**
   * The last migration that cannot be gone back from, and the record's revision before it: slots of then do not know
   * the schema, whatever was deployed since.
   */
  readonly oneWay: { readonly release: string; readonly revision: number } | undefined;
}

export const nothingKnown: Standing = {
  ongoing: undefined,
  frozen: undefined,
  noted: undefined,
  idleSince: { blue: undefined, green: undefined },
  begunAt: 0,
  oneWay: undefined,
};

/** What follows from everything that has happened, oldest first; or from what came after something that is known. */
export const standingOf = (events: readonly RolloutEvent[], before: Standing = nothingKnown): Standing =>
  events.reduce(after, before);

function after(standing: Standing, event: RolloutEvent): Standing {
  switch (event.kind) {
    case "rollout started": {
      const fresh = {
        migrating: false,
        migrated: false,
        verified: undefined,
        paused: undefined,
        reached: 0,
        breach: undefined,
      };
      // A release that is yet to have requests has lost none: its slot's time runs from here.
      const since = event.deploy ? Date.parse(event.at) : standing.idleSince[event.slot];
      const idleSince = { ...serving(standing, otherSlot[event.slot]), [event.slot]: since };
      const ongoing: Forward = { direction: "forward", started: event, ...fresh };
      return { ...standing, ongoing, begunAt: event.revision, idleSince };
    }
    case "rollback started":
      return { ...standing, ongoing: { direction: "back", started: event }, idleSince: serving(standing, event.from) };
    case "migrating":
      return {
        ...changed(standing, event, () => ({ migrating: true })),
        // It counts although a rollback may have taken its rollout's place meanwhile.
        oneWay: { release: event.release, revision: standing.begunAt },
      };
    case "migrated":
      return changed(standing, event, () => ({ migrated: true }));
    case "verified":
      return changed(standing, event, () => ({ verified: event.passed }));
    case "weights": {
      const { weights, revision } = event;
      const at = Date.parse(event.at);
      // A later revision has moved requests, from weights that nobody may have noted.
      const moved = standing.noted === undefined || revision > standing.noted.revision;
      const since = (slot: Slot): number => (moved ? at : (standing.idleSince[slot] ?? at));
      const idleSince = Object.fromEntries(
        slots.map((slot) => [slot, weights[slot] > 0 ? undefined : since(slot)]),
      ) as Standing["idleSince"];
      const noted = { at, weights, revision };
      return {
        ...changed(standing, event, ({ slot }) => ({ paused: undefined, reached: weights[slot] })),
        idleSince,
        noted,
      };
    }
    case "paused":
      return changed(standing, event, () => ({ paused: event }));
    case "breach":
      return changed(standing, event, () => ({ breach: event }));
    case "rollout ended":
      return isAbout(event, standing.ongoing) ? { ...standing, ongoing: undefined } : standing;
    case "frozen":
      return { ...standing, frozen: event };
    case "unfrozen":
      return { ...standing, frozen: undefined };
    case "retired":
    case "promotion requested":
    case "approved":
    case "attested":
    case "promotion ended":
    case "noted":
      return standing;
  }
}

/** A slot that something is moved away from has requests, though nobody may have noted it. */
const serving = ({ idleSince }: Standing, slot: Slot): Standing["idleSince"] => ({ ...idleSince, [slot]: undefined });

/** What an event changes of the rollout that it is about. */
function changed(
  standing: Standing,
  event: RolloutEvent,
  change: (started: Forward["started"]) => Partial<Forward>,
): Standing {
  const { ongoing } = standing;
  if (ongoing?.direction !== "forward" || !isAbout(event, ongoing)) return standing;
  return { ...standing, ongoing: { ...ongoing, ...change(ongoing.started) } };
}

const isAbout = (event: RolloutEvent, ongoing: Ongoing | undefined): boolean =>
  ongoing !== undefined && "rollout" in event && event.rollout === ongoing.started.rollout;
