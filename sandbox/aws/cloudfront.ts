import { randomBytes } from "node:crypto";
import type { CloudResource, Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Model } from "../provider/model";
import { arn, between, differs, each, exactlyOne, length, matches, oneOf, type Rule } from "../provider/rules";
import { isUnknown } from "../provider/values";
import { CERTIFICATE, covers, issuedIn } from "./acm";
import { alphanumeric, arnOf, text } from "./ids";
import { LOAD_BALANCER } from "./lb";
import { CLOUDFRONT_ZONE } from "./route53";
import { BUCKET } from "./s3";
import { WEB_ACL } from "./wafv2";

const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
const OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";
const VPC_ORIGIN = "aws:cloudfront/vpcOrigin:VpcOrigin";

/** CloudFront keeps its certificates and web ACLs there, wherever its viewers are. */
const HOME = "us-east-1";

const SSL_PROTOCOLS = ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"] as const;
const port: Rule = (value, path) =>
  value === 80 || value === 443 ? undefined : between(1024, 65535)(value, path)?.replace("(", "80, 443 or (");

const methods = (...allowed: readonly string[]): string => [...allowed].sort().join();
const METHODS = [
  methods("GET", "HEAD"),
  methods("GET", "HEAD", "OPTIONS"),
  methods("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"),
];

const behaviorRules = (path: string): Model["rules"] => ({
  [`${path}.viewerProtocolPolicy`]: [oneOf("allow-all", "https-only", "redirect-to-https")],
  [`${path}.allowedMethods`]: [
    (value) =>
      METHODS.includes(methods(...(value as string[])))
        ? undefined
        : `allowedMethods are GET and HEAD, with OPTIONS or with all others, got ${text(value)}`,
  ],
  ...Object.fromEntries(
    ["cachePolicyId", "originRequestPolicyId", "responseHeadersPolicyId"].map((name) => [
      `${path}.${name}`,
      [matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "is not the id of a policy")],
    ]),
  ),
});

