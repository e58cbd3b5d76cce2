import { randomUUID } from "node:crypto";
import type { Model, Reference } from "../provider/model";
import { length, matches } from "../provider/rules";
import { alphanumeric, arnOf, idIsArn, text } from "./ids";
import { byKey } from "./kms";
import { policyDocument } from "./policy";

export const SECRET = "aws:secretsmanager/secret:Secret";
export const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";

const ofSecret = (path: string): Reference => ({
  path,
  type: SECRET,
  by: ["arn", "name"],
  missing: "ResourceNotFoundException",
  owned: true,
});

const DAY = 86_400_000;

export const secretsmanager: readonly Model[] = [
  {
    type: SECRET,
    cfn: "AWS::SecretsManager::Secret",
    id: idIsArn,
    assigned: ({ name }, context) => ({
      arn: arnOf("secretsmanager", context, `secret:${text(name)}-${alphanumeric(6)}`),
    }),
    autoname: { property: "name", maxLength: 512 },
    defaults: { forceOverwriteReplicaSecret: false, recoveryWindowInDays: 30 },
    fills: { namePrefix: "", policy: "", replicas: [] },
    json: { policy: "policy" },
    rules: {
      name: [length(1, 512), matches(/^[\w/+=.@-]+$/, "must contain only alphanumeric characters and /_+=.@-")],
      recoveryWindowInDays: [
        (value) =>
          value === 0 || (Number(value) >= 7 && Number(value) <= 30)
            ? undefined
            : `expected recovery_window_in_days to be 0 or in the range (7 - 30), got ${text(value)}`,
      ],
      description: [length(0, 2048)],
      policy: [policyDocument],
    },
    replaceOn: ["name", "namePrefix", "type"],
    unique: [{ by: ["name"], code: "ResourceExistsException" }],
    references: [byKey("kmsKeyId", "InvalidParameterException")],
    departsUntil: ({ inputs }, now) => {
      const days = Number(inputs["recoveryWindowInDays"] ?? 30);
      return days === 0 ? undefined : new Date(now.getTime() + days * DAY);
    },
  },
  {
    type: SECRET_VERSION,
    cfn: "AWS::SecretsManager::Secret",
    id: ({ secretId }, _, { versionId }) => `${text(secretId)}|${text(versionId)}`,
    assigned: ({ secretId }) => ({ versionId: `terraform-${randomUUID()}`, arn: secretId, secretArn: secretId }),
    derived: ({ secretStringWo }) => ({ hasSecretStringWo: secretStringWo !== undefined, secretStringWo: undefined }),
    fills: { versionStages: ["AWSCURRENT"] },
    sensitive: ["secretString", "secretBinary", "secretStringWo"],
    rules: { secretString: [length(1, 65536)], secretStringWo: [length(1, 65536)] },
    check: (inputs) => {
      const given = ["secretString", "secretBinary", "secretStringWo"].filter((name) => inputs[name] !== undefined);
      if (given.length < 2) return [];
      return [{ path: given[1] ?? "", reason: `"${given.join('" conflicts with "')}"` }];
    },
    replaceOn: ["secretId", "secretString", "secretBinary", "secretStringWoVersion"],
    references: [ofSecret("secretId")],
  },
  {
    type: "aws:secretsmanager/secretPolicy:SecretPolicy",
    cfn: "AWS::SecretsManager::ResourcePolicy",
    id: ({ secretArn }) => text(secretArn),
    json: { policy: "policy" },
    rules: { policy: [policyDocument] },
    replaceOn: ["secretArn"],
    unique: [{ by: ["secretArn"], code: "ResourceExistsException" }],
    references: [ofSecret("secretArn")],
  },
];
