import { randomUUID } from "node:crypto";
import { ApiError } from "../provider/errors";
import type { Context, Model, Reference } from "../provider/model";
import { arn, between, length, matches } from "../provider/rules";
import { alphanumeric, arnOf, idIsArn, text } from "./ids";
import { byKey } from "./kms";
import { policyDocument } from "./policy";

export const SECRET = "aws:secretsmanager/secret:Secret";
export const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const SECRET_ROTATION = "aws:secretsmanager/secretRotation:SecretRotation";

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
      createdDate: context.now.toISOString(),
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
    type: SECRET_ROTATION,
    cfn: "AWS::SecretsManager::RotationSchedule",
    id: ({ secretId }) => text(secretId),
    assigned: () => ({ rotationEnabled: true }),
    defaults: { rotateImmediately: true },
    rules: {
      rotationLambdaArn: [arn],
      "rotationRules.automaticallyAfterDays": [between(1, 1000)],
      "rotationRules.scheduleExpression": [matches(/^(cron|rate)\(.+\)$/, "must be cron() or rate()")],
    },
    check: ({ rotationRules }) => {
      const { automaticallyAfterDays, scheduleExpression } = (rotationRules ?? {}) as Record<string, unknown>;
      if (automaticallyAfterDays === undefined || scheduleExpression === undefined) return [];
      const reason = '"automatically_after_days": conflicts with schedule_expression';
      return [{ path: "rotationRules.automaticallyAfterDays", reason }];
    },
    replaceOn: ["secretId"],
    unique: [{ by: ["secretId"], code: "InvalidRequestException" }],
    references: [
      ofSecret("secretId"),
      {
        path: "rotationLambdaArn",
        type: "aws:lambda/function:Function",
        by: ["arn"],
        missing: "ResourceNotFoundException",
      },
    ],
    refuseCreate: refuseUninvocable,
    refuseUpdate: (inputs, _, context) => refuseUninvocable(inputs, context),
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

/** Secrets Manager tries at once whether it may call the function. */
function refuseUninvocable({ rotationLambdaArn }: Record<string, unknown>, { cloud, account }: Context): void {
  if (rotationLambdaArn === undefined) return;
  const allowed = cloud
    .list("aws:lambda/permission:Permission")
    .some(
      ({ inputs }) =>
        inputs["principal"] === "secretsmanager.amazonaws.com" &&
        [rotationLambdaArn, text(rotationLambdaArn).split(":").at(-1)].includes(inputs["function"]) &&
        [undefined, account].includes(inputs["sourceAccount"] as string | undefined),
    );
  if (!allowed) {
    throw new ApiError(
      "AccessDeniedException",
      "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.",
    );
  }
}
