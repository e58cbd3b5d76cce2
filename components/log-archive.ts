import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { archivePolicy } from "../core/log-archive";
import { physicalName } from "../core/names";
import type { LogsSize } from "../core/tier-size";
import { named, type Tags } from "../core/tags";

export interface LogArchiveArgs {
  readonly environment: string;
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly logs: Pick<LogsSize, "retentionDays" | "coldAfterDays">;
  /** The environment's trail, by its name. */
  readonly trail: string;
  /** True where a CDN writes as well. */
  readonly cdn: boolean;
  readonly protect: boolean;
  readonly tags: Tags;
}

/** Longest name of a bucket (AWS: S3). */
const bucketNameLimit = 63;

/** Days in which a log that somebody has overwritten can still be brought back. */
const noncurrentDays = 30;

/**
 * What AWS's services write about an environment: requests, connections, calls, and logs that have grown cold. One
 * bucket, a folder a service. It is encrypted with S3's own keys, for load balancers can write to no other kind; what
 * is more delicate, the trail, brings its own key along. Its policy forbids deletion instead of an object lock, whose
 * checksums not every log service is known to send.
 */
export class LogArchive extends pulumi.ComponentResource {
  /** Known once the log services may write: AWS tries that when they are told of the bucket. */
  readonly bucketName: pulumi.Output<string>;
  /** Known at the same time. */
  readonly bucketArn: pulumi.Output<string>;

  constructor(name: string, args: LogArchiveArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:audit:LogArchive", name, {}, opts);
    const child = { parent: this };

    const bucket = createBucket();
    const settings = [ownByAccount(), closeToPublic(), encrypt(), keepVersions(), ageLogs()];
    const policy = letServicesWrite();

    const ready = pulumi.all([bucket.bucket, bucket.arn, policy.id]);
    this.bucketName = ready.apply(([bucketName]) => bucketName);
    this.bucketArn = ready.apply(([, arn]) => arn);
    this.registerOutputs({ bucketName: this.bucketName, bucketArn: this.bucketArn });

    function createBucket(): s3.Bucket {
      const bucketName = pulumi
        .output(args.accountId)
        .apply((account) => physicalName([args.environment, "archive", account], bucketNameLimit));
      return new s3.Bucket(
        name,
        // Where nothing is protected, the logs may go with their environment.
        { bucket: bucketName, forceDestroy: !args.protect, tags: named(args.tags, name) },
        { ...child, protect: args.protect },
      );
    }

    function ownByAccount(): pulumi.Resource {
      const rule = { objectOwnership: "BucketOwnerEnforced" };
      return new s3.BucketOwnershipControls(name, { bucket: bucket.bucket, rule }, child);
    }

    function closeToPublic(): pulumi.Resource {
      const acls = { blockPublicAcls: true, ignorePublicAcls: true };
      const policies = { blockPublicPolicy: true, restrictPublicBuckets: true };
      return new s3.BucketPublicAccessBlock(name, { bucket: bucket.bucket, ...acls, ...policies }, child);
    }

    function encrypt(): pulumi.Resource {
      const rules = [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }];
      return new s3.BucketServerSideEncryptionConfiguration(name, { bucket: bucket.bucket, rules }, child);
    }

    function keepVersions(): s3.BucketVersioning {
      const versioningConfiguration = { status: "Enabled" };
      return new s3.BucketVersioning(name, { bucket: bucket.bucket, versioningConfiguration }, child);
    }

    function ageLogs(): pulumi.Resource {
      const { retentionDays, coldAfterDays } = args.logs;
      const transitions = coldAfterDays === undefined ? [] : [{ days: coldAfterDays, storageClass: "GLACIER" }];
      const rule = {
        id: "logs",
        status: "Enabled",
        filter: { prefix: "" },
        transitions,
        expiration: { days: retentionDays },
        noncurrentVersionExpiration: { noncurrentDays },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      };
      return new s3.BucketLifecycleConfiguration(name, { bucket: bucket.bucket, rules: [rule] }, child);
    }

    /** Last: S3 takes one change of a bucket at a time, and what is told here is what others wait for. */
    function letServicesWrite(): s3.BucketPolicy {
      const { region, trail, cdn } = args;
      const policy = pulumi
        .all([bucket.arn, args.accountId])
        .apply(([bucketArn, accountId]) => JSON.stringify(archivePolicy({ bucketArn, accountId, region, trail, cdn })));
      return new s3.BucketPolicy(name, { bucket: bucket.bucket, policy }, { ...child, dependsOn: settings });
    }
  }
}
