import { createHash } from "node:crypto";
import type { CloudResource, Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Model, Reference } from "../provider/model";
import { between, exactlyOne, length, oneOf } from "../provider/rules";
import { isUnknown } from "../provider/values";
import { idIs, text } from "./ids";
import { bucketName } from "./s3-names";

export const BUCKET = "aws:s3/bucket:Bucket";
export const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";
const LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";

/** What is set for a bucket goes along with it. */
export const ofBucket: Reference = {
  path: "bucket",
  type: BUCKET,
  by: ["bucket"],
  missing: "NoSuchBucket",
  owned: true,
};

/** One setting of a bucket: it has the bucket's name as its id, and cannot move to another one. */
export const bucketSetting = (kind: string): Pick<Model, "type" | "cfn" | "id" | "replaceOn" | "references"> => ({
  type: `aws:s3/${kind[0]?.toLowerCase() ?? ""}${kind.slice(1)}:${kind}`,
  cfn: kind === "BucketPolicy" ? "AWS::S3::BucketPolicy" : "AWS::S3::Bucket",
  id: idIs("bucket"),
  replaceOn: ["bucket"],
  references: [ofBucket],
});

export const s3: readonly Model[] = [
  {
    type: BUCKET,
    cfn: "AWS::S3::Bucket",
    id: idIs("bucket"),
    autoname: { property: "bucket", maxLength: 63 },
    assigned: ({ bucket }, { region }) => ({
      arn: `arn:aws:s3:::${text(bucket)}`,
      bucketDomainName: `${text(bucket)}.s3.amazonaws.com`,
      bucketRegionalDomainName: `${text(bucket)}.s3.${region}.amazonaws.com`,
      bucketRegion: region,
      hostedZoneId: "Z1BKCTXD74EZPE",
    }),
    defaults: { forceDestroy: false },
    fills: {
      ...{ accelerationStatus: "", acl: "private", bucketNamespace: "global", bucketPrefix: "", corsRules: [] },
      ...{ grants: [], lifecycleRules: [], logging: {}, objectLockConfiguration: {}, objectLockEnabled: false },
      ...{ policy: "", replicationConfiguration: {}, requestPayer: "BucketOwner", versioning: {}, website: {} },
      ...{ serverSideEncryptionConfiguration: {}, websiteDomain: "", websiteEndpoint: "" },
    },
    rules: { bucket: bucketName },
    replaceOn: ["bucket", "bucketPrefix", "bucketNamespace", "objectLockEnabled"],
    // Everybody's buckets share one set of names, whatever their region.
    unique: [{ by: ["bucket"], scope: "account", code: "BucketAlreadyOwnedByYou" }],
    refuseDelete: (bucket, { cloud }) => {
      const kept = cloud.list(OBJECT).filter(({ inputs }) => inputs["bucket"] === bucket.id);
      if (kept.length === 0 || bucket.inputs["forceDestroy"] === true) return;
      throw new ApiError(
        "BucketNotEmpty",
        `The bucket you tried to delete is not empty: ${bucket.id} has ${kept.length} objects, ${text(kept[0]?.inputs["key"])} among them. You must delete all versions in the bucket.`,
      );
    },
  },
  {
    ...bucketSetting("BucketVersioning"),
    rules: {
      "versioningConfiguration.status": [oneOf("Enabled", "Suspended", "Disabled")],
      "versioningConfiguration.mfaDelete": [oneOf("Enabled", "Disabled")],
    },
    refuseUpdate: ({ versioningConfiguration }, { inputs, id }, { cloud }) => {
      const wanted = (versioningConfiguration as Properties)["status"];
      if (wanted === "Enabled") return;
      if (wanted === "Disabled" && (inputs["versioningConfiguration"] as Properties)["status"] !== "Disabled")
        throw new ApiError("InvalidRequest", "versioning_configuration.status cannot be updated to 'Disabled'");
      if (cloud.list(LOCK).some((lock) => lock.id === id))
        throw new ApiError(
          "InvalidBucketState",
          "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
        );
    },
  },
  {
    ...bucketSetting("BucketServerSideEncryptionConfiguration"),
    rules: {
      rules: [length(1, 1)],
      "rules.applyServerSideEncryptionByDefault.sseAlgorithm": [oneOf("AES256", "aws:kms", "aws:kms:dsse")],
    },
    check: ({ rules }) =>
      listed(rules).flatMap((rule, index) => {
        const { sseAlgorithm, kmsMasterKeyId } = (rule["applyServerSideEncryptionByDefault"] ?? {}) as Properties;
        if (sseAlgorithm !== "AES256" || kmsMasterKeyId === undefined) return [];
        const path = `rules[${index}].applyServerSideEncryptionByDefault.kmsMasterKeyId`;
        return [{ path, reason: "a KMSMasterKeyID is not applicable if the default sse algorithm is AES256" }];
      }),
  },
  {
    ...bucketSetting("BucketPublicAccessBlock"),
    defaults: {
      ...{ blockPublicAcls: false, blockPublicPolicy: false, ignorePublicAcls: false, restrictPublicBuckets: false },
    },
  },
  {
    ...bucketSetting("BucketOwnershipControls"),
    rules: { "rule.objectOwnership": [oneOf("BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced")] },
  },
  {
    ...bucketSetting("BucketObjectLockConfiguration"),
    defaults: { objectLockEnabled: "Enabled" },
    sensitive: ["token"],
    rules: {
      objectLockEnabled: [oneOf("Enabled")],
      "rule.defaultRetention.mode": [oneOf("GOVERNANCE", "COMPLIANCE")],
      "rule.defaultRetention.days": [between(1, 36500)],
      "rule.defaultRetention.years": [between(1, 100)],
    },
    check: ({ rule }) => {
      const retention = (rule as Properties | undefined)?.["defaultRetention"];
      return retention === undefined || isUnknown(retention)
        ? []
        : exactlyOne(retention as Properties, ["days", "years"]);
    },
    refuseCreate: ({ bucket }, context) => {
      if (isVersioned(text(bucket), context)) return;
      throw new ApiError(
        "InvalidBucketState",
        "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
      );
    },
  },
  {
    type: OBJECT,
    cfn: "AWS::S3::Object",
    id: ({ bucket, key }) => `${text(bucket)}/${text(key)}`,
    assigned: ({ bucket, key, content = "" }) => ({
      arn: `arn:aws:s3:::${text(bucket)}/${text(key)}`,
      etag: createHash("md5").update(text(content)).digest("hex"),
      versionId: "",
    }),
    defaults: { forceDestroy: false, contentType: "application/octet-stream" },
    fills: {
      ...{ acl: "private", bucketKeyEnabled: false, kmsKeyId: "", serverSideEncryption: "AES256" },
      ...{ storageClass: "STANDARD", checksumCrc32: "", checksumCrc32c: "", checksumCrc64nvme: "" },
      ...{ checksumSha1: "", checksumSha256: "" },
    },
    rules: { key: [length(1, 1024)] },
    replaceOn: ["bucket", "key"],
    references: [ofBucket],
    refuseDelete: ({ inputs }) => {
      const until = inputs["objectLockRetainUntilDate"];
      if (until === undefined || inputs["forceDestroy"] === true) return;
      throw new ApiError("AccessDenied", `Access Denied because object protected by object lock until ${text(until)}.`);
    },
  },
];

/** What a service has written: it stays in the bucket when the service stops writing. */
export const written = (bucket: string, key: string, { region, account }: Context): CloudResource => ({
  type: OBJECT,
  id: `${bucket}/${key}`,
  region,
  inputs: { bucket, key },
  outputs: { bucket, key, id: key, region, arn: `arn:aws:s3:::${bucket}/${key}`, ownerId: account },
});

const isVersioned = (bucket: string, { cloud }: Context): boolean =>
  cloud
    .list(VERSIONING)
    .some(
      ({ id, inputs }) => id === bucket && (inputs["versioningConfiguration"] as Properties)["status"] === "Enabled",
    ) || cloud.list(BUCKET).some(({ id, inputs }) => id === bucket && inputs["objectLockEnabled"] === true);

const listed = (value: unknown): readonly Properties[] =>
  Array.isArray(value) ? (value as unknown[]).filter((each): each is Properties => typeof each === "object") : [];
