import { sameImages } from "../flow/approval";
import type { RolloutEvent } from "../rollout/evidence";

type Images = Readonly<Record<string, string>>;

/** What an environment's checks say of exactly these images. */
export interface VerifiedSince {
  readonly images: Images;
  readonly passed: boolean;
  /** ISO 8601: the first time that they passed since they failed last; undefined where they have not passed. */
  readonly since: string | undefined;
}

/**
 * Undefined where these images were never checked. A promotion of them that was taken back counts as checks that failed:
 * what was found then no check had seen.
 */
export function verifiedSince(events: readonly RolloutEvent[], images: Images): VerifiedSince | undefined {
  const checks = events.flatMap((event) => {
    if (!("images" in event) || !sameImages(event.images, images)) return [];
    if (event.kind === "verified") return [{ at: event.at, passed: event.passed }];
    return event.kind === "promotion ended" && event.outcome !== "promoted" ? [{ at: event.at, passed: false }] : [];
  });
  if (checks.length === 0) return undefined;
  const [first] = checks.slice(checks.findLastIndex(({ passed }) => !passed) + 1);
  return { images, passed: first !== undefined, since: first?.at };
}