export const cloudfront: readonly Model[] = [
  {
    type: VPC_ORIGIN,
    cfn: "AWS::CloudFront::VpcOrigin",
    id: (_, __, { id }) => text(id),
    assigned: (_, context) => {
      const id = `vo_${alphanumeric(22)}`;
      return { id, arn: arnOf("cloudfront", context, `vpcorigin/${id}`), etag: etag() };
    },
    rules: {
      "vpcOriginEndpointConfig.arn": [arn],
      "vpcOriginEndpointConfig.name": [length(1, 255)],
      "vpcOriginEndpointConfig.httpPort": [port],
      "vpcOriginEndpointConfig.httpsPort": [port],
      "vpcOriginEndpointConfig.originProtocolPolicy": [oneOf("http-only", "https-only", "match-viewer")],
      "vpcOriginEndpointConfig.originSslProtocols.items": [length(1, 4), each(oneOf(...SSL_PROTOCOLS))],
    },
    check: ({ vpcOriginEndpointConfig }) => {
      const { quantity, items } = ((vpcOriginEndpointConfig as Properties | undefined)?.["originSslProtocols"] ??
        {}) as { quantity?: number; items?: string[] };
      return !Array.isArray(items) || isUnknown(quantity) || quantity === items.length
        ? []
        : [
            {
              path: "vpcOriginEndpointConfig.originSslProtocols.quantity",
              reason: `is ${quantity} for ${items.length} items`,
            },
          ];
    },
    references: [
      {
        path: "vpcOriginEndpointConfig.arn",
        type: LOAD_BALANCER,
        by: ["arn"],
        missing: "EntityNotFound",
        blocks: "ResourceInUse",
        except: /:(instance|loadbalancer\/net)\//,
      },
    ],
    refuseCreate: ({ vpcOriginEndpointConfig }, { cloud }) => {
      const { arn: origin } = vpcOriginEndpointConfig as { arn: string };
      if (
        cloud.get(LOAD_BALANCER, origin)?.inputs["internal"] !== true &&
        !/:(instance|loadbalancer\/net)\//.test(origin)
      ) {
        throw new ApiError("InvalidArgument", `${origin} is internet-facing: a VPC origin is in private subnets`);
      }
    },
    refuseUpdate: (_, { id }, { cloud }) => {
      const user = cloud.list(DISTRIBUTION).find((one) => vpcOriginsOf(one.inputs).includes(id));
      if (!user) return;
      throw new ApiError(
        "CannotUpdateEntityWhileInUse",
        `The specified VPC origin is currently associated with one or more distributions (${user.id}). ` +
          "Please disassociate the VPC origin from all distributions before updating or deleting",
      );
    },
  },
  {
    type: DISTRIBUTION,
    cfn: "AWS::CloudFront::Distribution",
    id: (_, __, { id }) => text(id),
    importIds: ({ outputs }) => [text(outputs["arn"])],
    assigned: (_, context) => {
      const id = `E${alphanumeric(13)}`;
      return {
        id,
        arn: arnOf("cloudfront", context, `distribution/${id}`),
        callerReference: `terraform-${context.now.getTime()}`,
        domainName: `d${alphanumeric(13).toLowerCase()}.cloudfront.net`,
        etag: etag(),
        lastModifiedTime: context.now.toISOString(),
      };
    },
    derived: ({ loggingConfig }) => ({
      loggingV1Enabled: (loggingConfig as Properties | undefined)?.["bucket"] !== undefined,
    }),
    defaults: {
      httpVersion: "http2",
      isIpv6Enabled: false,
      priceClass: "PriceClass_All",
      retainOnDelete: false,
      staging: false,
      waitForDeployment: true,
      "defaultCacheBehavior.compress": false,
      "defaultCacheBehavior.minTtl": 0,
      "origins.connectionAttempts": 3,
      "origins.connectionTimeout": 10,
      "origins.originPath": "",
      "origins.vpcOriginConfig.originKeepaliveTimeout": 5,
      "origins.vpcOriginConfig.originReadTimeout": 30,
      "viewerCertificate.minimumProtocolVersion": "TLSv1",
    },
    fills: {
      continuousDeploymentPolicyId: "",
      hostedZoneId: CLOUDFRONT_ZONE,
      inProgressValidationBatches: 0,
      status: "Deployed",
      trustedKeyGroups: [{ enabled: false, items: [] }],
      trustedSigners: [{ enabled: false, items: [] }],
    },
    rules: {
      aliases: [length(0, 100), each(matches(/^(\*\.)?([a-z0-9_-]+\.)+[a-z]{2,}$/, "is not a domain name"))],
      comment: [length(0, 128)],
      defaultRootObject: [length(0, 255), differs(/^\//, "cannot begin with a slash")],
      httpVersion: [oneOf("http1.1", "http2", "http3", "http2and3")],
      priceClass: [oneOf("PriceClass_All", "PriceClass_200", "PriceClass_100", "None")],
      origins: [length(1, 100)],
      "origins.originId": [length(1, 128)],
      "origins.connectionAttempts": [between(1, 3)],
      "origins.connectionTimeout": [between(1, 10)],
      "origins.vpcOriginConfig.originKeepaliveTimeout": [between(1, 120)],
      "origins.vpcOriginConfig.originReadTimeout": [between(1, 120)],
      "restrictions.geoRestriction.restrictionType": [oneOf("none", "whitelist", "blacklist")],
      "viewerCertificate.sslSupportMethod": [oneOf("sni-only", "vip", "static-ip")],
      "viewerCertificate.minimumProtocolVersion": [
        oneOf("SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016", "TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021"),
      ],
      "loggingConfig.bucket": [matches(/\.s3[\w.-]*\.amazonaws\.com$/, "must be the domain name of a bucket")],
      ...behaviorRules("defaultCacheBehavior"),
      ...behaviorRules("orderedCacheBehaviors"),
    },
    check: (inputs) => {
      const viewer = known(inputs["viewerCertificate"]);
      const behavior = known(inputs["defaultCacheBehavior"]);
      const own = ["acmCertificateArn", "iamCertificateId"].some((name) => viewer?.[name] !== undefined);
      return [
        ...(viewer && own && viewer["sslSupportMethod"] === undefined
          ? [{ path: "viewerCertificate.sslSupportMethod", reason: "must be specified with a certificate of your own" }]
          : []),
        ...(behavior
          ? exactlyOne(behavior, ["cachePolicyId", "forwardedValues"]).map(({ reason }) => ({
              path: "defaultCacheBehavior",
              reason,
            }))
          : []),
      ];
    },
    replaceOn: ["staging"],
    references: [
      {
        path: "origins.vpcOriginConfig.vpcOriginId",
        type: VPC_ORIGIN,
        missing: "EntityNotFound",
        blocks: "CannotDeleteEntityWhileInUse",
      },
      {
        path: "viewerCertificate.acmCertificateArn",
        type: CERTIFICATE,
        by: ["arn"],
        missing: "InvalidViewerCertificate",
        blocks: "ResourceInUseException",
      },
      {
        path: "webAclId",
        type: WEB_ACL,
        by: ["arn"],
        missing: "InvalidWebACLId",
        blocks: "WAFAssociatedItemException",
      },
    ],
    refuseCreate: (inputs, context) => refuseDistribution(inputs, context),
    refuseUpdate: (inputs, { id }, context) => refuseDistribution(inputs, context, id),
  },
];

const etag = (): string => `E${randomBytes(7).toString("hex").toUpperCase()}`;

const known = (value: unknown): Properties | undefined =>
  typeof value === "object" && value !== null ? (value as Properties) : undefined;

interface Origin {
  readonly originId: string;
  readonly vpcOriginConfig?: { readonly vpcOriginId: string };
}

const originsOf = ({ origins }: Properties): readonly Origin[] => (Array.isArray(origins) ? (origins as Origin[]) : []);

const vpcOriginsOf = (inputs: Properties): readonly string[] =>
  originsOf(inputs).flatMap(({ vpcOriginConfig }) => vpcOriginConfig?.vpcOriginId ?? []);

function refuseDistribution(inputs: Properties, context: Context, self?: string): void {
  refuseOrigins(inputs);
  refuseAliases(inputs, context, self);
  refuseLogs(inputs, context);
  refuseWebAcl(inputs, context);
}

function refuseOrigins(inputs: Properties): void {
  const ids = originsOf(inputs).map(({ originId }) => originId);
  if (new Set(ids).size < ids.length) {
    throw new ApiError("InvalidArgument", `two origins have the same id: ${ids.join(", ")}`);
  }
  const behaviors = [inputs["defaultCacheBehavior"], inputs["orderedCacheBehaviors"] ?? []].flat() as Properties[];
  const lost = behaviors.map((each) => text(each["targetOriginId"])).find((id) => !ids.includes(id));
  if (lost !== undefined) {
    throw new ApiError("NoSuchOrigin", `One or more of your origins or origin groups do not exist: ${lost}`);
  }
}

/** A name is one distribution's, and its certificate says that it may be. */
function refuseAliases(inputs: Properties, context: Context, self?: string): void {
  const { acmCertificateArn } = inputs["viewerCertificate"] as { acmCertificateArn?: string };
  const certificate =
    acmCertificateArn === undefined ? undefined : issuedIn(acmCertificateArn, { ...context, region: HOME });
  if (acmCertificateArn !== undefined && !certificate) {
    throw new ApiError(
      "InvalidViewerCertificate",
      "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid " +
        `certificate chain: ${acmCertificateArn}`,
    );
  }
  for (const alias of aliasesOf(inputs)) {
    const taken = context.cloud
      .list(DISTRIBUTION)
      .find((one) => one.id !== self && aliasesOf(one.inputs).includes(alias));
    if (taken) {
      throw new ApiError(
        "CNAMEAlreadyExists",
        `One or more of the CNAMEs you provided are already associated with a different resource: ${alias} (${taken.id})`,
      );
    }
    if (!certificate || !covers(certificate.outputs, alias)) {
      throw new ApiError(
        "InvalidViewerCertificate",
        certificate
          ? `The certificate that is attached to your distribution doesn't cover the alternate domain name (CNAME) that you're trying to add: ${alias}`
          : `To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate that validates your authorization to use the domain name: ${alias}`,
      );
    }
  }
}

const aliasesOf = ({ aliases }: Properties): readonly string[] => (Array.isArray(aliases) ? (aliases as string[]) : []);

/** Access logs are delivered by an ACL of the bucket, which the bucket has to take. */
function refuseLogs({ loggingConfig }: Properties, { cloud }: Context): void {
  const domainName = (loggingConfig as { bucket?: string } | undefined)?.bucket;
  if (domainName === undefined) return;
  const named = ({ outputs }: CloudResource) =>
    [outputs["bucketDomainName"], outputs["bucketRegionalDomainName"]].includes(domainName);
  const bucket = cloud.list(BUCKET).find(named);
  if (!bucket)
    throw new ApiError(
      "InvalidArgument",
      `The parameter Logging Bucket does not refer to a valid S3 bucket: ${domainName}`,
    );
  const rule = cloud.get(OWNERSHIP, bucket.id)?.inputs["rule"] as { objectOwnership: string } | undefined;
  if (rule !== undefined && rule.objectOwnership !== "BucketOwnerEnforced") return;
  throw new ApiError(
    "InvalidArgument",
    `The S3 bucket that you specified for CloudFront logs does not enable ACL access: ${bucket.id}`,
  );
}

function refuseWebAcl({ webAclId }: Properties, { cloud }: Context): void {
  if (webAclId === undefined) return;
  const acl: CloudResource | undefined = cloud.list(WEB_ACL).find(({ outputs }) => outputs["arn"] === webAclId);
  if (acl?.inputs["scope"] === "CLOUDFRONT") return;
  throw new ApiError("InvalidWebACLId", `${text(webAclId)} is not a web ACL of the scope CLOUDFRONT`);
}
