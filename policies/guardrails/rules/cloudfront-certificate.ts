import { isText } from "../requirement";
import type { Properties, ResourceRule } from "../rule";
import { fromStage } from "../tier";

export const cloudfrontCertificate: ResourceRule = {
  name: "cloudfront-certificate",
  description: "Distributions show a certificate of the environment's own name.",
  area: "CloudFront",
  severity: "medium",
  mandatoryIn: fromStage,
  fsbp: ["CloudFront.7"],
  checkov: ["CKV2_AWS_42"],
  types: ["aws:cloudfront/distribution:Distribution"],
  judge: ({ props }) => [
    {
      found: () => {
        const { acmCertificateArn, iamCertificateId } = (props.viewerCertificate ?? {}) as Properties;
        return isText(acmCertificateArn) || isText(iamCertificateId) ? undefined : "CloudFront's own certificate";
      },
      required: "a certificate of its own domain",
      change: "set viewerCertificate.acmCertificateArn",
    },
  ],
};
