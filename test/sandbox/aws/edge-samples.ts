import type { Properties } from "../../../sandbox/cloud";
import { zoneIdOf } from "../../../sandbox/aws/route53";
import type { Sample } from "./environment";

export const zoneId = zoneIdOf("promenade.example");

/** The policy by which CloudFront caches nothing. */
const cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";

const visible = (metricName: string) => ({
  cloudwatchMetricsEnabled: true,
  metricName,
  sampledRequestsEnabled: true,
});

export const rateRule = {
  name: "rate",
  priority: 1,
  action: { block: {} },
  statement: { rateBasedStatement: { aggregateKeyType: "IP", limit: 2000, evaluationWindowSec: 300 } },
  visibilityConfig: visible("rate"),
};

export const managedRule = {
  name: "common",
  priority: 2,
  overrideAction: { none: {} },
  statement: { managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesCommonRuleSet" } },
  visibilityConfig: visible("common"),
};

const certificate = (region?: string): Properties => ({
  domainName: "stage.promenade.example",
  subjectAlternativeNames: ["*.stage.promenade.example"],
  validationMethod: "DNS",
  ...(region && { region }),
});

const webAcl = (name: string, scope: string, more: Properties = {}): Properties => ({
  name,
  scope,
  defaultAction: { allow: {} },
  visibilityConfig: visible(name),
  rules: [rateRule, managedRule],
  ...more,
});

/** A domain, a firewall and a CDN for what `environment.ts` makes. */
export const EDGE_SAMPLES: readonly Sample[] = [
  ["certificate", "aws:acm/certificate:Certificate", () => certificate()],
  [
    "proof",
    "aws:route53/record:Record",
    (made) => {
      const [option] = made("certificate").outputs["domainValidationOptions"] as Record<string, string>[];
      return {
        zoneId,
        name: option?.["resourceRecordName"],
        type: option?.["resourceRecordType"],
        ttl: 300,
        records: [option?.["resourceRecordValue"]],
      };
    },
  ],
  [
    "validation",
    "aws:acm/certificateValidation:CertificateValidation",
    (made) => ({ certificateArn: made("certificate").id, validationRecordFqdns: [made("proof").outputs["fqdn"]] }),
  ],
  ["viewers' certificate", "aws:acm/certificate:Certificate", () => certificate("us-east-1")],
  [
    "secure listener",
    "aws:lb/listener:Listener",
    (made) => ({
      loadBalancerArn: made("balancer").id,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      certificateArn: made("certificate").id,
      defaultActions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "503" } }],
    }),
  ],
  ["web acl", "aws:wafv2/webAcl:WebAcl", () => webAcl("stage", "REGIONAL")],
  [
    "web acl of balancer",
    "aws:wafv2/webAclAssociation:WebAclAssociation",
    (made) => ({ webAclArn: made("web acl").outputs["arn"], resourceArn: made("balancer").id }),
  ],
  ["firewall logs", "aws:cloudwatch/logGroup:LogGroup", () => ({ name: "aws-waf-logs-stage", retentionInDays: 30 })],
  [
    "firewall logging",
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    (made) => ({
      resourceArn: made("web acl").outputs["arn"],
      logDestinationConfigs: [made("firewall logs").outputs["arn"]],
      redactedFields: [{ singleHeader: { name: "authorization" } }],
    }),
  ],
  ["viewers' web acl", "aws:wafv2/webAcl:WebAcl", () => webAcl("prod", "CLOUDFRONT", { region: "us-east-1" })],
  [
    "internal balancer",
    "aws:lb/loadBalancer:LoadBalancer",
    (made) => ({
      name: "prod-web",
      internal: true,
      subnets: [made("a").id, made("b").id],
      securityGroups: [made("web").id],
    }),
  ],
  [
    "origin",
    "aws:cloudfront/vpcOrigin:VpcOrigin",
    (made) => ({
      vpcOriginEndpointConfig: {
        name: "prod-web",
        arn: made("internal balancer").id,
        httpPort: 80,
        httpsPort: 443,
        originProtocolPolicy: "https-only",
        originSslProtocols: { items: ["TLSv1.2"], quantity: 1 },
      },
    }),
  ],
  [
    "distribution",
    "aws:cloudfront/distribution:Distribution",
    (made) => ({
      enabled: true,
      aliases: ["stage.promenade.example"],
      origins: [
        {
          originId: "web",
          domainName: made("internal balancer").outputs["dnsName"],
          vpcOriginConfig: { vpcOriginId: made("origin").id },
        },
      ],
      defaultCacheBehavior: {
        targetOriginId: "web",
        allowedMethods: ["GET", "HEAD"],
        cachedMethods: ["GET", "HEAD"],
        viewerProtocolPolicy: "redirect-to-https",
        cachePolicyId: cachingDisabled,
      },
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: {
        acmCertificateArn: made("viewers' certificate").id,
        sslSupportMethod: "sni-only",
        minimumProtocolVersion: "TLSv1.2_2021",
      },
      webAclId: made("viewers' web acl").outputs["arn"],
    }),
  ],
  [
    "record",
    "aws:route53/record:Record",
    (made) => ({
      zoneId,
      name: "stage.promenade.example",
      type: "A",
      aliases: [
        {
          name: made("distribution").outputs["domainName"],
          zoneId: made("distribution").outputs["hostedZoneId"],
          evaluateTargetHealth: false,
        },
      ],
    }),
  ],
];
