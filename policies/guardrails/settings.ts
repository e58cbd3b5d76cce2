import type { ResourceValidationPolicy } from "@pulumi/policy";
import { type Configuration, configurationSchema } from "./configuration";
import { message } from "./message";
import { teller } from "./report";
import { environmentOf, stackOf } from "./tier";

/** The policy that the whole pack is configured by. In every run it shows, on the stack, what is let pass. */
export function settings(configuration: Configuration): ResourceValidationPolicy {
  return {
    name: "guardrails",
    description: "The pack's own configuration: the tier of each environment, and exceptions that expire.",
    severity: "high",
    configSchema: configurationSchema,
    validateResource: (args, reportViolation) => {
      configuration.read(args.getConfig());
      if (args.type !== "pulumi:pulumi:Stack") return;
      const tell = teller(reportViolation);
      const { urn, name, type } = args;
      const { active, expired, malformed } = configuration.exceptions;
      for (const flaw of malformed) {
        tell({ urn, message: message(args, { ...flaw, change: "correct it in the pack's configuration" }) });
      }
      for (const { rule, resource, reason, expires } of expired) {
        const found = `exception of "${resource}" from ${rule}, expired on ${expires}: ${reason}`;
        const change = "keep the rule and drop the exception, or renew it with a reason that still holds";
        tell({ urn, message: message(args, { found, required: "no expired exception", change }) });
      }
      for (const { rule, resource, reason, expires } of active) {
        const text = `exception of "${resource}" from ${rule} until ${expires}: ${reason}`;
        tell({ urn, message: `${name} (${type}): ${text}`, enforcementLevel: "advisory" });
      }
      const stack = stackOf(urn);
      if (configuration.knownTier(stack) === undefined) {
        const found = `environment "${environmentOf(stack)}", of no known tier`;
        const change = `judged as prod until the pack's configuration names its tier in tiers`;
        const text = message(args, { found, required: "a tier: preview, dev, stage, prod", change });
        tell({ urn, message: text, enforcementLevel: "advisory" });
      }
    },
  };
}
