import type { Request, Slot } from "../release";
import type { RolloutEvent } from "./evidence";

type Without<T, Keys extends string> = T extends unknown ? Omit<T, Keys> : never;

/** What Pulumi is asked for; its revision is the record's + 1 at the moment it is asked. */
export type Asked = Without<Request, "revision">;

/** What is to be added to the evidence; when, by whom and by which command is known where it is written. */
export type NewEvent = Without<RolloutEvent, "at" | "by" | "command">;

/** How a command ends. */
export const endings = ["done", "nothing to do", "rolled back", "paused", "failed"] as const;
export type Ending = (typeof endings)[number];

export interface Ended {
  readonly ending: Ending;
  readonly says: string;
}

/** Why a command is refused; nothing has been changed by it then. */
export interface Refusal {
  readonly wrong: string;
  readonly found: string;
  readonly allowed: string;
  readonly change: string;
}

/** The one thing to do now. After it, everything is looked at again: nothing is remembered from step to step. */
export type Decision =
  /** An update by Pulumi of exactly what is asked for. `note` is written once it is there. */
  | { readonly do: "ask"; readonly asked: Asked; readonly says: string; readonly note?: NewEvent }
  /** Reads the live weights into the record. */
  | { readonly do: "refresh"; readonly says: string }
  /** `ends` where nothing is left to do once it is written. */
  | { readonly do: "note"; readonly event: NewEvent; readonly ends?: Ended }
  | { readonly do: "migrate"; readonly release: string; readonly rollout: string; readonly says: string }
  | { readonly do: "verify"; readonly slot: Slot; readonly rollout: string; readonly says: string }
  /** Looks again soon; who has waited too long ends with what was `found`, and with what is to be done then. */
  | { readonly do: "wait"; readonly says: string; readonly found: string; readonly change: string }
  /** Looks again soon, until then (Unix time, ms) at least. */
  | { readonly do: "watch"; readonly until: number; readonly says: string }
  | ({ readonly do: "end" } & Ended)
  | ({ readonly do: "refuse" } & Refusal);

export const refuse = (refusal: Refusal): Decision => ({ do: "refuse", ...refusal });
