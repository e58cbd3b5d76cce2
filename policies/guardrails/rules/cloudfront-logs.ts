import { present } from "../requirement";
import type { ResourceRule } from "../rule";
import { fromStage } from "../tier";

/** Logs that are delivered by aws:cloudwatch/logDelivery cannot be seen from the distribution, and take an exception. */
export const cloudfrontLogs: ResourceRule = {
  name: "cloudfront-logs",
  description: "Distributions record each request.",
  area: "CloudFront",
  severity: "medium",
  mandatoryIn: fromStage,
  fsbp: ["CloudFront.5"],
  checkov: ["CKV_AWS_86"],
  types: ["aws:cloudfront/distribution:Distribution"],
  judge: (distribution) => [
    present(distribution, "loggingConfig.bucket", {
      required: "a bucket for its logs",
      change: "set loggingConfig: { bucket }",
    }),
  ],
};
