import type { Flow } from "../flow";
import type { Path } from "../flow/path-schema";
import { gateName } from "../github/delivery";

/**
 * GitHub's environments whose reviews of a run are approvals of a promotion: the target's gate, or its wave's. Where what
 * is promoted came through its source once more, approved by people who may approve this as well, that was for the same
 * images, and covers both (requirement 1, s4).
 */
export function approvingEnvironments({ environments }: Flow, path: Path, wave: string | undefined): readonly string[] {
  const place = wave === undefined ? path.to : `${path.to}-${wave}`;
  const onceMore = environments[path.from]?.sources.some(
    ({ artifact, approvals, reviewers }) =>
      artifact === path.from && approvals > 0 && reviewers.every((role) => path.reviewers.includes(role)),
  );
  return [gateName(place), place, ...(onceMore === true ? [gateName(path.from)] : [])];
}
