import type { Entry } from "../../../core/rollout/entry";
import { eventSchema, type RolloutEvent } from "../../../core/rollout/evidence";
import type { LeaseHolder } from "../../../core/rollout/lease";

/** What has happened to an environment, and the right to make more happen. Nothing in it is ever changed or removed. */
export interface EvidenceStore {
  /** Everything that happened and that this version understands, oldest first. @throws Failure when unreadable. */
  events(): Promise<readonly RolloutEvent[]>;
  /** The same with what only a newer promenade understands. */
  entries(): Promise<readonly Entry[]>;
  /** Adds one, after all that are there; durable when it returns. @throws ZodError for what is not an event. */
  append(event: RolloutEvent): Promise<void>;
  /** Takes the lease, or tells whose it is. `force` takes it from anybody: for a rollback. */
  take(asked: LeaseRequest, options?: { readonly force?: boolean }): Promise<Lease | { readonly heldBy: LeaseHolder }>;
  close(): void;
}

export interface LeaseRequest {
  readonly owner: string;
  /** The command line that asks for it, without secrets. */
  readonly command: string;
}

/** The right to change traffic and slots: one driver at a time. It ends by itself 60 s after the last renewal. */
export interface Lease {
  readonly holder: LeaseHolder;
  /** Keeps it for another 60 s; false when somebody else has it now. @throws Failure when that cannot be told. */
  renew(): Promise<boolean>;
  /** Leaves it to the next one; nothing happens where somebody else has it already. */
  release(): Promise<void>;
}

/** What is kept of an event: exactly what the schema knows. */
export const textOf = (event: RolloutEvent): string => JSON.stringify(eventSchema.parse(event));
