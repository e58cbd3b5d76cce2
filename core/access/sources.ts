import { evidenceBucket } from "../evidence-store";
import { labelOf } from "../flow";
import { arnIn, type Realm } from "./realm";
import type { Statement } from "./statement";

/** What a promotion reads of the stacks that a release comes from: what has happened there, by their evidence. */
export function sourceStatements(realm: Realm, stacks: readonly string[]): readonly Statement[] {
  if (stacks.length === 0) return [];
  const buckets = stacks.map((stack) => `arn:${realm.partition}:s3:::${evidenceBucket(stack, realm.accountId)}`);
  return [
    {
      Sid: "ReadSources",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:ListBucket"],
      Resource: buckets.flatMap((bucket) => [bucket, `${bucket}/*`]),
    },
    {
      Sid: "UnsealSources",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: arnIn(realm, "kms", "key/*"),
      Condition: {
        StringEquals: { "aws:ResourceTag/env": stacks.map(labelOf) },
        StringLike: { "kms:ViaService": "s3.*.amazonaws.com" },
      },
    },
  ];
}
