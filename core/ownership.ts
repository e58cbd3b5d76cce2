import type { Recorded } from "./record";
import type { Capacity, Evidence, Release, Request, Slot, Weights } from "./release";
import type { Manning } from "./scaling";

/**
 * What of a slot belongs to the record, each part by itself: what its tasks are, how many are asked for at once, and
 * between which counts they may scale.
 */
export type SlotPart = "contents" | "tasks" | "bounds";

/** What the program registers for one slot. */
export interface SlotPlan {
  readonly release: Release | undefined;
  readonly evidence: Evidence;
  readonly capacity: Capacity;
  /** Tasks below which a service may not fall while traffic shifts, by service. */
  readonly minimum: Readonly<Record<string, number>>;
  readonly revision: number;
  /** Parts whose ownership a request lifts; of all others the recorded values stay. */
  readonly lifted: readonly SlotPart[];
}

/** What the program registers for the weighted rules. */
export interface TrafficPlan {
  readonly weights: Weights;
  readonly revision: number;
  /** True where a request lifts the record's ownership; otherwise the recorded values stay. */
  readonly requested: boolean;
}

/** What the program registers for the task that migrates the database. */
export interface MigrationPlan {
  readonly release: Release | undefined;
  readonly evidence: Evidence;
  readonly revision: number;
  readonly requested: boolean;
}

export interface OwnershipPlan {
  readonly slots: Readonly<Record<Slot, SlotPlan>>;
  readonly traffic: TrafficPlan;
  readonly migration: MigrationPlan;
  /** Set when a request was left out, with the reason. */
  readonly ignored?: string;
}

/** The revision that a stack's resources carry when they are first created. */
export const firstRevision = 1;

const slotOf = (release: Release | undefined): SlotPlan => ({
  release,
  evidence: {},
  capacity: release === undefined ? "none" : "full",
  minimum: {},
  revision: firstRevision,
  lifted: [],
});

const seed = (initial: Release | undefined): OwnershipPlan => ({
  slots: { blue: slotOf(initial), green: slotOf(undefined) },
  traffic: { weights: { blue: 100, green: 0 }, revision: firstRevision, requested: false },
  migration: { release: initial, evidence: {}, revision: firstRevision, requested: false },
});

/** What a plan says of one service's tasks. */
export const manningOf = ({ capacity, minimum }: SlotPlan, service: string): Manning => ({
  capacity,
  minimum: minimum[service],
});

/**
 * Decides what the program may touch. Without a request that is nothing: the values planned here only
 * seed resources that do not exist yet. A request counts only when its revision is the recorded one + 1.
 *
 * @param recorded what Pulumi's own state says; undefined for an empty stack.
 */
export function planOwnership(
  initial: Release | undefined,
  request: Request | undefined,
  recorded: Pick<Recorded, "revision" | "slots"> | undefined,
): OwnershipPlan {
  const plan = seed(initial);
  if (request === undefined) return plan;
  if (recorded === undefined) {
    return { ...plan, ignored: `request ${request.revision} is ignored: the stack is empty; bring it up first` };
  }
  if (request.revision !== recorded.revision + 1) {
    return {
      ...plan,
      ignored:
        `request ${request.revision} is stale and ignored: the record is at revision ${recorded.revision}, ` +
        `so only ${recorded.revision + 1} is taken; remove promenade:request from the stack's config`,
    };
  }
  const { revision } = request;
  const withSlot = (slot: Slot, change: Partial<SlotPlan>): OwnershipPlan => ({
    ...plan,
    slots: { ...plan.slots, [slot]: { ...plan.slots[slot], ...change, revision } },
  });
  switch (request.kind) {
    case "traffic":
      return { ...plan, traffic: { weights: request.weights, revision, requested: true } };
    case "migration": {
      const { evidence = {} } = request;
      return { ...plan, migration: { release: releaseOf(request), evidence, revision, requested: true } };
    }
    case "slot": {
      const { slot, capacity, minimum = {}, evidence = {} } = request;
      const lifted: readonly SlotPart[] = ["contents", "tasks", "bounds"];
      return withSlot(slot, { release: releaseOf(request), evidence, capacity, minimum, lifted });
    }
    case "capacity": {
      const { slot, capacity, minimum = {} } = request;
      return withSlot(slot, { capacity, minimum, lifted: liftedBy(capacity, recorded.slots[slot].capacity) });
    }
  }
}

/**
 * A slot that is full already is told no count, for autoscaling may have raised it since it was read and it must not
 * shrink: its bounds alone move, and AWS follows them.
 */
const liftedBy = (capacity: Capacity, recorded: Capacity): readonly SlotPart[] =>
  capacity === "full" && recorded === "full" ? ["bounds"] : ["tasks", "bounds"];

const releaseOf = ({ release, images, commit }: Release): Release => ({
  release,
  images,
  ...(commit === undefined ? {} : { commit }),
});
