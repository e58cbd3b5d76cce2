import type { EnforcementLevel, ReportViolation } from "@pulumi/policy";
import type { Configuration } from "./configuration";
import { failure, message, pending } from "./message";
import type { Addressed, Member, Rule } from "./rule";
import { everyTier, type Tier } from "./tier";
import { type Verdict, verdictOn } from "./verdict";

interface Occasion {
  readonly tier: Tier;
  readonly mandatoryIn: readonly Tier[];
  readonly configuration: Configuration;
  /** What the rule was asked about. */
  readonly subject: Pick<Member, "type" | "name" | "urn">;
  readonly reportViolation: ReportViolation;
}

/** Tells Pulumi what a rule has found, at the level that it has in the stack's tier. */
export function report(rule: Rule, judge: () => readonly Addressed[], occasion: Occasion): void {
  const { tier, mandatoryIn, configuration, subject, reportViolation } = occasion;
  if (!(rule.tiers ?? everyTier).includes(tier)) return;
  const tell = teller(reportViolation);
  let verdict: Verdict<Addressed>;
  try {
    verdict = verdictOn(judge);
  } catch (error) {
    tell({ message: failure(subject, rule.name, error), urn: subject.urn, enforcementLevel: "mandatory" });
    return;
  }
  for (const { asked, violation } of verdict.violations) {
    const { name, urn } = asked.member;
    const text = message(asked.member, violation);
    const exception = configuration.exception(rule.name, name);
    if (exception !== undefined) {
      const { expires, reason } = exception;
      tell({ message: `${text}; excepted until ${expires}: ${reason}`, urn, enforcementLevel: "advisory" });
    } else if (mandatoryIn.includes(tier)) tell({ message: text, urn });
    else tell({ message: text, urn, enforcementLevel: "advisory" });
  }
  if (verdict.unknown.length > 0) {
    tell({ message: pending(subject, verdict.unknown), urn: subject.urn, enforcementLevel: "advisory" });
  }
}

/** Without a level it has the policy's: `mandatory`, unless the pack's configuration says otherwise. */
interface Finding {
  readonly message: string;
  readonly urn: string;
  readonly enforcementLevel?: EnforcementLevel;
}

/** The framework takes a finding with a level of its own, though it declares that of a text only (1.21, server.js). */
export const teller = (reportViolation: ReportViolation): ((finding: Finding) => void) =>
  reportViolation as unknown as (finding: Finding) => void;
