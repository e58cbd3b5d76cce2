import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PolicyConfigSchema } from "@pulumi/policy";
import { format } from "prettier";
import { catalogue as guardrails } from "../policies/guardrails/catalogue";
import { configurationSchema } from "../policies/guardrails/configuration";
import { areas, type Rule } from "../policies/guardrails/rule";
import { type Tier, tiers } from "../policies/guardrails/tier";
import { catalogue as naming } from "../policies/naming/catalogue";

const file = join(__dirname, "policies.md");

const introduction = `<!-- Written by \`npm run docs:policies\` from the rules themselves. -->

# Policies

Two packs judge every preview and update, on a laptop, in a pull request and in CI. They know nothing of the program. A
violation says in one line which resource, what was found, what is required and what to change. How they are run and
configured: [naming](../policies/naming/README.md), [guardrails](../policies/guardrails/README.md).
`;

/** What `docs/policies.md` has to say; without arguments this file writes it. */
export function policiesPage(): Promise<string> {
  const page = [
    introduction,
    "## `naming`",
    "All are mandatory in every tier.",
    table(
      ["rule", "requires"],
      naming.map(({ name, description }) => [code(name), description]),
    ),
    configuration(naming.map(({ name, configSchema }) => ({ name, properties: configSchema?.properties ?? {} }))),
    "## `guardrails`",
    `${guardrails.length} rules. A rule stops an update in the tiers of its column and advises in the others that it is meant
     for; *meant for* is named where it is not every tier. One marked *stack* judges what stands between resources: it stops a
     preview, but an update without a preview has made its changes by then. FSBP: AWS Foundational Security Best Practices.`,
    ...areas.flatMap((area) => [`### ${area}`, ofArea(guardrails.filter((rule) => rule.area === area))]),
    "### Configuration",
    `Of every rule: \`mandatoryIn\`, the tiers in which it stops an update, and Pulumi's own \`enforcementLevel\`.`,
    configuration([
      { name: "guardrails", properties: configurationSchema.properties },
      ...guardrails.map(({ name, config }) => ({ name, properties: config?.properties ?? {} })),
    ]),
  ].join("\n\n");
  return format(page, { parser: "markdown", printWidth: 120 });
}

const ofArea = (rules: readonly Rule[]): string =>
  table(
    ["rule", "requires", "severity", "stops in", "FSBP", "Checkov"],
    rules.map((rule) => [
      code(rule.name) + ("judge" in rule ? "" : " _stack_"),
      rule.description + (rule.tiers === undefined ? "" : ` Meant for ${rule.tiers.join(", ")}.`),
      rule.severity,
      inTiers(rule.mandatoryIn),
      (rule.fsbp ?? []).join(", "),
      (rule.checkov ?? []).join(", "),
    ]),
  );

const inTiers = (mandatoryIn: readonly Tier[]): string => {
  if (mandatoryIn.length === 0) return "none";
  return mandatoryIn.length === tiers.length ? "all" : mandatoryIn.join(", ");
};

interface Configured {
  readonly name: string;
  readonly properties: PolicyConfigSchema["properties"];
}

const configuration = (policies: readonly Configured[]): string =>
  table(
    ["rule", "property", "default", "means"],
    policies.flatMap(({ name, properties }) =>
      Object.entries(properties).map(([property, schema]) => [
        code(name),
        code(property),
        schema.default === undefined ? "none" : code(JSON.stringify(schema.default)),
        schema.description ?? "",
      ]),
    ),
  );

const code = (text: string): string => `\`${text}\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replace(/[|<]/g, "\\$&")).join(" | ")} |`;
  return [line(head), line(head.map(() => "-")), ...rows.map(line)].join("\n");
}

if (require.main === module) void policiesPage().then((page) => writeFileSync(file, page));
