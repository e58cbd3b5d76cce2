import { described, isText, objects } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const cloudfrontHttps: ResourceRule = {
  name: "cloudfront-https",
  description: "Users reach a distribution over HTTPS only.",
  area: "CloudFront",
  severity: "high",
  mandatoryIn: everyTier,
  fsbp: ["CloudFront.3"],
  checkov: ["CKV_AWS_34"],
  types: ["aws:cloudfront/distribution:Distribution"],
  judge: ({ props }) =>
    [...objects(props.defaultCacheBehavior), ...objects(props.orderedCacheBehaviors)].map((behavior) => ({
      found: () => {
        const policy = behavior.viewerProtocolPolicy;
        if (policy === "redirect-to-https" || policy === "https-only") return undefined;
        const paths = isText(behavior.pathPattern) ? behavior.pathPattern : "every other path";
        return `${described("viewerProtocolPolicy", policy)} for ${paths}`;
      },
      required: "redirect-to-https or https-only",
      change: 'set viewerProtocolPolicy: "redirect-to-https"',
    })),
};
