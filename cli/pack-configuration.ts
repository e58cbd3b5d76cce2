import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Flow } from "../core/flow";
import { InvalidInput, show } from "../core/problem";

/** What packs are told, as they know nothing of the program that they judge. */
export interface Facts {
  readonly flow: Flow;
  /** A month of the stack, in USD. Only the rule on cost is told, once what there will be is known. */
  readonly cost?: { readonly estimate: number; readonly budget: number };
}

type RuleConfiguration = string | Readonly<Record<string, unknown>>;

/** By rule; a text is the rule's enforcement level. */
export type PackConfiguration = Readonly<Record<string, RuleConfiguration>>;

/** By pack; Pulumi refuses what is told a rule that the pack does not have. */
const told: Readonly<Record<string, (facts: Facts) => PackConfiguration>> = {
  naming: ({ flow }) => {
    const environments = Object.keys(tiersIn(flow));
    return Object.fromEntries(
      ["environment-name", "secret-scope", "vault-path", "physical-name"].map((rule) => [rule, { environments }]),
    );
  },
  // Not the tier that a stack file may choose: a prod that calls itself dev is still judged as prod.
  guardrails: ({ flow, cost }) => ({
    guardrails: { tiers: tiersIn(flow) },
    ...(cost && { [costRule.rule]: cost }),
  }),
};

/** The rule that judges a month's estimate. */
export const costRule = { pack: "guardrails", rule: "cost-within-budget" };

/** Both packs call a pull request's environment `preview`, whatever the flow calls it. */
const tiersIn = ({ environments }: Flow): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(environments).map(([name, { ephemeral, tier }]) => [ephemeral ? "preview" : name, tier]),
  );

/**
 * How a pack is configured: by what it is told, and by `policies/<pack>.config.json`, whose own word counts.
 * (Not `<pack>.json`: Node.js would take that for the pack when Pulumi starts the folder beside it.)
 * @throws InvalidInput when that file cannot be understood.
 */
export function packConfiguration(checkout: string, pack: string, facts: Facts): PackConfiguration {
  const own = readOwn(join(checkout, "policies", `${pack}.config.json`), `policies/${pack}.config.json`);
  return merged(told[pack]?.(facts) ?? {}, own) as PackConfiguration;
}

function readOwn(path: string, name: string): PackConfiguration {
  if (!existsSync(path)) return {};
  const text = readFileSync(path, "utf8");
  try {
    const own: unknown = JSON.parse(text);
    if (isRecord(own)) return own as PackConfiguration;
    throw malformed(name, show(own));
  } catch (error) {
    throw error instanceof SyntaxError ? malformed(name, error.message) : error;
  }
}

const malformed = (where: string, found: string): InvalidInput =>
  new InvalidInput([
    {
      where,
      wrong: "not a policy pack's configuration",
      found,
      allowed: '{ "<rule>": { "<property>": … } } in JSON; docs/policies.md lists rules and properties',
      change: "correct that file",
    },
  ]);

/** Maps are joined to their depth; anything else is replaced. */
function merged(one: unknown, other: unknown): unknown {
  if (!isRecord(one) || !isRecord(other)) return other;
  return Object.fromEntries(
    [...new Set([...Object.keys(one), ...Object.keys(other)])].map((key) => [
      key,
      key in one && key in other ? merged(one[key], other[key]) : (other[key] ?? one[key]),
    ]),
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
