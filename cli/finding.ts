/** Levels of harm, worst first, as packs give them. */
export const severities = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof severities)[number];

/** What a rule of a policy pack says of a resource. */
export interface Finding {
  readonly pack: string;
  readonly rule: string;
  /** `mandatory` stops, `advisory` does not. */
  readonly enforcement: string;
  /** `medium` where the pack gives none. */
  readonly severity: Severity;
  readonly kind: FindingKind;
  /** All of it, as the pack says it. */
  readonly message: string;
  readonly urn: string | null;
  /** Name of the resource; null for the stack as a whole. */
  readonly resource: string | null;
  readonly type: string | null;
  /** What the message says in its parts; null in one that has none of them. */
  readonly found: string | null;
  readonly required: string | null;
  readonly change: string | null;
  /** Reason and last day of the exception that lets it pass. */
  readonly excepted: { readonly until: string; readonly reason: string } | null;
}

/**
 * `broken` is a rule that is not kept, `failed` one that could not do its work, `pending` one that needs a value which
 * only `up` will know, and `note` what is shown in every run, such as an exception that holds.
 */
export type FindingKind = "broken" | "failed" | "pending" | "note";

/** What the engine tells of a finding. */
export interface PolicyEvent {
  readonly resourceUrn?: string;
  readonly message: string;
  readonly policyName: string;
  readonly policyPackName: string;
  readonly enforcementLevel: string;
  readonly severity?: string;
}

const kinds: readonly (readonly [RegExp, FindingKind])[] = [
  [/; to be judged at up$|^can't run policy .* during preview/i, "pending"],
  [/: rule "[^"]+" itself failed: /, "failed"],
  [/: exception of ".*" from \S+ until \d{4}-\d{2}-\d{2}: /, "note"],
];

/** The one line that the packs agree on: resource (type): found …; required: …; what to change; excepted until …: why. */
const line =
  /^\S+ \(\S+\): found (?<found>.+?); required: (?<required>.+?); (?<change>.+?)(?:; excepted until (?<until>\d{4}-\d{2}-\d{2}): (?<reason>.+))?$/s;

export function findingOf(event: PolicyEvent): Finding {
  const { policyPackName: pack, policyName: rule, enforcementLevel: enforcement, resourceUrn: urn = null } = event;
  const message = event.message.trim();
  const { found = null, required = null, change = null, until, reason } = line.exec(message)?.groups ?? {};
  return {
    ...{ pack, rule, enforcement },
    severity: severities.find((severity) => severity === event.severity) ?? "medium",
    kind: kinds.find(([pattern]) => pattern.test(message))?.[1] ?? "broken",
    ...{ message, urn },
    resource: urn?.split("::").at(-1) ?? null,
    type: urn?.split("::").at(-2)?.split("$").at(-1) ?? null,
    ...{ found, required, change },
    excepted: until === undefined || reason === undefined ? null : { until, reason },
  };
}

export const isMandatory = ({ enforcement }: Finding): boolean => enforcement === "mandatory";

/** Without what is only shown in every run. */
export const violationsIn = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ kind }) => kind !== "note");

/** Worst first; within that what stops before what advises, then by rule and resource. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const key = (one: Finding): string =>
    [severities.indexOf(one.severity), isMandatory(one) ? 0 : 1, one.pack, one.rule, one.resource, one.message].join(
      " ",
    );
  return [...findings].sort((one, other) => key(one).localeCompare(key(other)));
}
