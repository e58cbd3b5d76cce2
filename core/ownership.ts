import type { Capacity, Release, Request, Slot, Weights } from "./release";

/** What the program registers for one slot. */
export interface SlotPlan {
  readonly release: Release | undefined;
  readonly capacity: Capacity;
  /** Tasks below which no service of it may fall while traffic shifts. */
  readonly minimum: number | undefined;
  readonly revision: number;
  /** True where a request lifts the record's ownership; otherwise the recorded values stay. */
  readonly requested: boolean;
}

/** What the program registers for the weighted rules. */
export interface TrafficPlan {
  readonly weights: Weights;
  readonly revision: number;
  readonly requested: boolean;
}

export interface OwnershipPlan {
  readonly slots: Readonly<Record<Slot, SlotPlan>>;
  readonly traffic: TrafficPlan;
  /** Set when a request was left out, with the reason. */
  readonly ignored?: string;
}

/** The revision that a stack's resources carry when they are first created. */
export const firstRevision = 1;

const seed = (initial: Release | undefined): OwnershipPlan => ({
  slots: {
    blue: {
      release: initial,
      capacity: initial === undefined ? "none" : "full",
      minimum: undefined,
      revision: firstRevision,
      requested: false,
    },
    green: {
      release: undefined,
      capacity: "none",
      minimum: undefined,
      revision: firstRevision,
      requested: false,
    },
  },
  traffic: { weights: { blue: 100, green: 0 }, revision: firstRevision, requested: false },
});

/**
 * Decides what the program may touch. Without a request that is nothing: the values planned here only
 * seed resources that do not exist yet. A request counts only when its revision is the recorded one + 1.
 *
 * @param recordedRevision the highest revision in Pulumi's own state; undefined for an empty stack.
 */
export function planOwnership(
  initial: Release | undefined,
  request: Request | undefined,
  recordedRevision: number | undefined,
): OwnershipPlan {
  const plan = seed(initial);
  if (request === undefined) return plan;
  if (recordedRevision === undefined) {
    return { ...plan, ignored: `request ${request.revision} is ignored: the stack is empty; bring it up first` };
  }
  if (request.revision !== recordedRevision + 1) {
    return {
      ...plan,
      ignored:
        `request ${request.revision} is stale and ignored: the record is at revision ${recordedRevision}, ` +
        `so only ${recordedRevision + 1} is taken; remove promenade:request from the stack's config`,
    };
  }
  const { revision } = request;
  if (request.kind === "traffic") {
    return { ...plan, traffic: { weights: request.weights, revision, requested: true } };
  }
  const { slot, capacity, minimum, release, images, commit } = request;
  const requested: SlotPlan = {
    release: { release, images, ...(commit === undefined ? {} : { commit }) },
    capacity,
    minimum,
    revision,
    requested: true,
  };
  return { ...plan, slots: { ...plan.slots, [slot]: requested } };
}
