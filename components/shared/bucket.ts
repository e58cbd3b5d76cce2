import * as s3 from "@pulumi/aws/s3";
import type { input } from "@pulumi/aws/types";
import * as pulumi from "@pulumi/pulumi";
import { bucketNameOf } from "../../core/names";
import { named, type Tags } from "../../core/tags";

export interface BucketArgs {
  /** What its name is made of, before the account's number, for no two buckets of anybody's may have the same one. */
  readonly nameParts: readonly [string, ...string[]];
  /** Whether those who write may give what they write away by ACLs. */
  readonly ownership: "BucketOwnerEnforced" | "BucketOwnerPreferred";
  readonly accountId: pulumi.Input<string>;
  /** The bucket's policy, a document of IAM's. */
  readonly policy: (bucketArn: string, accountId: string) => object;
  /** What everything in it is encrypted with. Default: S3's own keys, the only ones that every log service writes under. */
  readonly keyArn?: pulumi.Input<string>;
  /** Whether whoever writes may lock what they write; for good, as S3 has it. Default: no. */
  readonly locks?: boolean;
  /** What ages how; uploads that never end do in any case. */
  readonly aging: readonly input.s3.BucketLifecycleConfigurationRule[];
  readonly protect: boolean;
  /** Leaves the bucket, all its settings and what is in it behind when the environment is destroyed. */
  readonly preserve: boolean;
  readonly tags: Tags;
}

/** Known once all of the bucket is set: whoever is to write tries that when told of it. */
export interface Bucket {
  readonly name: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** `<bucket>.s3.amazonaws.com` */
  readonly domainName: pulumi.Output<string>;
}

/** A bucket that is encrypted, closed to the public, and keeps old versions for as long as `aging` says. */
export function createBucket(name: string, args: BucketArgs, parent: pulumi.CustomResourceOptions): Bucket {
  // AWS deletes no bucket with something in it: one that keeps what it has stays behind, and Pulumi lets it go.
  const opts = { ...parent, retainOnDelete: args.preserve };
  const bucket = createItself();
  const settings = [own(), closeToPublic(), encrypt(), keepVersions(), age()];
  const policy = writePolicy();
  const ready = pulumi.all([bucket.bucket, bucket.arn, bucket.bucketDomainName, policy.id]);
  return {
    name: ready.apply(([bucketName]) => bucketName),
    arn: ready.apply(([, arn]) => arn),
    domainName: ready.apply(([, , domainName]) => domainName),
  };

  function createItself(): s3.Bucket {
    const bucketName = pulumi.output(args.accountId).apply((account) => bucketNameOf(args.nameParts, account));
    const locks = args.locks === true ? { objectLockEnabled: true } : {};
    return new s3.Bucket(
      name,
      { bucket: bucketName, forceDestroy: !args.preserve, ...locks, tags: named(args.tags, name) },
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
    const rule =
      args.keyArn === undefined
        ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
        : {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: args.keyArn },
            bucketKeyEnabled: true,
          };
    return new s3.BucketServerSideEncryptionConfiguration(name, { bucket: bucket.bucket, rules: [rule] }, opts);
  }

  function keepVersions(): s3.BucketVersioning {
    const versioningConfiguration = { status: "Enabled" };
    return new s3.BucketVersioning(name, { bucket: bucket.bucket, versioningConfiguration }, opts);
  }

  function age(): pulumi.Resource {
    const uploads = {
      id: "uploads",
      status: "Enabled",
      filter: { prefix: "" },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
    };
    const rules = [...args.aging, uploads];
    return new s3.BucketLifecycleConfiguration(name, { bucket: bucket.bucket, rules }, opts);
  }

  /** Last: S3 takes one change of a bucket at a time, and what is told here is what others wait for. */
  function writePolicy(): s3.BucketPolicy {
    const policy = pulumi
      .all([bucket.arn, args.accountId])
      .apply(([bucketArn, accountId]) => JSON.stringify(args.policy(bucketArn, accountId)));
    return new s3.BucketPolicy(name, { bucket: bucket.bucket, policy }, { ...opts, dependsOn: settings });
  }
}
