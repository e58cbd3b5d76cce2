import { refuse, type Decision, type Refusal } from "./decision";
import type { Weights } from "../release";
import { fitnessOf, keptAt, neededToReceive } from "./fitness";
import { judgeBake } from "./guard";
import type { Phase, Phases } from "./phases";
import type { Policy } from "./policy";
import { asRecorded, preflight } from "./preflight";
import { stepsBeyond, type ScheduleStep } from "./schedule";
import { highestShare, otherSlot, sameWeights, shareOf, showShares, showWeights, weightsOf } from "./shares";
import type { Forward } from "./standing";
import type { View } from "./view";

type ForwardPhase = Phase<Forward>;

/** How the rollout ends where it cannot go on and no request has been moved; the evidence says why. */
const fail = ({ started }: Forward, reason: string): Decision => ({
  do: "note",
  event: { kind: "rollout ended", rollout: started.rollout, outcome: "failed", reason },
  ends: { ending: "failed", says: `no request has been moved: ${reason}` },
});

const registering: ForwardPhase = ({ record: { migration } }, { started, migrated }, { migrates }) => {
  const { deploy, revision } = started;
  if (deploy === undefined || !migrates || migrated) return undefined;
  if (migration !== null && migration.revision > revision && migration.release === deploy.release) return undefined;
  return {
    do: "ask",
    asked: { kind: "migration", ...deploy },
    says: `the migration of ${deploy.release} is registered`,
  };
};

const migrating: ForwardPhase = (_, { started: { deploy, rollout, oneWay }, migrating, migrated }, { migrates }) => {
  if (deploy === undefined || !migrates || migrated) return undefined;
  const { release } = deploy;
  if (oneWay && !migrating) return { do: "note", event: { kind: "migrating", rollout, release } };
  return { do: "migrate", release, rollout, says: `the database is migrated for ${release}` };
};

/** Only a slot without requests is given a release. */
const deploying: ForwardPhase = (view, forward, { normal }) => {
  const { deploy, slot, revision } = forward.started;
  if (deploy === undefined || isDeployed()) return undefined;
  if (highestShare(view.live, slot) > 0) {
    return fail(forward, `${slot} has requests (${highestShare(view.live, slot)} %): its release cannot change`);
  }
  const minimum = above(normal, neededToReceive(view, slot, normal));
  return {
    do: "ask",
    asked: { kind: "slot", slot, capacity: "full", ...deploy, ...(minimum && { minimum }) },
    says: `${deploy.release} is deployed to ${slot}`,
  };

  /** An update that was cut short is done again, unless its tasks have failed to start. */
  function isDeployed(): boolean {
    const { release, complete, revision: deployed } = view.record.slots[slot];
    const failed = Object.values(view.slots[slot]).some(({ rollout }) => rollout === "failed");
    return deployed > revision && release === deploy?.release && (complete || failed);
  }
};

/** A slot gets its tasks before its first request, and before it is checked. */
const starting: ForwardPhase = (view, forward, policy) => {
  const { slot, deploy } = forward.started;
  const checked = deploy === undefined || forward.verified !== undefined;
  return checked && highestShare(view.live, slot) > 0 ? undefined : untilFit(view, forward, policy);
};

const checking: ForwardPhase = (_, forward) => {
  const { deploy, slot, rollout } = forward.started;
  if (deploy === undefined || forward.verified === true) return undefined;
  if (forward.verified === false) return fail(forward, `${slot} did not pass its checks`);
  return { do: "verify", slot, rollout, says: `${deploy.release} is checked in ${slot}, by its test route` };
};

/** The slot that has the requests must not shrink while they move: it may be needed again at once. */
const holding: ForwardPhase = (view, { started: { slot, steps } }) => {
  const live = otherSlot[slot];
  if (steps.length === 0 || shareOf(view.live, live) !== 100) return undefined;
  const { capacity, minimum } = view.record.slots[live];
  const services = Object.entries(view.slots[live]);
  if (capacity !== "full" || services.every(([service, { desired }]) => desired <= (minimum[service] ?? 0))) {
    return undefined;
  }
  const desired = Object.fromEntries(services.map(([service, one]) => [service, one.desired]));
  return {
    do: "ask",
    asked: { kind: "capacity", slot: live, capacity: "full", minimum: keptAt(view, live, desired) },
    says: `${live} is kept at its size while requests move`,
  };
};

