import { slots, type Slot, type Weights } from "../release";
import type { EventOf, RolloutEvent } from "./evidence";

/** A release on its way to all requests. */
export interface Forward {
  readonly direction: "forward";
  readonly started: EventOf<"rollout started">;
  readonly migrated: boolean;
  /** The result of the checks since it began; undefined before them. */
  readonly verified: boolean | undefined;
  readonly paused: EventOf<"paused"> | undefined;
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
  /** Live weights as they were last noted, and when (Unix time, ms) they were there. */
  readonly noted: { readonly at: number; readonly weights: Weights } | undefined;
  /** Unix time (ms) since which a slot is without requests; undefined where nobody has seen it lose them. */
  readonly idleSince: Readonly<Record<Slot, number | undefined>>;
  /** Releases whose migration cannot be gone back from. */
  readonly oneWay: readonly string[];
}

export const nothingKnown: Standing = {
  ongoing: undefined,
  frozen: undefined,
  noted: undefined,
  idleSince: { blue: undefined, green: undefined },
  oneWay: [],
};

/** What follows from everything that has happened, oldest first. */
export const standingOf = (events: readonly RolloutEvent[]): Standing => events.reduce(after, nothingKnown);

function after(standing: Standing, event: RolloutEvent): Standing {
  switch (event.kind) {
    case "rollout started": {
      const fresh = { migrated: false, verified: undefined, paused: undefined, breach: undefined };
      return { ...standing, ongoing: { direction: "forward", started: event, ...fresh } };
    }
    case "rollback started":
      return { ...standing, ongoing: { direction: "back", started: event } };
    case "migrated": {
      const oneWay = event.oneWay ? [...new Set([...standing.oneWay, event.release])] : standing.oneWay;
      return { ...changed(standing, event, { migrated: true }), oneWay };
    }
    case "verified":
      return changed(standing, event, { verified: event.passed });
    case "weights": {
      const { weights } = event;
      const at = Date.parse(event.at);
      const idleSince = Object.fromEntries(
        slots.map((slot) => [slot, weights[slot] > 0 ? undefined : (standing.idleSince[slot] ?? at)]),
      ) as Standing["idleSince"];
      return { ...changed(standing, event, { paused: undefined }), idleSince, noted: { at, weights } };
    }
    case "paused":
      return changed(standing, event, { paused: event });
    case "breach":
      return changed(standing, event, { breach: event });
    case "rollout ended":
      return isAbout(event, standing.ongoing) ? { ...standing, ongoing: undefined } : standing;
    case "frozen":
      return { ...standing, frozen: event };
    case "unfrozen":
      return { ...standing, frozen: undefined };
    case "retired":
      return standing;
  }
}

/** What an event changes of the rollout that it is about. */
function changed(standing: Standing, event: RolloutEvent, change: Partial<Forward>): Standing {
  const { ongoing } = standing;
  if (ongoing?.direction !== "forward" || !isAbout(event, ongoing)) return standing;
  return { ...standing, ongoing: { ...ongoing, ...change } };
}

const isAbout = (event: RolloutEvent, ongoing: Ongoing | undefined): boolean =>
  ongoing !== undefined && "rollout" in event && event.rollout === ongoing.started.rollout;
