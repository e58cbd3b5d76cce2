import { changed, judges } from "./judging";
import type { Given } from "./pack";

const origin = {
  originId: "app",
  customOriginConfig: { originProtocolPolicy: "https-only", originSslProtocols: ["TLSv1.2"] },
};
const distribution: Given = {
  type: "aws:cloudfront/distribution:Distribution",
  protect: true,
  props: {
    defaultCacheBehavior: { viewerProtocolPolicy: "redirect-to-https" },
    loggingConfig: { bucket: "logs.s3.amazonaws.com" },
    webAclId: "arn:acl",
    viewerCertificate: { acmCertificateArn: "arn:certificate", minimumProtocolVersion: "TLSv1.2_2021" },
    origins: [origin],
  },
};
const inside: Given = {
  type: "aws:cloudfront/vpcOrigin:VpcOrigin",
  props: {
    vpcOriginEndpointConfig: {
      originProtocolPolicy: "https-only",
      originSslProtocols: { items: ["TLSv1.2"], quantity: 1 },
    },
  },
};

describe("policies/guardrails: CloudFront", () => {
  const start = 'required: the name of an object; set defaultRootObject: "index.html"';
  judges(
    "cloudfront-root-object",
    distribution,
    {
      "before a bucket": [
        { origins: [origin, { originId: "files", s3OriginConfig: {} }] },
        `found no defaultRootObject; ${start}`,
      ],
      "before a bucket that CloudFront logs in to": [
        { origins: [{ originId: "files", originAccessControlId: "E2" }] },
        `found no defaultRootObject; ${start}`,
      ],
      "an empty name": [
        { origins: [{ originId: "files", s3OriginConfig: {} }], defaultRootObject: "" },
        `found defaultRootObject ""; ${start}`,
      ],
    },
    {
      accepts: {
        "a bucket with one": { origins: [{ s3OriginConfig: {} }], defaultRootObject: "index.html" },
        "an origin of another kind": { origins: [{ ...origin, originAccessControlId: "" }] },
      },
    },
  );

  const https = 'required: redirect-to-https or https-only; set viewerProtocolPolicy: "redirect-to-https"';
  judges(
    "cloudfront-https",
    distribution,
    {
      "either way": [
        { defaultCacheBehavior: { viewerProtocolPolicy: "allow-all" } },
        `found viewerProtocolPolicy "allow-all" for every other path; ${https}`,
      ],
      "some paths": [
        { orderedCacheBehaviors: [{ pathPattern: "/files/*", viewerProtocolPolicy: "allow-all" }] },
        `found viewerProtocolPolicy "allow-all" for /files/*; ${https}`,
      ],
      "says nothing": [{ defaultCacheBehavior: {} }, `found no viewerProtocolPolicy for every other path; ${https}`],
    },
    { accepts: { "HTTPS only": { defaultCacheBehavior: { viewerProtocolPolicy: "https-only" } } } },
  );

  judges("cloudfront-logs", distribution, {
    "no logs": [
      { loggingConfig: undefined },
      "found no loggingConfig.bucket; required: a bucket for its logs; set loggingConfig: { bucket }",
    ],
  });

  const acl = "required: a web ACL of the scope CLOUDFRONT; set webAclId to its ARN";
  judges("cloudfront-firewall", distribution, {
    "no firewall": [{ webAclId: undefined }, `found no webAclId; ${acl}`],
    "an empty ARN": [{ webAclId: "" }, `found webAclId ""; ${acl}`],
  });

  const certificate =
    "found CloudFront's own certificate; required: a certificate of its own domain; set viewerCertificate.acmCertificateArn";
  judges(
    "cloudfront-certificate",
    distribution,
    {
      "CloudFront's": [
        { viewerCertificate: { cloudfrontDefaultCertificate: true, minimumProtocolVersion: "TLSv1.2_2021" } },
        certificate,
      ],
    },
    {
      accepts: {
        "one that IAM keeps": {
          viewerCertificate: { iamCertificateId: "ASCA", minimumProtocolVersion: "TLSv1.2_2021" },
        },
      },
    },
  );

  const tls = 'required: TLSv1.2_2021 or newer; set viewerCertificate.minimumProtocolVersion: "TLSv1.2_2021"';
  const since = (minimumProtocolVersion: string | undefined) => ({
    viewerCertificate: { acmCertificateArn: "arn:certificate", minimumProtocolVersion },
  });
  const path = "viewerCertificate.minimumProtocolVersion";
  judges(
    "cloudfront-tls-policy",
    distribution,
    {
      ...Object.fromEntries(
        ["TLSv1", "TLSv1.1_2016", "TLSv1.2_2018", "TLSv1.2_2019", "SSLv3 or TLSv1.2_2021"].map((version) => [
          version,
          [since(version), `found ${path} "${version}"; ${tls}`],
        ]),
      ),
      "says nothing": [since(undefined), `found no ${path}; ${tls}`],
    },
    { accepts: { "TLSv1.2_2025": since("TLSv1.2_2025"), "TLSv1.3_2025": since("TLSv1.3_2025") } },
  );
  judges("cloudfront-certificate", changed(distribution, since("TLSv1.2_2021")), {
    "an empty ARN": [
      { viewerCertificate: { acmCertificateArn: "", iamCertificateId: "", minimumProtocolVersion: "TLSv1.2_2021" } },
      certificate,
    ],
  });

  const asked = 'required: https-only; set originProtocolPolicy: "https-only"';
  const spoken = 'required: TLSv1.2 only; set originSslProtocols to ["TLSv1.2"]';
  const custom = (config: object) => ({
    origins: [{ ...origin, customOriginConfig: { ...origin.customOriginConfig, ...config } }],
  });
  judges(
    "cloudfront-origin-tls",
    distribution,
    {
      "as the user asks": [
        custom({ originProtocolPolicy: "match-viewer" }),
        `found originProtocolPolicy "match-viewer"; ${asked}`,
      ],
      "says nothing": [custom({ originProtocolPolicy: undefined }), `found no originProtocolPolicy; ${asked}`],
      "old protocols too": [
        custom({ originSslProtocols: ["TLSv1.1", "TLSv1.2"] }),
        `found originSslProtocols ["TLSv1.1","TLSv1.2"]; ${spoken}`,
      ],
    },
    {
      accepts: {
        "an origin of another kind": { origins: [{ originId: "app" }] },
        "no origins": { origins: undefined },
      },
    },
  );
  judges("cloudfront-origin-tls", inside, {
    "plain HTTP": [
      {
        vpcOriginEndpointConfig: { originProtocolPolicy: "http-only", originSslProtocols: { items: ["TLSv1.2"] } },
      },
      `found originProtocolPolicy "http-only"; ${asked}`,
    ],
    "old protocols too": [
      { vpcOriginEndpointConfig: { originProtocolPolicy: "https-only", originSslProtocols: { items: ["SSLv3"] } } },
      `found originSslProtocols {"items":["SSLv3"]}; ${spoken}`,
    ],
  });
});
