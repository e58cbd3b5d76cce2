import { next, type Command } from "../../../core/rollout";
import type { Step } from "../../../core/rollout/phases";
import type { Policy } from "../../../core/rollout/policy";
import { otherSlot, weightsOf } from "../../../core/rollout/shares";
import type { Standing } from "../../../core/rollout/standing";
import type { View } from "../../../core/rollout/view";
import { slots, type Slot } from "../../../core/release";
import type { Planted } from "./stage";

/** A machine that believes something else than what is there. */
const believing = (change: (view: View, command: Command) => View): Planted => ({
  machine: (view, command, policy) => next(change(view, command), command, policy),
});

/** A machine that decides something else. */
const deciding = (change: (step: Step, view: View, command: Command, policy: Policy) => Step): Planted => ({
  machine: (view, command, policy) => change(next(view, command, policy), view, command, policy),
});

const withStanding = (view: View, change: Partial<Standing>): View => ({
  ...view,
  standing: { ...view.standing, ...change },
});

/** All of a slot's tasks are there, as it is believed. */
function manned(view: View, slot: Slot): View {
  const { definitions, minimum } = view.record.slots[slot];
  const tasks = Object.entries(definitions).map(([service, definition]) => {
    const desired = Math.max(9, minimum[service] ?? 0);
    return [service, { desired, healthy: desired, definition, rollout: "completed" as const }] as const;
  });
  const many = Object.fromEntries(Object.keys(definitions).map((service) => [service, 9]));
  const recorded = { ...view.record.slots[slot], minimum: many, capacity: "full" as const, complete: true };
  return {
    ...view,
    record: { ...view.record, slots: { ...view.record.slots, [slot]: recorded } },
    slots: { ...view.slots, [slot]: Object.fromEntries(tasks) },
  };
}

const quiet = { blue: [], green: [] } as const;

const bothManned = (view: View): View => slots.reduce(manned, view);

const ofForward = (view: View): Slot | undefined =>
  view.standing.ongoing?.direction === "forward" ? view.standing.ongoing.started.slot : undefined;

