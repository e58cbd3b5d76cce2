import {
  type PolicyConfigSchema,
  type ResourceValidation,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from "@pulumi/policy";
import { Configuration } from "./configuration";
import { report } from "./report";
import type { ResourceRule, Rule, StackRule } from "./rule";
import { settings } from "./settings";
import { stackOf, type Tier, tiers } from "./tier";

type Policy = ResourceValidationPolicy | StackValidationPolicy;

/** A policy a rule, after the one that has the configuration of the whole pack. `today` is YYYY-MM-DD. */
export function policies(rules: readonly Rule[], today?: () => string): Policy[] {
  const configuration = new Configuration(new Set(rules.map(({ name }) => name)), today);
  return [
    settings(configuration),
    ...rules.map((rule) => ("judge" in rule ? resourcePolicy(rule, configuration) : stackPolicy(rule, configuration))),
  ];
}

function resourcePolicy(rule: ResourceRule, configuration: Configuration): ResourceValidationPolicy {
  return {
    ...about(rule),
    validateResource: forTypes(rule.types, (args, reportViolation) => {
      const { type, name, props, urn, opts, provider } = args;
      const tier = configuration.tier(stackOf(urn));
      const { config, mandatoryIn } = configured(rule, args.getConfig());
      const resource = { type, name, props, tier, config, protect: opts.protect, provider: provider?.props };
      const judge = () => rule.judge(resource).map((requirement) => ({ ...requirement, member: args }));
      report(rule, judge, { tier, mandatoryIn, configuration, subject: args, reportViolation });
    }),
  };
}

function stackPolicy(rule: StackRule, configuration: Configuration): StackValidationPolicy {
  return {
    ...about(rule),
    validateStack: (args, reportViolation) => {
      const [first] = args.resources;
      if (first === undefined) return;
      const tier = configuration.tier(stackOf(first.urn));
      const { config, mandatoryIn } = configured(rule, args.getConfig());
      const judge = () => rule.judgeStack({ members: args.resources, tier, config });
      report(rule, judge, { tier, mandatoryIn, configuration, subject: first, reportViolation });
    },
  };
}

/** It says itself what it is about, so that whoever runs the pack need not ask it about the rest. */
function forTypes(types: readonly string[] | undefined, validate: ResourceValidation): ResourceValidation {
  if (types === undefined) return validate;
  const own: ResourceValidation = (args, reportViolation) =>
    types.includes(args.type) ? validate(args, reportViolation) : undefined;
  return Object.assign(own, { types });
}

function about(
  rule: Rule,
): Pick<ResourceValidationPolicy, "name" | "description" | "severity" | "tags" | "configSchema"> {
  const { name, description, severity, fsbp = [], checkov = [] } = rule;
  return {
    name,
    description,
    severity,
    tags: [...fsbp.map((id) => `FSBP ${id}`), ...checkov],
    configSchema: schemaOf(rule),
  };
}

function schemaOf({ mandatoryIn, config }: Rule): PolicyConfigSchema {
  return {
    properties: {
      mandatoryIn: {
        type: "array",
        items: { type: "string", enum: [...tiers] },
        default: [...mandatoryIn],
        description: "Tiers in which the rule stops an update; in the others it advises.",
      },
      ...config?.properties,
    },
  };
}

/** Pulumi fills in defaults property by property; what is told for one tier only keeps those of the others. */
function configured(rule: Rule, { mandatoryIn = rule.mandatoryIn, ...given }: Given) {
  const config = Object.entries(rule.config?.defaults ?? {}).map(([key, usual]: [string, unknown]) => {
    const own = given[key] ?? usual;
    return [key, isByTier(usual) ? { ...usual, ...(own as object) } : own];
  });
  return { mandatoryIn, config: { ...given, ...(Object.fromEntries(config) as object) } };
}

interface Given extends Readonly<Record<string, unknown>> {
  readonly mandatoryIn?: readonly Tier[];
}

const isByTier = (usual: unknown): usual is object => typeof usual === "object" && !Array.isArray(usual);
