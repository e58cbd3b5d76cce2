import type { Attestation, Dossier } from "../flow/gates";
import { samePerson, type Approval } from "../flow/approval";
import type { RolloutEvent } from "../rollout/evidence";

/** What people have said of one promotion. */
export type Said = Pick<Dossier, "attested" | "approvals">;

/**
 * Approvals and attestations of a promotion.
 * @param run what approvals that were typed count as given to, for the local cloud has no workflow runs; undefined where they do not count.
 */
export function saidOf(events: readonly RolloutEvent[], promotion: string, run: string | undefined): Said {
  const attested: Attestation[] = [];
  const approvals: Approval[] = [];
  for (const event of events) {
    if (event.kind === "attested" && event.promotion === promotion) {
      const { item, by, role } = event;
      attested.push({ item, by, ...(role === undefined ? {} : { role }) });
    }
    if (event.kind === "approved" && event.promotion === promotion) {
      const { by, at, images, role, wave } = event;
      const given = event.run ?? run;
      approvals.push({
        ...{ by, at, images },
        ...(given === undefined ? {} : { run: given }),
        ...(role === undefined ? {} : { role }),
        ...(wave === undefined ? {} : { wave }),
      });
    }
  }
  return { attested, approvals };
}

/** What GitHub tells of a commit, and people vouch for in the local cloud, where there is no GitHub. */
export type CommitFacts = Pick<Dossier, "checks" | "codeReviewers" | "tags">;

/** What is attested in the place of each. */
export const vouching = {
  check: (context: string): string => `check ${context}`,
  codeReview: "code review",
  tag: (name: string): string => `tag ${name}`,
} as const;

/** Each check and tag by anybody's word; a code review by each person's who has not asked for the release. */
export function vouchedFacts(attested: readonly Attestation[], requester: string): CommitFacts {
  const named = (prefix: string): readonly string[] =>
    attested.flatMap(({ item }) => (item.startsWith(prefix) ? [item.slice(prefix.length)] : []));
  const reviewers = attested.filter(({ item, by }) => item === vouching.codeReview && !samePerson(by, requester));
  return {
    checks: Object.fromEntries(named(vouching.check("")).map((context) => [context, "passed" as const])),
    codeReviewers: new Set(reviewers.map(({ by }) => by.trim().toLowerCase())).size,
    tags: named(vouching.tag("")),
  };
}
