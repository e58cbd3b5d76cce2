import Table from "cli-table3";
import type { AuditReport } from "./audit-report";
import { isMandatory, severities, violationsIn, type Finding, type Severity } from "./finding";
import type { Output } from "./output";
import { countsBySeverity } from "./policy-summary";

const styles = { critical: ["bold", "red"], high: "red", medium: "yellow", low: "dim" } as const satisfies Record<
  Severity,
  Parameters<Output["paint"]>[0]
>;

/** A row a violation, worst severity first, then what is shown in every run, then counts. */
export function auditTable(report: AuditReport, output: Output): string {
  const { stack, packs, findings } = report;
  const notes = findings.filter(({ kind }) => kind === "note");
  const violations = violationsIn(findings);
  const by = packs
    .map(({ name, version, rules }) => `${name} ${version} (${rules.length} ${rules.length === 1 ? "rule" : "rules"})`)
    .join(" and ");
  return [
    `${output.paint("bold", stack)}, as deployed, by ${by || "no policy pack"}`,
    ...(violations.length === 0 ? [] : ["", table(violations, output)]),
    ...(notes.length === 0
      ? []
      : ["", ...notes.map(({ rule, message }) => `${output.paint("cyan", rule)}  ${message}`)]),
    "",
    conclusion(report, violations, output),
  ].join("\n");
}

function table(violations: readonly Finding[], output: Output): string {
  const longest = (of: (finding: Finding) => string): number => Math.max(...violations.map((one) => of(one).length));
  const { columns } = output.narration;
  const others =
    2 * "| mandatory ".length + longest(({ rule }) => rule) + longest(({ resource }) => resource ?? "") + 6;
  const rows = new Table({
    // On a terminal the last column takes what the others leave; elsewhere nothing is broken up.
    ...(columns === undefined
      ? {}
      : { colWidths: [null, null, null, null, Math.max(40, columns - others - 2)], wordWrap: true }),
    head: ["severity", "level", "rule", "resource", "found, required, what to change"].map((title) =>
      output.paint("bold", title),
    ),
    style: { head: [], border: [], compact: true },
  });
  for (const severity of severities) {
    const own = violations.filter((finding) => finding.severity === severity);
    own.forEach((finding, index) => {
      rows.push([
        index === 0 ? output.paint(styles[severity], severity) : "",
        isMandatory(finding) ? output.paint("red", "mandatory") : "advisory",
        finding.rule,
        finding.resource ?? "",
        saying(finding),
      ]);
    });
  }
  return rows.toString();
}

/** A line each; a message of another form as it is. */
function saying({ found, required, change, excepted, message }: Finding): string {
  if (found === null || required === null || change === null) return message;
  return [
    `found ${found}`,
    `required: ${required}`,
    excepted === null ? change : `excepted until ${excepted.until}: ${excepted.reason}`,
  ].join("\n");
}

function conclusion({ counts }: AuditReport, violations: readonly Finding[], output: Output): string {
  const { mandatory, advisory, rules, silent } = counts;
  if (violations.length === 0) return output.paint("green", `nothing to say: all ${rules} rules are kept`);
  const found = [
    ...(mandatory > 0 ? [output.paint(["bold", "red"], `${mandatory} mandatory`)] : ["none mandatory"]),
    `${advisory} advisory`,
  ].join(", ");
  return `${found} (${countsBySeverity(violations)}); ${silent} of ${rules} rules have nothing to say`;
}
