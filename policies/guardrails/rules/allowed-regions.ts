import { described, isText, list } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

interface Config {
  readonly allowedRegions: readonly string[];
}

/**
 * Where CloudFront looks for its certificates and firewalls, with their keys and logs, and has its metrics, wherever the
 * environment is; an alarm tells topics of its own region only.
 */
const homeOfCloudFront = "us-east-1";
const servesCloudFront =
  /:(acm\/certificate|acm\/certificateValidation|cloudwatch\/logGroup|cloudwatch\/metricAlarm|kms\/alias|kms\/key|sns\/topic|sns\/topicPolicy|sns\/topicSubscription|wafv2\/\w+):/;

export const allowedRegions: ResourceRule<Config> = {
  name: "allowed-regions",
  description: "Data stays in the stack's region, or in those that are allowed.",
  area: "Cost and place",
  severity: "high",
  mandatoryIn: everyTier,
  config: {
    properties: {
      allowedRegions: {
        type: "array",
        items: { type: "string" },
        default: [],
        description: "Regions that resources may be in; none means the region of their provider.",
      },
    },
    defaults: { allowedRegions: [] },
  },
  types: undefined,
  judge: ({ type, props, provider, config }) => {
    if (!type.startsWith("aws:")) return [];
    const home = provider?.region;
    const allowed = config.allowedRegions.length > 0 ? config.allowedRegions : list(home).map(String);
    if (allowed.length === 0) return [];
    return [
      {
        found: () => {
          const region = props.region ?? home;
          if (!isText(region) || allowed.includes(region)) return undefined;
          return region === homeOfCloudFront && servesCloudFront.test(type) ? undefined : described("region", region);
        },
        required: allowed.join(", "),
        change: "leave region out, or allow it (promenade:allowedRegions)",
      },
    ];
  },
};
