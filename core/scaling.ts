import type { Capacity } from "./release";
import type { Instances } from "./tier-size";

/** Percent of a service's CPU that autoscaling aims at; what is left carries it until new tasks are up. */
export const cpuTarget = 60;

/** Seconds before another step: out as soon as new tasks can be healthy, in only when the load has settled. */
export const cooldowns = { out: 60, in: 300 } as const;

/**
 * Requests a minute that autoscaling keeps each task at: with the most tasks it may start, the service then carries
 * the planned load (requests a second).
 */
export const requestsPerTask = (plannedLoad: number, { max }: Instances): number => Math.ceil((plannedLoad * 60) / max);

/** What a release operation says of a slot's tasks. */
export interface Manning {
  readonly capacity: Capacity;
  /** Tasks below which no service of the slot may fall while traffic shifts; undefined leaves it to the tier. */
  readonly minimum: number | undefined;
}

/** Tasks of a service when its slot is given that capacity. */
export function tasksAt({ capacity, minimum = 0 }: Manning, { normal }: Instances): number {
  return { none: 0, one: 1, full: Math.max(normal, minimum) }[capacity];
}

/** Between which counts autoscaling may move the service; a slot that is not full does not move. */
export function boundsAt(manning: Manning, instances: Instances): { readonly min: number; readonly max: number } {
  const tasks = tasksAt(manning, instances);
  if (manning.capacity !== "full" || !instances.autoscaling) return { min: tasks, max: tasks };
  const min = Math.max(instances.min, manning.minimum ?? 0);
  return { min, max: Math.max(min, instances.max) };
}
