import { objects, valueAt } from "../requirement";
import type { Properties, ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const wafRateRule: ResourceRule = {
  name: "waf-rate-rule",
  description: "Firewalls stop who sends too many requests.",
  area: "WAF",
  severity: "medium",
  mandatoryIn: everyTier,
  types: ["aws:wafv2/webAcl:WebAcl"],
  judge: ({ props }) => [
    {
      found: () => (objects(props.rules).some(stopsTheFast) ? undefined : "no rule that blocks by rate"),
      required: "a rule with a rateBasedStatement and the action block",
      change: "add one to rules (promenade:edge.requestsPerAddress)",
    },
  ],
};

const stopsTheFast = (rule: Properties): boolean =>
  valueAt(rule, "statement.rateBasedStatement") !== undefined && valueAt(rule, "action.block") !== undefined;
