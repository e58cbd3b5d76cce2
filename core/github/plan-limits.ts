import type { Delivery } from "./delivery";

/** What GitHub has for a repository, by who may see it and what is paid for (GitHub's plans, `docs/github.md`). */
export interface Offer {
  readonly environments: boolean;
  /** Required reviewers and wait timers. */
  readonly reviews: boolean;
  /** Protection of branches and tags. */
  readonly rulesets: boolean;
  /** What of a delivery it will not enforce. */
  readonly warnings: (wanted: Delivery) => readonly string[];
}

export function offers({ visibility, plan }: { readonly visibility: string; readonly plan: string }): Offer {
  const open = visibility === "public";
  const offered = { environments: open || plan !== "free", reviews: open || plan === "enterprise" };
  const rulesets = open || plan !== "free";
  const kind = `a ${visibility} repository of plan ${plan}`;
  return {
    ...offered,
    rulesets,
    warnings: ({ environments, protections }) => [
      ...environmentWarnings(environments, offered, kind),
      ...(protections.length === 0 || rulesets
        ? []
        : [
            `GitHub protects no branches and no tags for ${kind}: rules for ` +
              `${protections.map(({ refs }) => refs.join(", ")).join(", ")} are left out, and everybody who may push may change them`,
          ]),
    ],
  };
}

function environmentWarnings(
  wanted: Delivery["environments"],
  { environments, reviews }: Pick<Offer, "environments" | "reviews">,
  kind: string,
): readonly string[] {
  const guarded = wanted.filter(asksSomebody).map(({ name }) => name);
  if (wanted.length > 0 && !environments) {
    const names = wanted.map(({ name }) => name).join(", ");
    return [
      `GitHub has no environments for ${kind}: ${names} are left out, and nothing at GitHub guards them: ` +
        "workflows of any branch may say that they are one of them, and act for it in AWS",
    ];
  }
  if (guarded.length > 0 && !reviews) {
    const names = guarded.join(", ");
    return [`GitHub enforces no reviewers and no wait timers for ${kind}: ${names} will let everybody pass`];
  }
  return [];
}

const asksSomebody = ({ teams, users, waitMinutes }: Delivery["environments"][number]): boolean =>
  teams.length + users.length + waitMinutes > 0;

/** Without what GitHub would refuse. */
export const withheld = (wanted: Delivery, { environments, reviews, rulesets }: Offer): Delivery => ({
  ...wanted,
  protections: rulesets ? wanted.protections : [],
  environments: (environments ? wanted.environments : []).map((one) =>
    reviews ? one : { ...one, teams: [], users: [], waitMinutes: 0, preventSelfReview: false },
  ),
});
