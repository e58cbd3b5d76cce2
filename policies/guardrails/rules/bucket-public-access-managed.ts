import { eachHas, ofType } from "../members";
import type { StackRule } from "../rule";
import { everyTier } from "../tier";

export const bucketPublicAccessManaged: StackRule = {
  name: "bucket-public-access-managed",
  description: "Every bucket has its public access blocked.",
  area: "Storage, messages, logs",
  severity: "critical",
  mandatoryIn: everyTier,
  fsbp: ["S3.8"],
  checkov: ["CKV2_AWS_6"],
  judgeStack: (stack) =>
    eachHas(ofType(stack, "aws:s3/bucket:Bucket"), stack, {
      type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      input: "bucket",
      called: "public access block",
    }),
};
