import { createHash } from "node:crypto";
import type { Log, ReportingDescriptor, Result } from "sarif";
import type { AuditReport } from "./audit-report";
import { isMandatory, violationsIn, type Finding, type Severity } from "./finding";
import type { RuleInfo } from "./ports/policy-pack";

/** Where GitHub's four words begin: https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning. */
const score: Readonly<Record<Severity, string>> = { critical: "9.5", high: "8.0", medium: "5.5", low: "2.0" };

/** SARIF 2.1.0. An exception is no alert: it stands with the result that it suppresses. Each stack is a category of its own, so that its results do not replace another one's. */
export function auditSarif({ stack, file, packs, findings }: AuditReport): Log {
  const rules = packs.flatMap((pack) => pack.rules.map((rule) => descriptor(pack.name, rule)));
  const names = rules.map(({ id }) => id);
  const seen = new Map<string, number>();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "promenade",
            rules,
            properties: { packs: packs.map(({ name, version }) => `${name} ${version}`) },
          },
        },
        automationDetails: { id: `promenade/${stack}/` },
        columnKind: "utf16CodeUnits",
        results: violationsIn(findings).map((finding) => {
          const fingerprint = fingerprintOf(finding);
          const occurrence = (seen.get(fingerprint) ?? 0) + 1;
          seen.set(fingerprint, occurrence);
          return {
            ...resultOf(finding, file, names.indexOf(idOf(finding.pack, finding.rule))),
            partialFingerprints: { primaryLocationLineHash: `${fingerprint}:${occurrence}` },
          };
        }),
      },
    ],
  };
}

function descriptor(pack: string, { name, description, severity, controls }: RuleInfo): ReportingDescriptor {
  const known = controls.length === 0 ? "" : ` Controls: ${controls.join(", ")}.`;
  return {
    id: idOf(pack, name),
    name,
    shortDescription: { text: description },
    fullDescription: { text: description },
    help: {
      text: `${description}${known} The message says what to change; docs/policies.md lists tiers, configuration and exceptions.`,
    },
    defaultConfiguration: { level: "error" },
    properties: { "security-severity": score[severity], precision: "very-high", tags: ["security", pack, ...controls] },
  };
}

function resultOf(finding: Finding, file: string, ruleIndex: number): Result {
  const { pack, rule, message, urn, resource, type, excepted } = finding;
  return {
    ruleId: idOf(pack, rule),
    ...(ruleIndex === -1 ? {} : { ruleIndex }),
    level: isMandatory(finding) ? "error" : "warning",
    message: { text: message },
    locations: [
      {
        // A resource has no line of its own: what decides on it is the stack's file.
        physicalLocation: { artifactLocation: { uri: file }, region: { startLine: 1 } },
        ...(urn === null || resource === null
          ? {}
          : { logicalLocations: [{ name: resource, fullyQualifiedName: urn, kind: type ?? "resource" }] }),
      },
    ],
    ...(excepted === null
      ? {}
      : {
          suppressions: [
            {
              kind: "external",
              status: "accepted",
              justification: `${excepted.reason} (until ${excepted.until})`,
            },
          ],
        }),
  };
}

/** Stays the same while the same rule asks the same of the same resource, whatever is found instead. */
const fingerprintOf = ({ pack, rule, urn, required, message }: Finding): string =>
  createHash("sha256")
    .update(JSON.stringify([pack, rule, urn, required ?? message]))
    .digest("hex")
    .slice(0, 16);

const idOf = (pack: string, rule: string): string => `${pack}/${rule}`;
