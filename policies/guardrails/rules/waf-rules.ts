import { list } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const wafRules: ResourceRule = {
  name: "waf-rules",
  description: "Firewalls check something.",
  area: "WAF",
  severity: "high",
  mandatoryIn: everyTier,
  fsbp: ["WAF.10"],
  checkov: ["CKV_AWS_175"],
  types: ["aws:wafv2/webAcl:WebAcl"],
  judge: ({ props }) => [
    {
      found: () => (list(props.rules).length > 0 ? undefined : "no rules"),
      required: "at least one rule",
      change: "add AWS's managed rule groups to rules",
    },
  ],
};
