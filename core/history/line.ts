import type { PromotionOutcome } from "../promotion/events";
import type { Outcome } from "../rollout/evidence";
import type { StackUpdate } from "./update-line";

/** How something went, in a word. */
export type Result =
  Outcome | PromotionOutcome | ("began" | "done" | "passed" | "breach" | "paused" | "frozen" | "under way" | "unknown");

/** One thing that happened, as people and documents show it. */
export interface HistoryLine {
  /** ISO 8601. */
  readonly at: string;
  /** Null where nobody has written down who. */
  readonly by: string | null;
  readonly command: string | null;
  /** One plain sentence, without a full stop. */
  readonly what: string;
  readonly result: Result;
  /** The event as it was written; null for an update of Pulumi's. */
  readonly evidence: Readonly<Record<string, unknown>> | null;
  readonly update: StackUpdate | null;
}
