import { z } from "zod";
import type { Realm } from "./realm";
import type { Statement } from "./statement";

/** Where Pulumi keeps this stack's state, if that is in AWS (`promenade:state`): `s3://<bucket>`. */
export const stateSchema = z.strictObject({
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "the name of an S3 bucket"),
  /** ARN of the KMS key that seals the state's secrets, and the bucket where it is not sealed otherwise. */
  key: z
    .string()
    .regex(/^arn:[\w-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, "the ARN of a KMS key")
    .optional(),
});
export type StatePlace = z.infer<typeof stateSchema>;

/** What Pulumi's own backend does with one stack's objects, or all of a pattern's; reading also reads what it seals. */
export function stateStatements(
  { partition }: Realm,
  { bucket, key }: StatePlace,
  project: string,
  stack: string,
  access: "read" | "write",
): readonly Statement[] {
  const arn = `arn:${partition}:s3:::${bucket}`;
  const file = `${project}/${stack}`;
  const own = [
    `stacks/${file}.json*`,
    ...["history", "backups", "locks/organization"].map((kind) => `${kind}/${file}/*`),
  ].map((object) => `${arn}/.pulumi/${object}`);
  const write = access === "write";
  return [
    { Sid: "FindState", Effect: "Allow", Action: "s3:ListBucket", Resource: arn },
    { Sid: "ReadStates", Effect: "Allow", Action: "s3:GetObject", Resource: [...own, `${arn}/.pulumi/meta.yaml`] },
    ...(write
      ? [{ Sid: "WriteState", Effect: "Allow", Action: ["s3:PutObject", "s3:DeleteObject"], Resource: own } as const]
      : []),
    ...(key === undefined
      ? []
      : [
          {
            Sid: "SealState",
            Effect: "Allow",
            Action: write ? ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"] : "kms:Decrypt",
            Resource: key,
          } as const,
        ]),
  ];
}
