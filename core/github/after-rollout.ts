import type { Revision } from "../notes/notes";
import type { Recorded } from "../record";
import type { Slot } from "../release";
import type { Command } from "../rollout";
import type { Ended } from "../rollout/decision";
import type { RolloutEvent } from "../rollout/evidence";
import { standingOf } from "../rollout/standing";
import { otherSlot, soleSlot } from "../rollout/shares";

/** A deployment as GitHub is told of it, which knows commits alone. */
export interface Deployed extends Revision {
  readonly commit: string;
  readonly state: "success" | "failure";
  readonly description: string;
  /** The same as when it began. */
  readonly key: string;
}

/** What a rollout's end changes of what GitHub shows. */
export interface Shown {
  /** In this order: the last one is what has all requests. */
  readonly deployments: readonly Deployed[];
  /** What has all requests now; undefined while they are shared. */
  readonly live: Revision | undefined;
  /** Set where a release has come in, with the one that was there before. */
  readonly arrived: { readonly next: Revision; readonly previous: Revision | undefined } | undefined;
  /** Releases whose commit nobody has written down. */
  readonly unknown: readonly string[];
}

const nothing: Shown = { deployments: [], live: undefined, arrived: undefined, unknown: [] };

/** Commands that bring a release to all requests. */
const forward: readonly Command["kind"][] = ["deploy", "shift", "resume"];

/** Whether requests are to come to another slot by it. */
export const movesRequests = (command: Command): boolean =>
  command.kind === "deploy" ? command.steps.length > 0 : command.kind !== "retire";

/** Whether anything can be otherwise after it. */
export const changesAnything = ({ ending }: Ended): boolean => ending !== "paused" && ending !== "nothing to do";

/**
 * What GitHub is to be told once a command has ended, by what the record says then.
 * @param rollout the last one that began; what goes back is a deployment of its own.
 */
export function shownAfter(command: Command, ended: Ended, record: Recorded, rollout: string): Shown {
  const { ending, says } = ended;
  const slot = soleSlot(record.weights);
  if (slot === undefined || !movesRequests(command) || !changesAnything(ended)) return nothing;
  const [live, other] = [revisionIn(record, slot), revisionIn(record, otherSlot[slot])];
  if (live === undefined) return nothing;
  const here = `${live.release} has all requests`;
  if (ending === "done" && (forward.includes(command.kind) || command.kind === "set")) {
    return {
      ...{ deployments: told(live, "success", here, rollout), live, unknown: withoutCommit(live) },
      arrived: command.kind === "set" ? undefined : { next: live, previous: other },
    };
  }
  return {
    deployments: [...told(other, "failure", says, rollout), ...told(live, "success", here, `${rollout}:back`)],
    ...{ live, arrived: undefined, unknown: withoutCommit(live, other) },
  };
}

const told = (
  revision: Revision | undefined,
  state: Deployed["state"],
  description: string,
  key: string,
): readonly Deployed[] =>
  revision?.commit === undefined
    ? []
    : [{ release: revision.release, commit: revision.commit, state, description, key }];

const withoutCommit = (...revisions: readonly (Revision | undefined)[]): readonly string[] =>
  revisions.flatMap((one) => (one === undefined || one.commit !== undefined ? [] : [one.release]));

/**
 * How the last rollout has ended, for whoever finds it over and GitHub not told; undefined where none ever began, and
 * while one is under way.
 */
export function lastEnd(events: readonly RolloutEvent[]): Ended | undefined {
  if (standingOf(events).ongoing !== undefined) return undefined;
  const last = events.findLast(({ kind }) => kind === "rollout started" || kind === "rollback started");
  if (last?.kind === "rollback started") return { ending: "rolled back", says: last.reason };
  const ended = events.findLast((event) => event.kind === "rollout ended");
  if (ended?.kind !== "rollout ended") return undefined;
  const { outcome, reason = outcome } = ended;
  return { ending: outcome === "finished" ? "done" : "rolled back", says: reason };
}

/** What a slot runs, by the record. */
export function revisionIn({ slots }: Recorded, slot: Slot): Revision | undefined {
  const { release, commit } = slots[slot];
  return release === null ? undefined : { release, ...(commit === null ? {} : { commit }) };
}

/** The tag that a release is published under: `v2.0.0` for 2.0.0. */
export const releaseTag = (release: string): string => (/^\d+\.\d+\.\d+/.test(release) ? `v${release}` : release);
