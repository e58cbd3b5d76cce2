import { countApprovals } from "../flow/approval";
import { showWindow } from "../flow/change-window";
import { gatesMissing, type Asked, type Dossier } from "../flow/gates";
import type { GateResult } from "./events";

/** A gate that a release has passed or not, and what is to be done about it then. */
export interface GateState extends GateResult {
  /** Undefined for one that is passed. */
  readonly change: string | undefined;
}

interface Told {
  readonly gate: string;
  readonly isAsked: (asked: Asked, dossier: Dossier) => boolean;
  /** What is told of it once it is passed. */
  readonly passed: (asked: Asked, dossier: Dossier) => string;
}

const gates: readonly Told[] = [
  {
    gate: "source",
    isAsked: (_, { source, goingBack }) => source !== undefined && goingBack !== true,
    passed: (_, { source }) => `${source?.name} is healthy`,
  },
  {
    gate: "verified",
    isAsked: (_, { source }) => source !== undefined,
    passed: (_, { source, request }) => `by ${source?.name}, since ${request.verifiedAt ?? "a while"}`,
  },
  {
    gate: "checks",
    isAsked: ({ entry: { gates } }) => gates.checks.length > 0,
    passed: ({ entry: { gates } }) => gates.checks.join(", "),
  },
  { gate: "scan", isAsked: ({ entry: { gates } }) => gates.scan, passed: () => "nothing found in these images" },
  { gate: "audit", isAsked: ({ entry: { gates } }) => gates.audit, passed: () => "no rule is broken" },
  {
    gate: "code review",
    isAsked: ({ entry: { gates } }) => gates.codeReviewers > 0,
    passed: (_, { codeReviewers }) => `approved by ${codeReviewers}`,
  },
  {
    gate: "tag",
    isAsked: ({ entry: { gates } }) => gates.tag !== undefined,
    passed: (_, { tags }) => tags.join(", "),
  },
  { gate: "freeze", isAsked: () => true, passed: () => "nothing is frozen" },
  {
    gate: "change window",
    isAsked: ({ entry: { gates } }) => gates.window !== undefined,
    passed: ({ entry: { gates } }) => `open ${gates.window === undefined ? "" : showWindow(gates.window)}`,
  },
  {
    gate: "change summary",
    isAsked: ({ entry: { gates } }, { goingBack, changeSummary }) =>
      gates.changeSummary || goingBack === true || changeSummary !== undefined,
    passed: (_, { changeSummary }) => changeSummary ?? "",
  },
  {
    gate: "change ticket",
    isAsked: ({ entry: { gates } }, { changeTicket }) => gates.changeTicket || changeTicket !== undefined,
    passed: (_, { changeTicket }) => changeTicket ?? "",
  },
  {
    gate: "rollback plan",
    isAsked: ({ entry: { gates } }, { rollbackPlan }) => gates.rollbackPlan || rollbackPlan !== undefined,
    passed: (_, { rollbackPlan }) => rollbackPlan ?? "",
  },
  {
    gate: "checklist",
    isAsked: ({ entry: { gates } }) => gates.checklist.length > 0,
    passed: (_, { attested }) => attested.map(({ item, by }) => `${item} (${by})`).join(", "),
  },
  {
    gate: "approvals",
    isAsked: ({ entry }, { request }) => countApprovals(entry, request, []).needed > 0,
    passed: ({ entry }, { request, approvals }) =>
      countApprovals(entry, request, approvals)
        .counted.map(({ by, role, at }) => `${by}${role === undefined ? "" : ` as ${role}`} at ${at}`)
        .join(", "),
  },
  {
    gate: "wait",
    isAsked: ({ entry }, { goingBack }) => entry.waitMinutes > 0 && goingBack !== true,
    passed: ({ entry }) => `${entry.waitMinutes} minutes are over`,
  },
];

/** Every gate that is asked for, in the order in which they are told; one line for each thing that is missing. */
export function gateStates(asked: Asked, dossier: Dossier): readonly GateState[] {
  const missing = gatesMissing(asked, dossier);
  return gates.flatMap(({ gate, isAsked, passed }): readonly GateState[] => {
    const lacking = missing.filter((one) => one.gate === gate);
    if (lacking.length > 0)
      return lacking.map(({ missing: found, change }) => ({ gate, passed: false, found, change }));
    return isAsked(asked, dossier) ? [{ gate, passed: true, found: passed(asked, dossier), change: undefined }] : [];
  });
}

/** Gates whose answer whoever asks for a release has to bring along: without them there is nothing to ask others for. */
export const isBrought = (gate: string): boolean => brought.has(gate);

const brought: ReadonlySet<string> = new Set([
  ...["source", "verified", "audit", "change summary", "change ticket", "rollback plan"],
]);

/** Whether a release may be asked for, though others still have to say yes to it. */
export const mayBeAskedFor = (states: readonly GateResult[]): boolean =>
  states.every(({ gate, passed }) => passed || !isBrought(gate));

/** Gates as the evidence keeps them. */
export const kept = (states: readonly GateState[]): GateResult[] =>
  states.map(({ gate, passed, found }) => ({ gate, passed, found }));
