import { setTimeout as sleep } from "node:timers/promises";
import type { Slot } from "../../core/release";
import type { NewEvent } from "../../core/rollout/decision";
import { standingOf } from "../../core/rollout/standing";
import type { View } from "../../core/rollout/view";
import { recordOf } from "../deployment";
import type { TrafficPort } from "../ports/traffic";
import type { RolloutDisplay } from "../rollout-display";
import type { RolloutPorts } from "./drive";
import { addressesOf, policyOf, type Environment } from "./environment";
import type { Journal } from "./journal";
import type { HeldLease } from "./lease";
import { migrateFor } from "./migration";
import type { Updates } from "./updates";
import { checkSlot } from "./verification";
import { measureBake } from "./watching";

/** How long (ms) things are left to change before they are looked at again. */
const pause = { sandbox: 300, aws: 5000 } as const;

/** How often (ms) the cloud is told that somebody watches; its alarm looks at minutes. */
const attending = 30_000;

export interface Means {
  readonly environment: Environment;
  readonly updates: Updates;
  readonly traffic: TrafficPort;
  readonly journal: Journal;
  readonly lease: HeldLease;
  readonly display: RolloutDisplay;
}

/** A rollout's hands: Pulumi for what is recorded, the cloud's API for what is seen, the evidence for what is meant. */
export function stackPorts({ environment, updates, traffic, journal, lease, display }: Means): RolloutPorts {
  const { context, cloud } = environment;
  const { limits } = policyOf(environment);
  let attended = 0;
  return {
    async look(): Promise<View> {
      const [deployment, seen, events] = await Promise.all([updates.deployment(), traffic.look(), journal.events()]);
      const now = Date.now();
      const record = recordOf(deployment);
      if (record === undefined) throw new Error("a stack with outputs has slots");
      const standing = standingOf(events);
      const bake = await measureBake(traffic, standing, seen, limits, now);
      return { now, record, ...seen, standing, ...(bake && { bake }) };
    },
    ask: (request) => updates.ask(request),
    forget: () => updates.forget(),
    refresh: () => updates.refresh(),
    note: (event: NewEvent) => journal.note(event),
    migrate: async (release, rollout) => {
      const deployment = await updates.deployment();
      const outputs = addressesOf(environment, deployment);
      await migrateFor(environment, { deployment, outputs, release, rollout }, journal);
    },
    verify: async (slot: Slot, rollout) => {
      const deployment = await updates.deployment();
      await checkSlot(
        environment,
        { deployment, outputs: addressesOf(environment, deployment), slot, rollout },
        journal,
      );
    },
    keepLease: () => lease.keep(),
    pause: () => sleep(pause[cloud]),
    tell: (says) => {
      display.done();
      context.output.say(`  ${says}`);
    },
    show: (view, says) => {
      display.show(view, says);
      if (view.now - attended < attending) return;
      attended = view.now;
      void traffic.attend();
    },
  };
}
