import { slots, type Request, type Slot } from "../../../core/release";
import { weightsOf } from "../../../core/rollout/shares";
import { Broken } from "./rules";
import { faults, type Happening } from "./script";
import { releaseOf, type World } from "./world";

/** Does what no command of rollouts does: faults, other people's hands, updates of the rest, time. */
export function happen(world: World, one: Happening): void {
  const { cloud } = world;
  if (one.happens === "time") return world.advance(one.minutes * 60_000);
  if (world.updating !== undefined && updates.includes(one.happens)) return;
  world.unbidden++;
  switch (one.happens) {
    case "fault":
      return cloud.setFault(one.slot, faults[one.which]);
    case "alarm":
      cloud.firing[one.slot] = one.on;
      return;
    case "blind":
      cloud.blind[one.to] = one.on;
      return;
    case "load":
      return cloud.setLoad(one.requests);
    case "orders":
      cloud.orders = one.value;
      return;
    case "store":
      world.storeAway = one.away;
      return;
    case "update fails":
      world.trouble = one;
      return;
    case "freeze":
      return freeze(world, one.on);
    case "weights by hand":
      // Whoever sets back what a failed update has moved leaves no trace of it.
      world.weightsSince = 0;
      return cloud.setWeights(one.service, weightsOf(one.slot, one.percent));
    case "tasks by hand":
      return cloud.setDesired(one.slot, one.service, one.count);
    case "traffic requested by hand":
      return update(world, { kind: "traffic", weights: weightsOf(one.slot, one.percent), revision: next(world) });
    case "capacity requested by hand":
      return update(world, { kind: "capacity", slot: one.slot, capacity: one.capacity, revision: next(world) });
    case "release requested by hand":
      return update(world, slotRequest(world, one.slot));
    case "plain up":
      return plainUp(world, one);
  }
}

/** What Pulumi refuses while the state is locked. */
const updates: readonly Happening["happens"][] = [
  "traffic requested by hand",
  "capacity requested by hand",
  "release requested by hand",
  "plain up",
];

/** Everything that was the matter is over; what was done by hand stays. */
export function calm(world: World): void {
  const { cloud } = world;
  world.unbidden++;
  for (const slot of slots) {
    cloud.setFault(slot, {});
    cloud.firing[slot] = false;
  }
  Object.assign(cloud.blind, { alarms: false, metrics: false });
  cloud.setLoad(100);
  cloud.orders = 20;
  world.storeAway = false;
  world.trouble = undefined;
  if (world.standing.frozen !== undefined) freeze(world, false);
}

function freeze(world: World, on: boolean): void {
  if (world.storeAway) return;
  const noted = { by: "somebody", command: "promenade freeze", at: new Date(world.now).toISOString() };
  world.append({ kind: on ? "frozen" : "unfrozen", ...noted, reason: "said so" });
}

const next = ({ stack }: World): number => stack.record.revision + 1;

const slotRequest = (world: World, slot: Slot): Request => ({
  ...{ kind: "slot", slot, capacity: "full", revision: next(world) },
  ...releaseOf(`by-hand-${next(world)}`),
});

/** `pulumi up` with that request, past everything that guards a rollout. */
function update({ stack, cloud }: World, request: Request): void {
  for (const { cloud: change, state, settled } of stack.update(request)) {
    change();
    for (let waited = 0; settled !== undefined && !settled() && waited < 60; waited++) cloud.advance(10_000);
    state();
  }
}

/** Whatever checkout it is of, and whatever lies in its stack file: neither weights nor slots move. */
function plainUp(world: World, { refresh, stale }: Extract<Happening, { happens: "plain up" }>): void {
  const { cloud, stack } = world;
  const before = JSON.stringify([cloud.rules, cloud.tasks]);
  if (refresh) stack.refresh("all");
  const left = {
    kind: "traffic",
    revision: stack.record.revision - (stale ?? 0),
    weights: weightsOf("green", 50),
  } as const;
  for (const effect of stack.update(stale === undefined ? undefined : left)) {
    effect.cloud();
    effect.state();
  }
  if (before !== JSON.stringify([cloud.rules, cloud.tasks])) throw new Broken("a plain up moves something");
}
