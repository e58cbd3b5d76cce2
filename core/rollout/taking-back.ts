import { sameImages } from "../flow/approval";
import type { Recorded } from "../record";
import { slots, type Release, type Weights } from "../release";
import type { RolloutEvent } from "./evidence";
import { standingOf } from "./standing";

/** One of an environment's stacks, as far as it matters for what is to be taken back. */
export interface Reached {
  readonly stack: string;
  readonly record: Pick<Recorded, "slots">;
  /** Live shares by service. */
  readonly weights: Readonly<Record<string, Weights>>;
  readonly events: readonly RolloutEvent[];
}

/** The release that came last into any of them, by promotion or by hand; undefined where none ever did. */
export function lastArrival(regions: readonly Pick<Reached, "events">[]): Release | undefined {
  return regions
    .flatMap(({ events }) => events)
    .flatMap((event) => (event.kind === "rollout started" && event.deploy ? [{ at: event.at, ...event.deploy }] : []))
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
    .at(-1);
}

/**
 * The stacks that a release has come to: some requests are its own, or it is on its way there. The others have what was
 * before it, and to roll those back would take them to something older still.
 */
export const reachedBy = ({ images }: Pick<Release, "images">, regions: readonly Reached[]): readonly string[] =>
  regions
    .filter(({ record, weights, events }) => {
      const { ongoing } = standingOf(events);
      const begun = ongoing?.direction === "forward" ? ongoing.started : undefined;
      const coming = begun && (begun.deploy ?? record.slots[begun.slot]).images;
      if (coming !== undefined && sameImages(coming, images)) return true;
      return slots.some(
        (slot) =>
          record.slots[slot].release !== null &&
          sameImages(record.slots[slot].images, images) &&
          Object.values(weights).some((shares) => shares[slot] > 0),
      );
    })
    .map(({ stack }) => stack);
