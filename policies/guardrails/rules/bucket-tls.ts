import { type Statement, statementsOf } from "../policy-document";
import type { ResourceRule } from "../rule";
import { everyTier } from "../tier";

export const bucketTls: ResourceRule = {
  name: "bucket-tls",
  description: "A bucket's policy refuses requests without TLS.",
  area: "Storage, messages, logs",
  severity: "medium",
  mandatoryIn: everyTier,
  fsbp: ["S3.5"],
  checkov: ["CKV_AWS_379"],
  types: ["aws:s3/bucketPolicy:BucketPolicy"],
  judge: ({ props }) => [
    {
      found: () => (statementsOf(props.policy).some(refusesPlain) ? undefined : "no statement that refuses plain HTTP"),
      required: 'Deny of s3:* to everybody where aws:SecureTransport is "false"',
      change: "add that statement to the bucket's policy",
    },
  ],
};

const refusesPlain = ({ effect, principals, actions, conditions }: Statement): boolean =>
  effect === "Deny" &&
  principals.includes("*") &&
  actions.some((action) => action === "s3:*" || action === "*") &&
  String(conditions.Bool?.["aws:SecureTransport"]) === "false";
