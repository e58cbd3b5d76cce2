import { isMandatory, violationsIn, type Finding } from "./finding";
import type { PackInfo } from "./ports/policy-pack";

/** What `audit --json` prints, and the other forms are made from. */
export interface AuditReport {
  readonly stack: string;
  readonly cloud: string;
  /** The stack file, as seen from the checkout. */
  readonly file: string;
  readonly packs: readonly PackInfo[];
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly counts: {
    readonly mandatory: number;
    readonly advisory: number;
    /** Shown in every run, such as exceptions. */
    readonly notes: number;
    readonly rules: number;
    /** Rules without a finding. */
    readonly silent: number;
  };
}

export function auditReport(given: Omit<AuditReport, "counts">): AuditReport {
  const { packs, findings } = given;
  const mandatory = findings.filter(isMandatory).length;
  const notes = findings.length - violationsIn(findings).length;
  const rules = packs.flatMap(({ name, rules }) => rules.map((rule) => ({ pack: name, rule: rule.name })));
  const silent = rules.filter(
    ({ pack, rule }) => !findings.some((finding) => finding.pack === pack && finding.rule === rule),
  );
  return {
    ...given,
    counts: {
      mandatory,
      advisory: findings.length - mandatory - notes,
      notes,
      rules: rules.length,
      silent: silent.length,
    },
  };
}