/** An update that failed after its effect: what it has moved was this rollout's own step, and the record learns of it. */
const recording: ForwardPhase = ({ live, record }, { started: { slot, steps } }) => {
  const recorded = (service: string): Weights => record.weights[service] ?? { blue: 0, green: 0 };
  const different = Object.entries(live).filter(([service, weights]) => !sameWeights(weights, recorded(service)));
  const isOwn = ([service, weights]: (typeof different)[number]): boolean =>
    [stepsBeyond(steps, recorded(service)[slot])[0]?.share, highestShare(record.weights, slot)].includes(weights[slot]);
  if (different.length === 0 || !different.every(isOwn)) return undefined;
  return { do: "refresh", says: "live weights are read into the record" };
};

/** Requests move by the steps of the schedule, each of them watched. */
const shifting: ForwardPhase = (view, forward, policy) => {
  const { slot, steps } = forward.started;
  const last = steps.at(-1);
  if (last === undefined) return undefined;
  const share = shareOf(view.live, slot);
  if (highestShare(view.live, slot) < forward.reached) return refuse(takenBack(view, forward, policy));
  // Half of a flip: the services that lag behind follow, or all go back.
  if (share === undefined) return move(view, forward, policy, highestShare(view.live, slot));
  const watched = share > 0 ? watch(view, forward, policy, share) : undefined;
  if (watched !== undefined) return watched;
  const [next] = share === 0 && isEmpty(view, otherSlot[slot]) ? [last] : stepsBeyond(steps, share);
  if (next === undefined) {
    const refusal = asRecorded(view, slot, policy);
    return refusal && refuse(refusal);
  }
  // Nobody waits for a person with the guard asleep: what has requests already is watched until they may move on.
  if (view.standing.frozen !== undefined && view.bake !== undefined) {
    return { do: "watch", until: view.now, says: `${slot} at ${share} % is watched; frozen, so nothing moves on` };
  }
  return move(view, forward, policy, next.share);
};

/** A rollback whose evidence could not be written is not undone by who resumes what it took back. */
const takenBack = ({ live }: View, { started: { slot }, reached }: Forward, { stack }: Policy): Refusal => ({
  wrong: "somebody has taken requests back, and the evidence does not tell who",
  found: `${slot} had ${reached} %; now ${showShares(live)}`,
  allowed: "weights that this rollout has left",
  change: `npx promenade traffic abort --stack ${stack} --reason TEXT gives it up; traffic shift begins anew`,
});

/** What the step that the slot is at still asks for. */
function watch(view: View, forward: Forward, { limits, stack }: Policy, share: number): Decision | undefined {
  const { slot, rollout, steps } = forward.started;
  const weights = weightsOf(slot, share);
  const { noted } = view.standing;
  const isNoted = noted !== undefined && sameWeights(noted.weights, weights) && noted.revision >= view.record.moved;
  // The clock of a bake runs from when its weights were noted; anew when somebody takes a paused one up, or when
  // requests were elsewhere meanwhile.
  if (!isNoted || forward.paused !== undefined) {
    return { do: "note", event: { kind: "weights", rollout, weights, revision: view.record.revision } };
  }
  if (view.bake === undefined) return undefined;
  const verdict = judgeBake(view.bake, limits, view.now);
  switch (verdict.verdict) {
    case "advance":
      return undefined;
    case "breach":
      return { do: "note", event: { kind: "breach", rollout, slot, findings: [...verdict.findings] } };
    case "watch":
      return { do: "watch", until: verdict.until, says: watching(share, slot, steps, verdict.extended) };
    case "pause":
      return {
        do: "note",
        event: { kind: "paused", rollout, reason: verdict.reason },
        ends: {
          ending: "paused",
          says: `${verdict.reason}; unguarded from now on. Go on: npx promenade traffic resume --stack ${stack}`,
        },
      };
  }
}

