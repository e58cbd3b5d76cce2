import { isText, property } from "../requirement";
import type { ResourceRule } from "../rule";
import { fromStage } from "../tier";

const strong = /^TLSv1\.(2_(2021|2025)|3_)/;

export const cloudfrontTlsPolicy: ResourceRule = {
  name: "cloudfront-tls-policy",
  description: "Distributions speak TLS 1.2 with strong ciphers, or newer.",
  area: "CloudFront",
  severity: "high",
  mandatoryIn: fromStage,
  fsbp: ["CloudFront.15"],
  checkov: ["CKV_AWS_174"],
  types: ["aws:cloudfront/distribution:Distribution"],
  judge: (distribution) => [
    property(distribution, "viewerCertificate.minimumProtocolVersion", {
      holds: (version) => isText(version) && strong.test(version),
      required: "TLSv1.2_2021 or newer",
      change: 'set viewerCertificate.minimumProtocolVersion: "TLSv1.2_2021"',
    }),
  ],
};
