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
  #given: Given = {};

  constructor(
    private readonly rules: ReadonlySet<string>,
    private readonly today = () => new Date().toISOString().slice(0, "YYYY-MM-DD".length),
  ) {}

  read(given: Given): void {
    this.#given = given;
  }

  get exceptions(): Exceptions {
    return readExceptions(this.#given.exceptions ?? [], this.rules, this.today());
  }

  exception(rule: string, resource: string): Exception | undefined {
    return this.exceptions.active.find((exception) => covers(exception, { rule, resource }));
  }

  /** Undefined where nothing says. */
  knownTier(stack: string): Tier | undefined {
    return tierOf(stack, { ...commonTiers, ...this.#given.tiers });
  }

  /** What nobody has named a tier for is judged most strictly. */
  tier(stack: string): Tier {
    return this.knownTier(stack) ?? "prod";
  }
}