const watching = (share: number, slot: string, steps: readonly ScheduleStep[], extended: boolean): string => {
  const [next] = stepsBeyond(steps, share);
  const then = next === undefined ? "then it is done" : `then ${next.share} %`;
  return `${slot} at ${share} % is watched${extended ? ", longer than planned: too few requests so far" : ""}; ${then}`;
};

/** More requests for the slot, if nothing stands against it and it has the tasks for them. */
function move(view: View, forward: Forward, policy: Policy, share: number): Decision {
  const { slot, rollout } = forward.started;
  const refusal = preflight(view, slot, policy);
  if (refusal !== undefined) return refuse(refusal);
  const weights = weightsOf(slot, share);
  return (
    untilFit(view, forward, policy) ?? {
      do: "ask",
      asked: { kind: "traffic", weights },
      says: `requests move: ${showWeights(weights)}`,
      note: { kind: "weights", rollout, weights, revision: view.record.revision + 1 },
    }
  );
}

/** What the slot still needs before it can take requests. */
function untilFit(view: View, forward: Forward, { normal, stack }: Policy): Decision | undefined {
  const { slot } = forward.started;
  const needed = neededToReceive(view, slot, normal);
  const fitness = fitnessOf(view, slot, needed);
  switch (fitness.state) {
    case "fit":
      return undefined;
    case "small":
      return {
        do: "ask",
        asked: { kind: "capacity", slot, capacity: "full", minimum: keptAt(view, slot, needed) },
        says: `${slot} is brought to the size of the slot that has the requests`,
      };
    case "starting":
      return {
        ...{ do: "wait", says: `${slot} starts`, found: fitness.found },
        change: `read the slot's log; then npx promenade traffic resume --stack ${stack}, or traffic abort`,
      };
    case "gone":
    case "failed":
      return highestShare(view.live, slot) > 0 ? refuse(unfit(fitness.found)) : fail(forward, fitness.found);
  }
}

const unfit = (found: string) => ({
  wrong: "the slot that is to get more requests is not well",
  found,
  allowed: "all of its tasks healthy on the release that was deployed",
  change: "npx promenade rollback, or mend what keeps its tasks down and resume",
});

/** Once it has all requests, the slot may scale in and out again. */
const releasing: ForwardPhase = (view, { started: { slot } }, { normal }) =>
  shareOf(view.live, slot) === 100 ? letGo(view, slot, normal) : undefined;

const ending: ForwardPhase = ({ live, record }, { started: { rollout, slot } }) => ({
  do: "note",
  event: { kind: "rollout ended", rollout, outcome: "finished" },
  ends: {
    ending: "done",
    says: `${record.slots[slot].release} is in ${slot}; ${showShares(live)}`,
  },
});

/** A release's way to all requests. */
export const forwardPhases: Phases<Forward> = {
  ...{ registering, migrating, deploying, starting, checking, holding, recording, shifting, releasing, ending },
};

/** Gives a slot that has all requests back to its autoscaling. */
export function letGo(view: View, slot: "blue" | "green", normal: Policy["normal"]): Decision | undefined {
  const { capacity, minimum } = view.record.slots[slot];
  if (capacity !== "full" || above(normal, minimum) === undefined) return undefined;
  return {
    do: "ask",
    asked: { kind: "capacity", slot, capacity: "full" },
    says: `${slot} scales by its load again`,
  };
}

/** Those of the tasks that are more than the tier's own least; undefined where none is. */
function above(normal: Policy["normal"], tasks: Policy["normal"]): Record<string, number> | undefined {
  const more = Object.entries(tasks).filter(([service, count]) => count > (normal[service] ?? 1));
  return more.length === 0 ? undefined : Object.fromEntries(more);
}

const isEmpty = ({ record }: View, slot: "blue" | "green"): boolean => {
  const { release, capacity } = record.slots[slot];
  return release === null || capacity === "none";
};
