import { partitionOf } from "./arn";

/** Who writes which folder of the archive. A service adds `AWSLogs/<account>/…` to its own by itself. */
export const archiveFolders = {
  /** Requests, by the load balancer. */
  balancer: "balancer",
  /** Connections within the network: VPC flow logs. */
  network: "network",
  /** Calls to AWS: CloudTrail. */
  trail: "trail",
  /** What log groups hold, for the time when they don't any more. */
  logs: "logs",
} as const;

export interface ArchiveAccess {
  readonly bucketArn: string;
  readonly accountId: string;
  readonly region: string;
  /** The environment's trail, by its name. */
  readonly trail: string;
}

/** The bucket policy: each log service of this account into its own folder, over TLS, and nobody takes anything away. */
export function archivePolicy({ bucketArn, accountId, region, trail }: ArchiveAccess) {
  const partition = partitionOf(region);
  const arn = (service: string, what: string): string => `arn:${partition}:${service}:${region}:${accountId}:${what}`;
  const folder = (name: keyof typeof archiveFolders): string =>
    `${bucketArn}/${archiveFolders[name]}/AWSLogs/${accountId}/*`;
  const trailOnly = { "aws:SourceArn": arn("cloudtrail", `trail/${trail}`) };
  const delivery = {
    StringEquals: { "aws:SourceAccount": accountId },
    ArnLike: { "aws:SourceArn": arn("logs", "*") },
  };
  return {
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
      {
        // The lifecycle ends what is old enough. A log that its reader can delete proves nothing.
        Sid: "NobodyDeletes",
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
        Resource: `${bucketArn}/*`,
      },
      {
        Sid: "LoadBalancerWrites",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: folder("balancer"),
      },
      // The names that AWS would give them: where it finds them missing, it adds them to the policy by itself.
      {
        Sid: "AWSLogDeliveryAclCheck",
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: "s3:GetBucketAcl",
        Resource: bucketArn,
        Condition: delivery,
      },
      {
        Sid: "AWSLogDeliveryWrite",
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: folder("network"),
        Condition: {
          ...delivery,
          StringEquals: { ...delivery.StringEquals, "s3:x-amz-acl": "bucket-owner-full-control" },
        },
      },
      {
        Sid: "TrailChecks",
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "s3:GetBucketAcl",
        Resource: bucketArn,
        Condition: { StringEquals: trailOnly },
      },
      {
        Sid: "TrailWrites",
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: folder("trail"),
        Condition: { StringEquals: { ...trailOnly, "s3:x-amz-acl": "bucket-owner-full-control" } },
      },
    ],
  };
}