/** Bugs that the random test must find, each of which has hurt somebody somewhere. */
export const planted: Readonly<Record<string, Planted>> = {
  "weights move before there are tasks for them": believing((view) => {
    const slot = ofForward(view);
    return slot === undefined ? view : manned(view, slot);
  }),
  "requests go back to a slot that is a standby, or dead": believing((view, { kind }) =>
    kind === "rollback" ? bothManned(view) : view,
  ),
  "a receiver is sized by its own idle count": believing((view) => {
    const slot = ofForward(view);
    if (slot === undefined) return view;
    const other = Object.entries(view.slots[otherSlot[slot]]).map(([service, one]) => [
      service,
      { ...one, desired: 1 },
    ]);
    return { ...view, slots: { ...view.slots, [otherSlot[slot]]: Object.fromEntries(other) as View["slots"][Slot] } };
  }),
  "alarms that fire already are not looked at": believing((view) => ({ ...view, alarms: quiet })),
  "alarms that cannot be read count as quiet": believing((view) => ({
    ...view,
    alarms: { blue: list(view.alarms.blue), green: list(view.alarms.green) },
  })),
  "a bake is cut short": believing(({ bake, ...view }) =>
    bake === undefined ? view : { ...view, bake: { ...bake, step: { ...bake.step, bakeSeconds: 20 } } },
  ),
  "a step is not watched at all": believing(({ bake: _, ...view }) => view),
  "nothing is asked of the sample": {
    policy: (policy) => ({ ...policy, limits: { ...policy.limits, minimumRequests: 0 } }),
  },
  "a guard that tolerates a tenth of errors": {
    policy: (policy) => ({ ...policy, limits: { ...policy.limits, errorPercent: 10 } }),
  },
  "a guard that does not look at latency": {
    policy: (policy) => ({
      ...policy,
      limits: { ...policy.limits, p99Seconds: 60, objective: { errorPercent: 100, p99Seconds: 60 } },
    }),
  },
  "a guard that forgets the environment's own metrics": {
    policy: (policy) => ({ ...policy, limits: { ...policy.limits, metrics: [] } }),
  },
  "a schedule's steps are skipped": deciding((step) => {
    const { decision } = step;
    if (step.phase !== "shifting" || decision.do !== "ask" || decision.asked.kind !== "traffic") return step;
    const weights =
      decision.asked.weights.green > decision.asked.weights.blue ? weightsOf("green", 100) : decision.asked.weights;
    return { ...step, decision: { ...decision, asked: { kind: "traffic", weights } } };
  }),
  "a slot is retired after half an hour": believing((view, { kind }) =>
    kind === "retire" ? { ...view, now: view.now + 30 * 60_000 } : view,
  ),
  "a slot's time does not begin anew when it has requests": believing((view, { kind }) =>
    kind === "retire" ? withStanding(view, { idleSince: { blue: 0, green: 0 } }) : view,
  ),
  "the live slot may scale in before the shift has ended": deciding((step, view) => {
    const slot = ofForward(view);
    if (slot === undefined || step.phase !== "shifting" || step.decision.do !== "watch") return step;
    const live = otherSlot[slot];
    if (Object.values(view.record.slots[live].minimum).every((least) => least <= 2)) return step;
    return {
      phase: "releasing",
      decision: { do: "ask", asked: { kind: "capacity", slot: live, capacity: "full" }, says: "too early" },
    };
  }),
  "resume goes on after a breach": believing((view) => {
    const { ongoing } = view.standing;
    if (ongoing?.direction !== "forward") return view;
    return withStanding(view, { ongoing: { ...ongoing, breach: undefined } });
  }),
  "a breach ends the command, and nothing goes back": deciding((step) =>
    step.decision.do === "note" && step.decision.event.kind === "breach"
      ? { ...step, decision: { ...step.decision, ends: { ending: "rolled back", says: "it is broken" } } }
      : step,
  ),
  "a freeze stops nothing": believing((view) => withStanding(view, { frozen: undefined })),
  "a migration that cannot be gone back from is forgotten": believing((view) =>
    withStanding(view, { oneWay: undefined }),
  ),
  "a slot with requests is deployed to": believing((view, { kind }) =>
    kind === "deploy" || kind === "resume" ? { ...view, live: allAt(view, ofForward(view)) } : view,
  ),
  "half a flip counts as a whole one": believing((view) => {
    const [first] = Object.values(view.live);
    if (first === undefined) return view;
    return { ...view, live: Object.fromEntries(Object.keys(view.live).map((service) => [service, first])) };
  }),
  "the record is believed, not the load balancer": believing((view) => ({ ...view, live: view.record.weights })),
  "weights changed past Pulumi are moved on from": believing((view) => ({
    ...view,
    record: { ...view.record, weights: view.live },
  })),
  "a deploy that was cut short counts as done": believing((view) => ({
    ...view,
    record: {
      ...view.record,
      slots: {
        blue: { ...view.record.slots.blue, complete: true },
        green: { ...view.record.slots.green, complete: true },
      },
    },
  })),
  "the lease is not looked at again": { ports: (ports) => ({ ...ports, keepLease: () => Promise.resolve() }) },
  "a stale request is taken": { takesStale: true },
  "weights are not read back": {
    ports: (ports) => {
      let asked: View["live"] | undefined;
      return {
        ...ports,
        ask: async (request) => {
          if (request.kind === "traffic") asked = { app: request.weights, api: request.weights };
          return ports.ask(request);
        },
        look: async () => ({ ...(await ports.look()), ...(asked && { live: asked }) }),
      };
    },
  },
  "what is there is looked at once": {
    ports: (ports) => {
      let first: View | undefined;
      return {
        ...ports,
        look: async () => {
          const view = await ports.look();
          first ??= view;
          return { ...view, slots: first.slots, alarms: first.alarms };
        },
      };
    },
  },
};

const list = (alarms: View["alarms"][Slot]): readonly string[] => (alarms === "unreadable" ? [] : alarms);

/** As if the slot that a release is meant for had no requests. */
const allAt = ({ live }: View, slot: Slot | undefined): View["live"] =>
  slot === undefined
    ? live
    : Object.fromEntries(Object.keys(live).map((service) => [service, weightsOf(otherSlot[slot], 100)]));
