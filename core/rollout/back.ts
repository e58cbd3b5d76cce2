import { refuse, type Refusal } from "./decision";
import type { Slot } from "../release";
import { fitnessOf, keptAt, neededToReturn } from "./fitness";
import { letGo } from "./forward";
import type { Phase, Phases } from "./phases";
import type { Policy } from "./policy";
import { schemaAllows } from "./preflight";
import { commonWeights, isRecorded, sameWeights, showWeights, soleSlot, weightsOf } from "./shares";
import type { View } from "./view";

/** Requests on their way back: by an operator's word, or because a guard has found a breach. */
export interface Return {
  readonly rollout: string;
  /** The record's revision when it was begun; undefined where whoever drove the rollout goes on. */
  readonly revision: number | undefined;
  readonly to: Slot;
  /** In one line, for the evidence. */
  readonly reason: string;
  /** The operator's choice where no slot is well. */
  readonly forced: boolean;
  /** Past Pulumi: the record learns of it afterwards. */
  readonly direct: boolean;
}

type BackPhase = Phase<Return>;

const isBack = ({ live }: View, { to }: Return): boolean => soleSlot(live) === to;

/** A breach alone sends nobody back to a release that cannot work on the schema: that is the operator's choice. */
const permitted: BackPhase = (view, subject, policy) => {
  const refusal = subject.forced || isBack(view, subject) ? undefined : schemaAllows(view, subject.to, policy);
  return refusal && refuse(refusal);
};

/** A standby is brought to its full size first. */
const enlarging: BackPhase = (view, subject, { normal, stack }) => {
  const { to } = subject;
  if (isBack(view, subject)) return undefined;
  const needed = neededToReturn(view, to, normal);
  const fitness = fitnessOf(view, to, needed);
  if (fitness.state === "gone") return refuse(gone(fitness.found, stack));
  if (fitness.state !== "small") return undefined;
  return {
    do: "ask",
    asked: { kind: "capacity", slot: to, capacity: "full", minimum: keptAt(view, to, needed) },
    says: `${to} is brought to full size`,
  };
};

const starting: BackPhase = (view, subject, { normal, stack }) => {
  const { to, forced } = subject;
  if (isBack(view, subject) || forced) return undefined;
  const fitness = fitnessOf(view, to, neededToReturn(view, to, normal));
  if (fitness.state === "fit") return undefined;
  const refusal = unwell(fitness.found, stack);
  if (fitness.state !== "starting") return refuse(refusal);
  return { do: "wait", says: `${to} starts, and has all requests then`, found: fitness.found, change: refusal.change };
};

/**
 * One change of the weights, even of those that are right already: whoever drove the rollout may be about to move them,
 * and is late by a revision then. Where live and record differ, the record learns of it first.
 */
const moving: BackPhase = (view, subject) => {
  const { to, rollout, reason } = subject;
  const { record } = view;
  if (!isRecorded(view) && !subject.direct) return { do: "refresh", says: "live weights are read into the record" };
  const moved = subject.direct || subject.revision === undefined || record.revision > subject.revision;
  if (isBack(view, subject) && moved) return undefined;
  const weights = weightsOf(to, 100);
  return {
    do: "ask",
    asked: { kind: "traffic", weights },
    says: `requests go back: ${showWeights(weights)}`,
    note: { kind: "weights", rollout, weights, revision: record.revision + 1, reason },
  };
};

const noting: BackPhase = ({ live, record, standing: { noted } }, { rollout, reason }) => {
  const weights = commonWeights(live);
  if (weights === undefined || (noted !== undefined && sameWeights(noted.weights, weights))) return undefined;
  return { do: "note", event: { kind: "weights", rollout, weights, revision: record.revision, reason } };
};

const releasing: BackPhase = (view, { to, direct }, { normal }) => (direct ? undefined : letGo(view, to, normal));

const ending: BackPhase = ({ record }, { rollout, to, reason }) => ({
  do: "note",
  event: { kind: "rollout ended", rollout, outcome: "rolled back", reason },
  ends: { ending: "rolled back", says: `all requests are back at ${record.slots[to].release} in ${to}: ${reason}` },
});

/** All requests' way back to a slot. */
export const backPhases: Phases<Return> = { permitted, enlarging, starting, moving, noting, releasing, ending };

/** Why a rollback must not begin; undefined where it may. */
export function againstReturn(view: View, subject: Return, policy: Policy): Refusal | undefined {
  const { to, forced, direct } = subject;
  const { release, capacity } = view.record.slots[to];
  if (release === null) return gone(`${to} has no release`, policy.stack);
  if (capacity === "none") return gone(`${to} is retired: ${release} has no tasks any more`, policy.stack);
  if (direct && capacity !== "full") return standby(policy.stack);
  return forced ? undefined : schemaAllows(view, to, policy);
}

const standby = (stack: string): Refusal => ({
  wrong: "the slot to go back to has to be brought to its full size first, and --direct touches rules only",
  found: "a standby",
  allowed: "a slot at full size",
  change: `npx promenade rollback --stack ${stack} --reason TEXT, once the state is free; or scale its services by hand`,
});

const gone = (found: string, stack: string): Refusal => ({
  wrong: "the slot to go back to is gone",
  found,
  allowed: "a slot that is kept: for 24 hours after its last request",
  change: `deploy the release before as a new one: npx promenade deploy --stack ${stack} --release … --image …`,
});

const unwell = (found: string, stack: string): Refusal => ({
  wrong: "the slot to go back to is not well either",
  found,
  allowed: "a slot whose tasks are healthy",
  change: `choose yourself: npx promenade rollback --stack ${stack} --force --reason TEXT moves all requests all the same`,
});
