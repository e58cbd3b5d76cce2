import type { Problem } from "../core/problem";
import { Failure } from "./failure";
import { isMandatory, inOrder, type Finding } from "./finding";
import { brokenRule } from "./pack-failure";

/** A block a finding that stops; undefined where none does. A rule that failed itself refuses nothing: it fails. */
export function refusalOf(findings: readonly Finding[]): Failure | undefined {
  const stopping = inOrder(findings).filter(isMandatory);
  if (stopping.length === 0) return undefined;
  const kind = stopping.some((finding) => finding.kind === "failed") ? "failed" : "refused";
  return new Failure(kind, stopping.map(problemOf));
}

function problemOf({ pack, rule, kind, type, resource, found, required, change, message }: Finding): Problem {
  const said = message.split("\n").join(" ");
  if (kind === "failed") return brokenRule(pack, rule, said);
  const subject = resource === null ? "the stack as a whole" : `${resource} (${type})`;
  return {
    where: `${pack}/${rule}`,
    wrong: `a policy refuses ${subject}`,
    found: found ?? resource ?? "the stack as a whole",
    allowed: required ?? said,
    change: change ?? "correct the program or its settings as the rule says",
  };
}
