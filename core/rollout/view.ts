import type { Recorded } from "../record";
import type { Slot, Weights } from "../release";
import type { Bake } from "./guard";
import type { Standing } from "./standing";

/** One service of a slot, as the cloud runs it now. */
export interface ObservedService {
  /** Tasks that ECS is asked for, and targets that are healthy. */
  readonly desired: number;
  readonly healthy: number;
  /** ARN of the task definition that its primary deployment runs. */
  readonly definition: string;
  readonly rollout: "completed" | "in progress" | "failed";
}

/** By service. */
export type ObservedSlot = Readonly<Record<string, ObservedService>>;

/** What the cloud shows at one moment. */
export interface Seen {
  /** Live shares by service. */
  readonly live: Readonly<Record<string, Weights>>;
  readonly slots: Readonly<Record<Slot, ObservedSlot>>;
  /** Names of each slot's alarms that fire; those that cannot be read count as firing. */
  readonly alarms: Readonly<Record<Slot, readonly string[] | "unreadable">>;
}

/** All that a decision on traffic goes by. */
export interface View extends Seen {
  /** Unix time, ms. */
  readonly now: number;
  readonly record: Recorded;
  /** What follows from the evidence. */
  readonly standing: Standing;
  /** Measured where a step is being watched. */
  readonly bake?: Bake;
}
