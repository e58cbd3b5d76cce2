import type { Slot } from "../release";
import { otherSlot, shareOf } from "./shares";
import type { View } from "./view";

/** Tasks by service. */
export type Tasks = Readonly<Record<string, number>>;

/**
 * Whether a slot can take requests. `gone`: it has no release or no tasks; `small`: it is asked for fewer tasks than
 * needed; `starting`: they are on their way; `failed`: they will not come.
 */
export type Fitness =
  { readonly state: "fit" } | { readonly state: "gone" | "small" | "starting" | "failed"; readonly found: string };

/** Judges every service of a slot by the tasks that it needs. */
export function fitnessOf(view: View, slot: Slot, needed: Tasks): Fitness {
  const { release, capacity, definitions, minimum, complete } = view.record.slots[slot];
  if (release === null || capacity === "none") {
    return { state: "gone", found: release === null ? `${slot} has no release` : `${slot} is retired` };
  }
  if (!complete) return { state: "failed", found: `${slot}: the deploy of ${release} did not come to its end` };
  const each = Object.entries(needed).map(([service, tasks]): Fitness => {
    if (capacity !== "full" || (minimum[service] ?? 0) < tasks) {
      return { state: "small", found: `${slot}/${service} is kept at ${minimum[service] ?? 0}, ${tasks} are needed` };
    }
    const seen = view.slots[slot][service];
    if (seen === undefined) return { state: "starting", found: `${slot}/${service} is not there yet` };
    const { rollout, definition, healthy, desired } = seen;
    if (rollout === "failed") return { state: "failed", found: `${slot}/${service}: its deployment failed` };
    if (rollout === "in progress") {
      return {
        state: "starting",
        found: `${slot}/${service}: its deployment goes on, ${healthy} of ${desired} healthy`,
      };
    }
    if (definition !== definitions[service]) {
      return { state: "failed", found: `${slot}/${service} went back to ${definition}: the new tasks did not come up` };
    }
    if (healthy >= tasks) return { state: "fit" };
    return { state: "starting", found: `${slot}/${service}: ${healthy} of ${tasks} healthy` };
  });
  return (
    worst.map((state) => each.find((one) => one.state === state)).find((one) => one !== undefined) ?? { state: "fit" }
  );
}

const worst = ["gone", "failed", "small", "starting"] as const;

/** What a slot must have before it is given more requests: as many tasks as the slot that has them now. */
export function neededToReceive(view: View, slot: Slot, normal: Tasks): Tasks {
  const other = view.slots[otherSlot[slot]];
  const serving = shareOf(view.live, otherSlot[slot]) !== 0;
  return byService(view, (service) =>
    Math.max(
      1,
      (serving ? other[service]?.desired : undefined) ?? 0,
      serving && other[service] ? 0 : (normal[service] ?? 1),
    ),
  );
}

/**
 * What a slot must have before all requests go back to it. One that kept its full size carried them all a while ago; a
 * standby is brought to the size of the slot that it stands in for.
 */
export function neededToReturn(view: View, slot: Slot, normal: Tasks): Tasks {
  const { capacity, minimum } = view.record.slots[slot];
  return capacity === "full"
    ? byService(view, (service) => Math.max(1, minimum[service] ?? 0))
    : neededToReceive(view, slot, normal);
}

/** What is asked for so that a slot has at least so many tasks, and keeps what it was kept at. */
export const keptAt = (view: View, slot: Slot, needed: Tasks): Tasks =>
  byService(view, (service) => Math.max(needed[service] ?? 1, view.record.slots[slot].minimum[service] ?? 0));

const byService = (view: View, tasks: (service: string) => number): Tasks =>
  Object.fromEntries(Object.keys(view.record.weights).map((service) => [service, tasks(service)]));
