import type { PolicyConfigSchema, Severity } from "@pulumi/policy";
import type { Requirement } from "./requirement";
import type { Tier } from "./tier";

export const areas = [
  "RDS",
  "ELB",
  "ECS",
  "ElastiCache",
  "Secrets and keys",
  "CloudFront",
  "WAF",
  "Network",
  "Storage, messages, logs",
  "Access",
  "Rollout",
  "Cost and place",
] as const;

export type Properties = Readonly<Record<string, unknown>>;

interface About<Config extends object> {
  /** Also the name of the rule's file. */
  readonly name: string;
  /** What holds where the rule is kept, as a sentence. */
  readonly description: string;
  readonly area: (typeof areas)[number];
  readonly severity: Severity;
  /** Tiers that it is meant for; every one when absent. */
  readonly tiers?: readonly Tier[];
  /** Tiers in which it stops the update; in the others it advises. */
  readonly mandatoryIn: readonly Tier[];
  /** Controls of AWS Foundational Security Best Practices. */
  readonly fsbp?: readonly string[];
  readonly checkov?: readonly string[];
  /** What can be configured of it, and what holds otherwise. */
  readonly config?: { readonly properties: PolicyConfigSchema["properties"]; readonly defaults: Config };
}

/** A resource as a rule sees it, before it is created or changed. */
export interface Resource<Config extends object = object> {
  readonly type: string;
  readonly name: string;
  /** Inputs. Reading one that is unknown at preview throws. */
  readonly props: Properties;
  readonly protect: boolean;
  /** Configuration of its provider; undefined for components. */
  readonly provider: Properties | undefined;
  readonly tier: Tier;
  readonly config: Config;
}

/** Judges one resource by itself, and so prevents what it refuses. */
export interface ResourceRule<Config extends object = object> extends About<Config> {
  /** Types that it judges; undefined judges all. */
  readonly types: readonly string[] | undefined;
  judge(resource: Resource<Config>): readonly Requirement[];
}

/** A resource among the others of its stack, with outputs. */
export interface Member {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Outputs. Reading one that is unknown at preview throws. */
  readonly props: Properties;
  /** What each input was computed from. */
  readonly propertyDependencies: Readonly<Record<string, readonly Member[]>>;
}

export interface Stack<Config extends object = object> {
  readonly members: readonly Member[];
  readonly tier: Tier;
  readonly config: Config;
}

/** Whom a requirement is addressed to. */
export interface Addressed extends Requirement {
  readonly member: Pick<Member, "type" | "name" | "urn">;
}

/**
 * Judges what stands between resources. Pulumi asks it once all are known: a preview that it refuses stops there, but
 * an update without one has made its changes by then, and fails after the fact.
 */
export interface StackRule<Config extends object = object> extends About<Config> {
  judgeStack(stack: Stack<Config>): readonly Addressed[];
}

export type Rule = ResourceRule | StackRule;
