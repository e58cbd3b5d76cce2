import { sameImages } from "../flow/approval";
import type { RolloutEvent } from "../rollout/evidence";

type Images = Readonly<Record<string, string>>;

/**
 * Whether these images are an older release than the one that is live: they were promoted before that one first was. A
 * release that was taken back and comes again is none.
 */
export function isGoingBack(events: readonly RolloutEvent[], images: Images, live: Images): boolean {
  const firstPromoted = (wanted: Images): number =>
    events.findIndex(
      (event) => event.kind === "promotion ended" && event.outcome === "promoted" && sameImages(event.images, wanted),
    );
  const [then, now] = [firstPromoted(images), firstPromoted(live)];
  return then !== -1 && now !== -1 && then < now;
}
