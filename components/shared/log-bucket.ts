import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { physicalName } from "../../core/names";
import { named, type Tags } from "../../core/tags";
import type { LogsSize } from "../../core/tier-size";

export interface LogBucketArgs {
  /** What its name is made of, before the account's number, for no two buckets of anybody's may have the same one. */
  readonly nameParts: readonly [string, ...string[]];
  /** Whether those who write may give what they write away by ACLs. */
  readonly ownership: "BucketOwnerEnforced" | "BucketOwnerPreferred";
  readonly accountId: pulumi.Input<string>;
  /** The bucket's policy, a document of IAM's. */
  readonly policy: (bucketArn: string, accountId: string) => object;
  readonly logs: Pick<LogsSize, "retentionDays" | "coldAfterDays">;
  /** What of it ages, by how its keys begin. Default: all. */
  readonly ages?: string;
  readonly protect: boolean;
  /** Leaves the bucket, all its settings and the logs in it behind when the environment is destroyed. */
  readonly preserve: boolean;
  readonly tags: Tags;
}

/** Known once all of the bucket is set: whoever is to write tries that when told of it. */
export interface LogBucket {
  readonly name: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** `<bucket>.s3.amazonaws.com` */
  readonly domainName: pulumi.Output<string>;
}

/** Longest name of a bucket (AWS: S3). */
const bucketNameLimit = 63;

/** Days in which a log that somebody has overwritten can still be brought back. */
const noncurrentDays = 30;

/**
 * A bucket that AWS's services write logs to: encrypted with S3's own keys, for load balancers and CDNs write to no
 * other kind, closed to the public, with old versions kept for a while, and emptied as the tier's retention says.
 */
export function createLogBucket(name: string, args: LogBucketArgs, parent: pulumi.CustomResourceOptions): LogBucket {
  // AWS deletes no bucket with something in it: one that keeps its logs stays behind as it is, and Pulumi lets it go.
  const opts = { ...parent, retainOnDelete: args.preserve };
  const bucket = createBucket();
  const settings = [own(), closeToPublic(), encrypt(), keepVersions(), age()];
  const policy = writePolicy();
  const ready = pulumi.all([bucket.bucket, bucket.arn, bucket.bucketDomainName, policy.id]);
  return {
    name: ready.apply(([bucketName]) => bucketName),
    arn: ready.apply(([, arn]) => arn),
    domainName: ready.apply(([, , domainName]) => domainName),
  };

  function createBucket(): s3.Bucket {
    const bucketName = pulumi
      .output(args.accountId)
      .apply((account) => physicalName([...args.nameParts, account], bucketNameLimit));
    return new s3.Bucket(
      name,
      { bucket: bucketName, forceDestroy: !args.preserve, tags: named(args.tags, name) },
      { ...opts, protect: args.protect },
    );
  }

  function own(): pulumi.Resource {
    const rule = { objectOwnership: args.ownership };
    return new s3.BucketOwnershipControls(name, { bucket: bucket.bucket, rule }, opts);
  }

  function closeToPublic(): pulumi.Resource {
    const acls = { blockPublicAcls: true, ignorePublicAcls: true };
    const policies = { blockPublicPolicy: true, restrictPublicBuckets: true };
    return new s3.BucketPublicAccessBlock(name, { bucket: bucket.bucket, ...acls, ...policies }, opts);
  }

  function encrypt(): pulumi.Resource {
    const rules = [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }];
    return new s3.BucketServerSideEncryptionConfiguration(name, { bucket: bucket.bucket, rules }, opts);
  }

  function keepVersions(): s3.BucketVersioning {
    const versioningConfiguration = { status: "Enabled" };
    return new s3.BucketVersioning(name, { bucket: bucket.bucket, versioningConfiguration }, opts);
  }

  function age(): pulumi.Resource {
    const { retentionDays, coldAfterDays } = args.logs;
    const rule = {
      id: "logs",
      status: "Enabled",
      filter: { prefix: args.ages ?? "" },
      transitions: coldAfterDays === undefined ? [] : [{ days: coldAfterDays, storageClass: "GLACIER" }],
      expiration: { days: retentionDays },
      noncurrentVersionExpiration: { noncurrentDays },
    };
    const uploads = {
      id: "uploads",
      status: "Enabled",
      filter: { prefix: "" },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
    };
    return new s3.BucketLifecycleConfiguration(name, { bucket: bucket.bucket, rules: [rule, uploads] }, opts);
  }

  /** Last: S3 takes one change of a bucket at a time, and what is told here is what others wait for. */
  function writePolicy(): s3.BucketPolicy {
    const policy = pulumi
      .all([bucket.arn, args.accountId])
      .apply(([bucketArn, accountId]) => JSON.stringify(args.policy(bucketArn, accountId)));
    return new s3.BucketPolicy(name, { bucket: bucket.bucket, policy }, { ...opts, dependsOn: settings });
  }
}
