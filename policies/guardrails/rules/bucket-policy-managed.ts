import { eachHas, ofType } from "../members";
import type { StackRule } from "../rule";
import { everyTier } from "../tier";

export const bucketPolicyManaged: StackRule = {
  name: "bucket-policy-managed",
  description: "Every bucket has a policy, in which plain HTTP is refused.",
  area: "Storage, messages, logs",
  severity: "medium",
  mandatoryIn: everyTier,
  fsbp: ["S3.5"],
  checkov: ["CKV_AWS_379"],
  judgeStack: (stack) =>
    eachHas(ofType(stack, "aws:s3/bucket:Bucket"), stack, {
      type: "aws:s3/bucketPolicy:BucketPolicy",
      input: "bucket",
      called: "bucket policy",
    }),
};
