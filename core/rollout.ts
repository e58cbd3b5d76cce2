import { slots, type Deployable, type Slot, type Weights } from "./release";
import { againstReturn, backPhases } from "./rollout/back";
import { refuse, type Decision, type NewEvent, type Refusal } from "./rollout/decision";
import { forwardPhases } from "./rollout/forward";
import { firstOf, type Step } from "./rollout/phases";
import type { Policy } from "./rollout/policy";
import { preflight, preflightBegin } from "./rollout/preflight";
import { retire } from "./rollout/retirement";
import { stepsBeyond, type Schedule } from "./rollout/schedule";
import {
  commonWeights,
  highestShare,
  isRecorded,
  otherSlot,
  sameWeights,
  shareOf,
  showShares,
  soleSlot,
} from "./rollout/shares";
import type { Ongoing } from "./rollout/standing";
import type { View } from "./rollout/view";

/** What somebody wants. `rollout` names what it begins, if it begins something. */
export type Command =
  | {
      readonly kind: "deploy";
      readonly rollout: string;
      readonly release: Deployable;
      /** Empty where traffic is not to move. */
      readonly steps: Schedule;
      readonly oneWay: boolean;
    }
  | { readonly kind: "shift"; readonly rollout: string; readonly steps: Schedule }
  | { readonly kind: "set"; readonly rollout: string; readonly weights: Weights }
  | { readonly kind: "resume" }
  | { readonly kind: "abort"; readonly rollout: string; readonly reason: string }
  | {
      readonly kind: "rollback";
      readonly rollout: string;
      readonly reason: string;
      readonly forced: boolean;
      /** Past Pulumi: the record learns of it afterwards. */
      readonly direct: boolean;
    }
  | { readonly kind: "retire" };

/**
 * The next thing to do for a command, from nothing but what is there: the record, the cloud, the evidence. A crash
 * between two steps therefore loses nothing: whoever asks next gets the same answer.
 */
export function next(view: View, command: Command, policy: Policy): Step {
  const { ongoing } = view.standing;
  switch (command.kind) {
    case "deploy":
    case "shift":
    case "set":
      if (ongoing?.started.rollout === command.rollout) return goOn(view, ongoing, policy);
      return { phase: "beginning", decision: begin(view, command, policy) };
    case "resume":
      return ongoing === undefined ? atRest(view, policy) : goOn(view, ongoing, policy);
    case "abort":
    case "rollback":
      return rollBack(view, command, policy);
    case "retire":
      return { phase: "retiring", decision: retire(view, policy) };
  }
}

/** Goes on with what has begun, whoever began it. */
function goOn(view: View, ongoing: Ongoing, policy: Policy, direct = false): Step {
  const { rollout } = ongoing.started;
  if (ongoing.direction === "back") {
    const { revision, to, reason, forced } = ongoing.started;
    return firstOf(backPhases, view, { rollout, revision, to, reason, forced, direct }, policy);
  }
  const { breach, started } = ongoing;
  if (breach !== undefined) {
    const reason = breach.findings
      .map(({ metric, found, allowed }) => `${metric} ${found}, allowed ${allowed}`)
      .join("; ");
    return firstOf(
      backPhases,
      view,
      { rollout, revision: undefined, to: otherSlot[started.slot], reason, forced: false, direct: false },
      policy,
    );
  }
  return firstOf(forwardPhases, view, ongoing, policy);
}

type Beginning = Extract<Command, { kind: "deploy" | "shift" | "set" }>;

/** Writes down what is meant before anything is changed; refused while something stands against its first step. */
function begin(view: View, command: Beginning, policy: Policy): Decision {
  const { ongoing } = view.standing;
  if (ongoing !== undefined) return refuse(underWay(ongoing, policy));
  const { record, live } = view;
  const { rollout } = command;
  const started = { kind: "rollout started", rollout, revision: record.revision } as const;
  if (command.kind === "deploy") {
    const { release: deploy, steps, oneWay } = command;
    const serving = soleSlot(live);
    if (serving === undefined) return refuse(bothServe(view, policy));
    const slot = otherSlot[serving];
    const refusal = preflightBegin(view, slot, policy);
    return refusal ? refuse(refusal) : note({ ...started, slot, deploy, steps: [...steps], oneWay });
  }
  const growing = command.kind === "set" ? growingSlots(view, command.weights) : [];
  if (growing.length > 1) return refuse(servicesDiffer(view, policy));
  const slot = command.kind === "set" ? growing[0] : receiving(view);
  const share = slot && (shareOf(live, slot) ?? 0);
  const wanted: Schedule = command.kind === "set" ? atOnce(command.weights, slot) : command.steps;
  if (slot === undefined || share === undefined || stepsBeyond(wanted, share).length === 0) {
    return { do: "end", ending: "nothing to do", says: `weights are what they should be: ${showShares(live)}` };
  }
  const refusal = missing(view, slot, policy) ?? preflight(view, slot, policy);
  return refusal ? refuse(refusal) : note({ ...started, slot, steps: [...stepsBeyond(wanted, share)], oneWay: false });
}

const note = (event: NewEvent): Decision => ({ do: "note", event });

const atOnce = (weights: Weights, slot: Slot | undefined): Schedule =>
  slot === undefined ? [] : [{ share: weights[slot], bakeSeconds: 0 }];

