import { described, objects, valueAt } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const wafMetrics: ResourceRule = {
  name: "waf-metrics",
  description: "Firewalls count what each rule has stopped.",
  area: "WAF",
  severity: "medium",
  mandatoryIn: everyTier,
  fsbp: ["WAF.12"],
  types: ["aws:wafv2/webAcl:WebAcl"],
  judge: ({ props }) =>
    [{ name: undefined, visibilityConfig: props.visibilityConfig }, ...objects(props.rules)].map(
      ({ name, visibilityConfig }) => ({
        found: () => {
          const enabled = valueAt(visibilityConfig, "cloudwatchMetricsEnabled");
          const whose = name === undefined ? "" : ` of rule ${JSON.stringify(name)}`;
          return enabled === true
            ? undefined
            : `${described("visibilityConfig.cloudwatchMetricsEnabled", enabled)}${whose}`;
        },
        required: "cloudwatchMetricsEnabled true",
        change: "set visibilityConfig.cloudwatchMetricsEnabled: true",
      }),
    ),
};
