import { severities, type Finding, type FindingKind } from "./finding";

/** What a reader is told without asking for all of it. */
const fewest = 3;

/** By kind, in the order in which they are told. */
const headings = {
  failed: "rules failed themselves",
  broken: "advisory",
  pending: "to be judged at up, where values are known that a preview does not know",
  note: "noted",
} as const satisfies Record<FindingKind, string>;

/** What the packs have said of an operation that they let pass: counts, the first few of each kind, or all of them. */
export function policyLines(findings: readonly Finding[], packs: readonly string[], all: boolean): readonly string[] {
  const names = packs.join(", ") || "none";
  if (findings.length === 0) return [`${names}: passed`];
  const kinds = (Object.keys(headings) as FindingKind[]).map((kind) => ({
    kind,
    own: findings.filter((finding) => finding.kind === kind),
  }));
  return [
    `${names}: passed, with ${findings.length} ${findings.length === 1 ? "note" : "notes"}`,
    ...kinds.flatMap(({ kind, own }) =>
      own.length === 0 ? [] : [`${own.length} ${headings[kind]}${worst(own)}`, ...linesOf(own, kind, all)],
    ),
  ];
}

/** ` (2 high, 1 low)`, where that tells anything. */
function worst(findings: readonly Finding[]): string {
  if (findings[0]?.kind !== "broken") return "";
  return ` (${countsBySeverity(findings)})`;
}

export const countsBySeverity = (findings: readonly Finding[]): string =>
  severities
    .map((severity) => [findings.filter((finding) => finding.severity === severity).length, severity] as const)
    .filter(([count]) => count > 0)
    .map(([count, severity]) => `${count} ${severity}`)
    .join(", ");

/** What is still unknown is told by rule: the resources of one rule wait for much the same. */
function linesOf(findings: readonly Finding[], kind: FindingKind, all: boolean): readonly string[] {
  const lines = kind === "pending" && !all ? byRule(findings) : findings.map(lineOf);
  const shown = all ? lines : lines.slice(0, fewest);
  const more = lines.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more: --verbose, or --json`] : [])].map((text) => `  ${text}`);
}

const lineOf = ({ pack, rule, message }: Finding): string => `${pack}/${rule}: ${message.split("\n").join(" ")}`;

function byRule(findings: readonly Finding[]): readonly string[] {
  const rules = [...new Set(findings.map(({ pack, rule }) => `${pack}/${rule}`))];
  return rules
    .map((name) => ({ name, count: findings.filter(({ pack, rule }) => `${pack}/${rule}` === name).length }))
    .sort((one, other) => other.count - one.count)
    .map(({ name, count }) => `${name}: ${count} ${count === 1 ? "resource" : "resources"}`);
}
