import * as cloudfront from "@pulumi/aws/cloudfront";
import * as pulumi from "@pulumi/pulumi";
import { named, type Tags } from "../core/tags";
import { createLogBucket, type LogBucketArgs } from "./shared/log-bucket";

export interface CdnArgs extends Pick<LogBucketArgs, "accountId" | "logs"> {
  readonly environment: string;
  readonly domain: string;
  /** Of us-east-1, where CloudFront looks for it. */
  readonly certificateArn: pulumi.Input<string>;
  /** Of the scope CLOUDFRONT; undefined lets every request through. */
  readonly webAclArn: pulumi.Input<string> | undefined;
  /** The internal load balancer behind it. */
  readonly origin: Origin;
  readonly protect: boolean;
  /** Keeps what it holds when it is deleted, whether protected or not. */
  readonly preserve: boolean;
  readonly tags: Tags;
}

export interface Origin {
  readonly arn: pulumi.Input<string>;
  readonly dnsName: pulumi.Input<string>;
}

/** Policies that AWS manages; each has the same id in every account. */
const policies = {
  /** Nothing is kept: what a request gets is decided by the weights of that moment, and a rollback reaches everybody. */
  cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
  /** The origin sees all that the viewer sent, the host and the test route's header included. */
  originRequestPolicyId: "216adef6-5c7f-47e4-b989-5492eafa07d3",
  /** Strict-Transport-Security and its likes. */
  responseHeadersPolicyId: "67f7725c-6f97-4210-82d7-5512b31e9d03",
};

const originId = "load-balancer";

/**
 * Meets users near where they are, and reaches the load balancer through the network's inside. It has no root object:
 * the app answers `/` itself (CloudFront.1 asks for one where a bucket is the origin).
 */
export class Cdn extends pulumi.ComponentResource {
  readonly dnsName: pulumi.Output<string>;
  /** The zone in which AWS keeps that name. */
  readonly zoneId: pulumi.Output<string>;
  /** Names it in its metrics. */
  readonly distributionId: pulumi.Output<string>;

  constructor(name: string, args: CdnArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:network:Cdn", name, {}, opts);
    const child = { parent: this };

    const vpcOrigin = createVpcOrigin();
    const logBucket = createLogBucket(
      `${name}-logs`,
      // CloudFront delivers by an ACL that it sets itself, which a bucket without ACLs would refuse.
      {
        ...args,
        nameParts: [args.environment, "cdn-logs"],
        ownership: "BucketOwnerPreferred",
        policy: overTlsOnly,
      },
      child,
    );
    const distribution = createDistribution();

    this.dnsName = distribution.domainName;
    this.zoneId = distribution.hostedZoneId;
    this.distributionId = distribution.id;
    this.registerOutputs({ dnsName: this.dnsName, distributionId: this.distributionId });

    function createVpcOrigin(): cloudfront.VpcOrigin {
      return new cloudfront.VpcOrigin(
        name,
        {
          vpcOriginEndpointConfig: {
            name,
            arn: args.origin.arn,
            httpPort: 80,
            httpsPort: 443,
            originProtocolPolicy: "https-only",
            originSslProtocols: { items: ["TLSv1.2"], quantity: 1 },
          },
          tags: named(args.tags, name),
        },
        // CloudFront changes none that is in use: the distribution moves on to another one instead.
        { ...child, replaceOnChanges: ["vpcOriginEndpointConfig"] },
      );
    }

    function createDistribution(): cloudfront.Distribution {
      return new cloudfront.Distribution(
        name,
        {
          comment: `What users of ${args.environment} reach`,
          enabled: true,
          aliases: [args.domain],
          origins: [{ originId, domainName: args.origin.dnsName, vpcOriginConfig: { vpcOriginId: vpcOrigin.id } }],
          defaultCacheBehavior: {
            targetOriginId: originId,
            viewerProtocolPolicy: "redirect-to-https",
            allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
            cachedMethods: ["GET", "HEAD"],
            compress: true,
            ...policies,
          },
          viewerCertificate: {
            acmCertificateArn: args.certificateArn,
            sslSupportMethod: "sni-only",
            minimumProtocolVersion: "TLSv1.2_2021",
          },
          restrictions: { geoRestriction: { restrictionType: "none" } },
          httpVersion: "http2and3",
          isIpv6Enabled: true,
          // Europe and North America: the least expensive places. Users elsewhere are met there.
          priceClass: "PriceClass_100",
          ...(args.webAclArn !== undefined && { webAclId: args.webAclArn }),
          loggingConfig: { bucket: logBucket.domainName, includeCookies: false, prefix: "requests/" },
          tags: named(args.tags, name),
        },
        { ...child, protect: args.protect },
      );
    }
  }
}

const overTlsOnly = (bucketArn: string) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "OverTlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucketArn, `${bucketArn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ],
});
