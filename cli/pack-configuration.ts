import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InvalidInput, show } from "../core/problem";
import { told, type Facts, type PackConfiguration } from "./pack-facts";

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
