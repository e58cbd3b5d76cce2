import { next, type Command } from "../../core/rollout";
import type { Decision, Ended, NewEvent } from "../../core/rollout/decision";
import type { Step } from "../../core/rollout/phases";
import type { Policy } from "../../core/rollout/policy";
import { commonWeights, sameWeights, showShares } from "../../core/rollout/shares";
import type { View } from "../../core/rollout/view";
import type { Request, Slot } from "../../core/release";
import { failed, refused } from "../failure";

/** What a rollout does to the world. Each step is whole or not done; a crash between two of them loses nothing. */
export interface RolloutPorts {
  /** What is there now. */
  look(): Promise<View>;
  /**
   * One update by Pulumi of what the request names; false, with nothing done, where somebody else's update came first
   * and the record has moved on. @throws Failure when it fails.
   */
  ask(request: Request): Promise<boolean>;
  /** Has the record read anew for the next look: while one waits, others may have updated the stack. */
  forget(): void;
  /** Reads the live weights into the record. */
  refresh(): Promise<void>;
  /** Adds to the evidence; durable when it returns. */
  note(event: NewEvent): Promise<void>;
  /** Migrates the database, and notes it. @throws Failure when the migration fails. */
  migrate(release: string, rollout: string): Promise<void>;
  /** Checks a slot by its test route, and notes the result. */
  verify(slot: Slot, rollout: string): Promise<void>;
  /** @throws Failure "refused" when somebody else drives by now. */
  keepLease(): Promise<void>;
  /** Waits a moment, until things may have changed. */
  pause(): Promise<void>;
  /** Tells what is done now. */
  tell(says: string): void;
  /** Shows how things stand while nothing is done. */
  show(view: View, says: string): void;
}

/** How long (ms) a slot may take to start, and how often the same may be asked for. */
export const patience = { start: 15 * 60_000, asks: 3 } as const;

/**
 * Does what a command wants, step by step, until it ends. Everything is looked at afresh before each step.
 * @param machine what decides on each step.
 * @throws Failure "refused" with the reason, before anything is changed by the step that is refused.
 */
export async function drive(
  ports: RolloutPorts,
  command: Command,
  policy: Policy,
  machine: typeof next = next,
): Promise<Ended> {
  let waiting: { readonly says: string; readonly since: number } | undefined;
  const asked = new Map<string, number>();
  for (;;) {
    const view = await ports.look();
    const step = machine(view, command, policy);
    const { decision } = step;
    await ports.keepLease();
    if (decision.do === "end") return decision;
    if (decision.do === "refuse") throw refusal(decision, policy);
    if (decision.do === "wait") {
      if (waiting?.says !== decision.says) {
        waiting = { says: decision.says, since: view.now };
        ports.tell(decision.says);
      }
      if (view.now - waiting.since > patience.start) throw tooLong(decision, policy);
      ports.show(view, decision.found);
      await ports.pause();
      ports.forget();
      continue;
    }
    waiting = undefined;
    if (decision.do === "watch") {
      ports.show(view, decision.says);
      await ports.pause();
      continue;
    }
    const once = JSON.stringify(decision.do === "ask" ? decision.asked : decision);
    const times = (asked.get(once) ?? 0) + 1;
    if (times > patience.asks) throw noEffect(step, policy);
    asked.set(once, times);
    await act(ports, decision, view, policy);
    if (decision.do === "note" && decision.ends !== undefined) return decision.ends;
  }
}

type Action = Exclude<Decision, { do: "end" | "refuse" | "wait" | "watch" }>;

async function act(ports: RolloutPorts, decision: Action, view: View, policy: Policy): Promise<void> {
  switch (decision.do) {
    case "ask": {
      ports.tell(decision.says);
      const request: Request = { ...decision.asked, revision: view.record.revision + 1 };
      if (!(await ports.ask(request))) return;
      if (request.kind === "traffic") await readBack(ports, request, policy);
      if (decision.note !== undefined) await ports.note(decision.note);
      return;
    }
    case "refresh":
      ports.tell(decision.says);
      return ports.refresh();
    case "note":
      return ports.note(decision.event);
    case "migrate":
      ports.tell(decision.says);
      return ports.migrate(decision.release, decision.rollout);
    case "verify":
      ports.tell(decision.says);
      return ports.verify(decision.slot, decision.rollout);
  }
}

/** Only what the load balancer says counts; it may take a moment to say it. */
async function readBack(
  ports: RolloutPorts,
  { weights }: Extract<Request, { kind: "traffic" }>,
  { stack }: Policy,
): Promise<void> {
  let { live } = await ports.look();
  const taken = (): boolean => {
    const common = commonWeights(live);
    return common !== undefined && sameWeights(common, weights);
  };
  for (let tries = 1; !taken() && tries < patience.asks; tries++) {
    await ports.pause();
    ({ live } = await ports.look());
  }
  if (taken()) return;
  throw failed({
    where: stack,
    wrong: "the load balancer does not have the weights that it was given",
    found: showShares(live),
    allowed: `blue ${weights.blue}, green ${weights.green}, for every service`,
    change: `npx promenade traffic show --stack ${stack}; traffic resume goes on, rollback takes it back`,
  });
}

const refusal = ({ wrong, found, allowed, change }: Extract<Decision, { do: "refuse" }>, { stack }: Policy) =>
  refused({ where: stack, wrong, found, allowed, change });

const tooLong = ({ says, found, change }: Extract<Decision, { do: "wait" }>, { stack }: Policy) =>
  failed({
    where: stack,
    wrong: `${says}, and has not come to an end within ${patience.start / 60_000} minutes; traffic is as it was`,
    found,
    allowed: "tasks that become healthy",
    change,
  });

const noEffect = ({ phase, decision }: Step, { stack }: Policy) =>
  failed({
    where: stack,
    wrong: "the same was done three times, and nothing came of it; traffic is as the last line says",
    found: `${phase}: ${"says" in decision ? decision.says : decision.do}`,
    allowed: "a change that shows in the cloud and in the record",
    change: `npx promenade status --stack ${stack} --drift`,
  });
