import type { PolicyConfigSchema } from "@pulumi/policy";
import { covers, type Exception, type Exceptions, readExceptions } from "./exceptions";
import { commonTiers, type Tier, tierOf, tiers } from "./tier";

/** What is configured once for the whole pack, under the name of the policy `guardrails`. */
export const configurationSchema: PolicyConfigSchema = {
  properties: {
    tiers: {
      type: "object",
      additionalProperties: { type: "string", enum: [...tiers] },
      default: {},
      description: "Tier by environment or stack, besides those that most flows have: dev, stage, prod, preview.",
    },
    exceptions: {
      type: "array",
      items: {
        type: "object",
        required: ["rule", "resource", "reason", "expires"],
        properties: {
          rule: { type: "string" },
          resource: { type: "string" },
          reason: { type: "string" },
          expires: { type: "string" },
        },
        additionalProperties: false,
      },
      default: [],
      description: "What may break a rule for a while: rule, resource (a name, or a pattern with *), reason, expires.",
    },
  },
};

interface Given {
  readonly tiers?: Readonly<Record<string, Tier>>;
  readonly exceptions?: readonly unknown[];
}

/**
 * The pack's configuration. A policy is told only its own, so the policy `guardrails`, which comes first for every
 * resource, hands on here what the rules have in common.
 */
export class Configuration {
  #tiers: Readonly<Record<string, Tier>> = commonTiers;
  #exceptions: Exceptions = { active: [], expired: [], malformed: [] };

  constructor(
    private readonly rules: ReadonlySet<string>,
    private readonly today = () => new Date().toISOString().slice(0, "YYYY-MM-DD".length),
  ) {}

  get exceptions(): Exceptions {
    return this.#exceptions;
  }

  read({ tiers: given = {}, exceptions = [] }: Given): void {
    this.#tiers = { ...commonTiers, ...given };
    this.#exceptions = readExceptions(exceptions, this.rules, this.today());
  }

  /** Undefined where nothing says. */
  knownTier(stack: string): Tier | undefined {
    return tierOf(stack, this.#tiers);
  }

  /** What nobody has named a tier for is judged most strictly. */
  tier(stack: string): Tier {
    return this.knownTier(stack) ?? "prod";
  }

  exception(rule: string, resource: string): Exception | undefined {
    return this.#exceptions.active.find((exception) => covers(exception, { rule, resource }));
  }
}