/** Slots whose share of some service is to grow: one of them, both where services differ, none where all have these weights. */
const growingSlots = ({ live }: View, weights: Weights): readonly Slot[] =>
  slots.filter((slot) => Object.values(live).some((one) => one[slot] < weights[slot]));

/** The slot that a shift is for: the one without requests, or the later release where both have some. */
function receiving({ live, record }: View): Slot {
  const serving = soleSlot(live);
  if (serving !== undefined) return otherSlot[serving];
  return record.slots.blue.revision > record.slots.green.revision ? "blue" : "green";
}

/** The slot that requests go back to: the earlier release, so that going back twice is going back once. */
function earlier({ live, record }: View): Slot {
  const [blue, green] = [record.slots.blue.revision, record.slots.green.revision];
  if (blue === green) return highestShare(live, "blue") > highestShare(live, "green") ? "green" : "blue";
  return blue < green ? "blue" : "green";
}

function rollBack(view: View, command: Extract<Command, { kind: "abort" | "rollback" }>, policy: Policy): Step {
  const { ongoing } = view.standing;
  const { rollout, reason } = command;
  const forced = command.kind === "rollback" && command.forced;
  const direct = command.kind === "rollback" && command.direct;
  // One that is under way goes on; an operator's choice takes its place.
  if (ongoing?.direction === "back" && (ongoing.started.rollout === rollout || !(forced || direct))) {
    return goOn(view, ongoing, policy, direct);
  }
  return { phase: "beginning", decision: decide() };

  function decide(): Decision {
    if (ongoing === undefined && command.kind === "abort") return { ...nothing, says: "no rollout is under way" };
    const to = targetOf(view);
    const { revision } = view.record;
    const there = soleSlot(view.live) === to;
    if (there && (ongoing === undefined || direct)) return atTarget(view, to, reason, direct);
    const refusal = there ? undefined : againstReturn(view, { rollout, revision, to, reason, forced, direct }, policy);
    if (refusal !== undefined) return refuse(refusal);
    return note({ kind: "rollback started", rollout, revision, from: otherSlot[to], to, reason, forced, direct });
  }
}

const targetOf = (view: View): Slot => {
  const { ongoing } = view.standing;
  if (ongoing === undefined) return earlier(view);
  return ongoing.direction === "back" ? ongoing.started.to : otherSlot[ongoing.started.slot];
};

/** Nothing is to be moved, and the record learns of weights that it does not know. */
function atTarget(view: View, to: Slot, reason: string, direct: boolean): Decision {
  const {
    record,
    standing: { ongoing },
  } = view;
  if (!isRecorded(view) && !direct) return { do: "refresh", says: "live weights are read into the record" };
  const says = `${to} has all requests, and runs the earlier release: ${record.slots[to].release ?? "none"}`;
  if (ongoing === undefined) return { ...nothing, says };
  const { rollout } = ongoing.started;
  const event = { kind: "rollout ended", rollout, outcome: "given up", reason } as const;
  return { do: "note", event, ends: { ending: "done", says: `given up before any request had moved: ${says}` } };
}

const nothing = { do: "end", ending: "nothing to do" } as const;

/** What `resume` does where nothing is under way. */
function atRest(view: View, policy: Policy): Step {
  return { phase: "at rest", decision: decide() };

  function decide(): Decision {
    const { live, standing } = view;
    const weights = commonWeights(live);
    if (weights === undefined) return refuse(servicesDiffer(view, policy));
    // A rollback past Pulumi that was cut short: the evidence says that these weights are meant.
    const meant = standing.noted !== undefined && sameWeights(standing.noted.weights, weights);
    if (meant && !isRecorded(view)) return { do: "refresh", says: "live weights are read into the record" };
    return { ...nothing, says: `no rollout is under way; ${showShares(live)}` };
  }
}

const servicesDiffer = ({ live }: View, { stack }: Policy): Refusal => ({
  wrong: "services differ in their weights, and nothing says which were meant",
  found: showShares(live),
  allowed: "one slot that gets more requests of every service that changes",
  change: `give one slot the most that a service has: npx promenade traffic set green=<percent> --stack ${stack}; or npx promenade rollback --stack ${stack}`,
});

const missing = ({ record }: View, slot: Slot, { stack }: Policy): Refusal | undefined => {
  const { release, capacity } = record.slots[slot];
  if (release !== null && capacity !== "none") return undefined;
  return {
    wrong: `${slot} has nothing that could answer a request`,
    found: release === null ? "no release" : `${release}, retired`,
    allowed: "a slot with a release and tasks",
    change: `npx promenade deploy --stack ${stack} --release … --image …`,
  };
};

function underWay({ direction, started }: Ongoing, { stack }: Policy): Refusal {
  const what = direction === "back" ? "a rollback" : "a rollout";
  return {
    wrong: `${what} is under way`,
    found: `${started.command}, by ${started.by}, since ${started.at}`,
    allowed: "one at a time",
    change: `npx promenade traffic resume --stack ${stack} goes on with it; traffic abort takes it back`,
  };
}

const bothServe = ({ live }: View, { stack }: Policy): Refusal => ({
  wrong: "both slots have requests: none is free for another release",
  found: showShares(live),
  allowed: "a slot without requests",
  change: `finish it (npx promenade traffic shift --stack ${stack}) or take it back (npx promenade rollback --stack ${stack})`,
});
