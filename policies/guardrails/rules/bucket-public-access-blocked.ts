import { on } from "../requirement";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

const ways = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

export const bucketPublicAccessBlocked: ResourceRule = {
  name: "bucket-public-access-blocked",
  description: "A bucket's public access is blocked in each of the four ways.",
  area: "Storage, messages, logs",
  severity: "critical",
  mandatoryIn: everyTier,
  fsbp: ["S3.8"],
  checkov: ["CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"],
  types: ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"],
  judge: (block) => ways.map((way) => on(block, way)),
};
