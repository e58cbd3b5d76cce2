import type { Problem } from "../../problem";
import type { Draft, Part } from "../draft";
import type { Entry } from "../gate";
import type { Role } from "../role";

/** A way into an environment that asks for approvals. */
interface Asking {
  readonly where: string;
  readonly entry: Entry;
  /** The most that is ever asked for. */
  readonly most: number;
  /** Roles that may set it off. */
  readonly requesters: readonly string[];
}

/** Approvals that nobody can give. */
export function approvalProblems(draft: Draft): readonly Problem[] {
  return asking(draft).flatMap((one) => [
    ...critical(one),
    ...ownApproval(one),
    ...(one.most === 0 ? [] : tooFew(one, draft.roles.names, draft.roles.parts)),
  ]);
}

function asking({ environments, paths }: Draft): readonly Asking[] {
  const of = (where: string, entry: Entry, to: string): Asking => {
    const { regions = [], access } = environments.parts.find(({ name }) => name === to)?.value ?? {};
    const { approvals, criticalApprovals = 0 } = entry;
    const waves = regions.map((wave) => wave.approvals ?? 0);
    return { where, entry, most: Math.max(approvals, criticalApprovals, ...waves), requesters: access?.deploy ?? [] };
  };
  return [
    ...environments.parts.flatMap(({ where, name, value: { sources } }) =>
      // What another environment's images ask for stands with their path, waves included.
      sources.flatMap((source, at) => (source.approvals > 0 ? [of(`${where}.sources[${at}]`, source, name)] : [])),
    ),
    ...paths.parts.map(({ where, value }) => of(where, value, value.to)),
  ];
}

const critical = ({ where, entry: { approvals, criticalApprovals = approvals } }: Asking): readonly Problem[] =>
  criticalApprovals >= approvals
    ? []
    : [
        {
          where: `${where}.criticalApprovals`,
          wrong: "a critical release asks for fewer approvals than others",
          found: `${criticalApprovals}, others ${approvals}`,
          allowed: `at least ${approvals}`,
          change: "raise it, or leave it out",
        },
      ];

const ownApproval = ({ where, entry: { requesterMayApprove }, most }: Asking): readonly Problem[] =>
  !requesterMayApprove || most < 2
    ? []
    : [
        {
          where: `${where}.requesterMayApprove`,
          wrong: "who asks for a release does not approve it where two must agree",
          found: `true, with ${most} approvals`,
          allowed: "only where a single approval is asked",
          change: "remove it",
        },
      ];

function tooFew(
  { where, entry: { reviewers, requesterMayApprove }, most, requesters }: Asking,
  known: readonly string[],
  roles: readonly Part<Role>[],
): readonly Problem[] {
  // A role that is not there, or not readable, is told as such.
  if (reviewers.some((name) => roles.every((role) => role.name !== name))) return [];
  const able = roles.filter(({ name, value }) => reviewers.includes(name) && value.teams.length > 0);
  const people = peopleIn(able);
  // Somebody of them is the requester, where nobody else may ask.
  const excluded = !requesterMayApprove && requesters.every((role) => reviewers.includes(role));
  const needed = most + (excluded ? 1 : 0);
  if (people >= needed) return [];
  const of = excluded ? ", and whoever asks does not count" : "";
  return [
    {
      where: `${where}.reviewers`,
      wrong: "asks for more approvals than there are people to give them",
      found: `${people === 1 ? "1 person" : `${people} people`} in ${reviewers.join(", ") || "no role"}; ${most} must approve${of}`,
      allowed: `roles with teams, of ${needed} people at least; roles are ${known.join(", ") || "none"}`,
      change: "name more roles as reviewers, give them teams, or ask for fewer approvals",
    },
  ];
}

const peopleIn = (roles: readonly Part<Role>[]): number =>
  roles.reduce((sum, { value: { people = Infinity } }) => sum + people, 0);
