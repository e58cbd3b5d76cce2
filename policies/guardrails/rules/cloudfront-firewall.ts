import { present } from "../requirement";
import type { ResourceRule } from "../rule";
import { fromStage } from "../tier";

export const cloudfrontFirewall: ResourceRule = {
  name: "cloudfront-firewall",
  description: "Distributions have a firewall before them.",
  area: "CloudFront",
  severity: "high",
  mandatoryIn: fromStage,
  fsbp: ["CloudFront.6"],
  checkov: ["CKV_AWS_68"],
  types: ["aws:cloudfront/distribution:Distribution"],
  judge: (distribution) => [
    present(distribution, "webAclId", {
      required: "a web ACL of the scope CLOUDFRONT",
      change: "set webAclId to its ARN",
    }),
  ],
};
