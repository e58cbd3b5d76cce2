import { randomUUID } from "node:crypto";
import { ApiError } from "../provider/errors";
import type { Model, Reference } from "../provider/model";
import { between, differs, length, matches, oneOf } from "../provider/rules";
import { arnOf, idIs, text } from "./ids";
import { policyDocument, statementsOf } from "./policy";

const KEY = "aws:kms/key:Key";

/** A property that names a customer key, by id or ARN; AWS's own aliases need nobody to create them. */
export const byKey = (path: string, missing: string): Reference => ({
  path,
  type: [KEY, "aws:kms/alias:Alias"],
  by: ["id", "arn"],
  missing,
  except: /alias\/aws\//,
});

const DAY = 86_400_000;

export const kms: readonly Model[] = [
  {
    type: KEY,
    cfn: "AWS::KMS::Key",
    id: (_, __, { keyId }) => text(keyId),
    importIds: ({ outputs }) => [text(outputs["arn"])],
    assigned: (_, context) => {
      const keyId = randomUUID();
      return { keyId, arn: arnOf("kms", context, `key/${keyId}`) };
    },
    defaults: {
      bypassPolicyLockoutSafetyCheck: false,
      customerMasterKeySpec: "SYMMETRIC_DEFAULT",
      enableKeyRotation: false,
      isEnabled: true,
      keyUsage: "ENCRYPT_DECRYPT",
    },
    fills: { description: "", multiRegion: false },
    derived: ({ policy, enableKeyRotation, rotationPeriodInDays }, _, { account }) => ({
      policy: policy ?? defaultPolicy(account),
      ...(enableKeyRotation === true && { rotationPeriodInDays: rotationPeriodInDays ?? 365 }),
    }),
    json: { policy: "policy" },
    rules: {
      policy: [policyDocument],
      deletionWindowInDays: [between(7, 30)],
      rotationPeriodInDays: [between(90, 2560)],
      description: [length(0, 8192)],
      keyUsage: [oneOf("ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT")],
    },
    replaceOn: ["customerMasterKeySpec", "keyUsage", "multiRegion", "customKeyStoreId", "xksKeyId"],
    refuseCreate: (inputs) => refuseLockout(inputs),
    refuseUpdate: (inputs) => refuseLockout(inputs),
    departsUntil: ({ inputs }, now) => new Date(now.getTime() + Number(inputs["deletionWindowInDays"] ?? 30) * DAY),
  },
  {
    type: "aws:kms/alias:Alias",
    cfn: "AWS::KMS::Alias",
    id: idIs("name"),
    assigned: ({ name }, context) => ({ arn: arnOf("kms", context, text(name)) }),
    derived: ({ targetKeyId }, _, context) => {
      const key = context.cloud
        .list(KEY)
        .find(({ id, outputs }) => [id, outputs["arn"]].includes(targetKeyId as string));
      return { targetKeyArn: key?.outputs["arn"] };
    },
    volatile: ["targetKeyArn"],
    fills: { namePrefix: "" },
    rules: {
      name: [
        length(1, 256),
        matches(/^alias\/[A-Za-z0-9/_-]+$/, 'must begin with "alias/" and contain only [A-Za-z0-9/_-]'),
        differs(/^alias\/aws\//, "cannot begin with alias/aws/, which is AWS's own"),
      ],
    },
    replaceOn: ["name", "namePrefix"],
    unique: [{ by: ["name"], code: "AlreadyExistsException" }],
    references: [{ path: "targetKeyId", type: KEY, by: ["id", "arn"], missing: "NotFoundException", owned: true }],
  },
];

const defaultPolicy = (account: string): string =>
  JSON.stringify({
    Id: "key-default-1",
    Statement: [
      {
        Action: "kms:*",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Resource: "*",
        Sid: "Enable IAM User Permissions",
      },
    ],
    Version: "2012-10-17",
  });

/** KMS refuses a policy after which nobody could change the policy any more. */
function refuseLockout({ policy, bypassPolicyLockoutSafetyCheck }: Record<string, unknown>): void {
  if (policy === undefined || bypassPolicyLockoutSafetyCheck === true) return;
  const allowed = statementsOf(text(policy)).some(
    ({ Effect, Action }) =>
      Effect === "Allow" &&
      [Action].flat().some((each) => ["*", "kms:*", "kms:Put*", "kms:PutKeyPolicy"].includes(text(each))),
  );
  if (!allowed) {
    throw new ApiError(
      "MalformedPolicyDocumentException",
      "The new key policy will not allow you to update the key policy in the future.",
    );
  }
}
