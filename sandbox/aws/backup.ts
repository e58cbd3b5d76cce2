import { randomUUID } from "node:crypto";
import type { Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Model, Reference } from "../provider/model";
import { arn, between, integer, length, matches } from "../provider/rules";
import { isUnknown } from "../provider/values";
import { ROLE } from "./iam";
import { arnOf, idIs, text } from "./ids";
import { byKey } from "./kms";
import { policyDocument } from "./policy";

const VAULT = "aws:backup/vault:Vault";
const PLAN = "aws:backup/plan:Plan";
const LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration";

/** Days that a recovery point stays in cold storage at least. */
const COLD_AT_LEAST = 90;
/** Most days that a continuous backup reaches back. */
const CONTINUOUS_AT_MOST = 35;

const vaultName = matches(/^[a-zA-Z0-9_-]{2,50}$/, "must be 2 to 50 letters, digits, hyphens and underscores");
const planName = matches(/^[a-zA-Z0-9_.-]{1,50}$/, "must be 1 to 50 letters, digits, hyphens, periods and underscores");

const ofVault: Reference = {
  path: "backupVaultName",
  type: VAULT,
  by: ["name"],
  missing: "ResourceNotFoundException",
  owned: true,
};

export const backup: readonly Model[] = [
  {
    type: VAULT,
    cfn: "AWS::Backup::BackupVault",
    id: idIs("name"),
    assigned: ({ name }, context) => ({
      arn: arnOf("backup", context, `backup-vault:${text(name)}`),
      recoveryPoints: 0,
    }),
    autoname: { property: "name", maxLength: 50 },
    defaults: { forceDestroy: false },
    fills: { kmsKeyArn: "arn:aws:kms:eu-west-1:000000000000:alias/aws/backup" },
    rules: { name: [vaultName], kmsKeyArn: [arn] },
    replaceOn: ["name", "kmsKeyArn"],
    unique: [{ by: ["name"], code: "AlreadyExistsException" }],
    references: [byKey("kmsKeyArn", "InvalidParameterValueException")],
    refuseDelete: ({ outputs }) => {
      if (Number(outputs["recoveryPoints"]) > 0)
        throw new ApiError(
          "InvalidRequestException",
          "Backup vault cannot be deleted because it contains recovery points.",
        );
    },
  },
  {
    type: LOCK,
    cfn: "AWS::Backup::BackupVaultLock",
    id: idIs("backupVaultName"),
    assigned: ({ backupVaultName }, context) => ({
      backupVaultArn: arnOf("backup", context, `backup-vault:${text(backupVaultName)}`),
      lockedAt: context.now.toISOString(),
    }),
    rules: {
      changeableForDays: [integer, between(3, 36500)],
      minRetentionDays: [integer, between(1, 36500)],
      maxRetentionDays: [integer, between(1, 36500)],
    },
    check: ({ minRetentionDays: least, maxRetentionDays: most }) =>
      Number(least) > Number(most)
        ? [{ path: "maxRetentionDays", reason: `max_retention_days (${text(most)}) is below min_retention_days` }]
        : [],
    replaceOn: { allBut: [] },
    references: [ofVault],
    // Once its grace is over, a lock that has one can be changed by nobody, AWS included.
    refuseDelete: ({ inputs, outputs }, { now }) => {
      if (inputs["changeableForDays"] === undefined) return;
      const final = Date.parse(text(outputs["lockedAt"])) + Number(inputs["changeableForDays"]) * 86_400_000;
      if (now.getTime() >= final) throw new ApiError("InvalidRequestException", "The vault lock has become immutable.");
    },
  },
  {
    type: "aws:backup/vaultPolicy:VaultPolicy",
    cfn: "AWS::Backup::BackupVaultPolicy",
    id: idIs("backupVaultName"),
    assigned: ({ backupVaultName }, context) => ({
      backupVaultArn: arnOf("backup", context, `backup-vault:${text(backupVaultName)}`),
    }),
    json: { policy: "policy" },
    rules: { policy: [policyDocument] },
    replaceOn: ["backupVaultName"],
    references: [ofVault],
  },
  {
    type: PLAN,
    cfn: "AWS::Backup::BackupPlan",
    id: (_, __, { planId }) => text(planId),
    assigned: (_, context) => {
      const planId = randomUUID();
      return { planId, arn: arnOf("backup", context, `backup-plan:${planId}`) };
    },
    derived: () => ({ version: Buffer.from(randomUUID()).toString("base64") }),
    volatile: ["version"],
    autoname: { property: "name", maxLength: 50 },
    defaults: {
      "rules.completionWindow": 180,
      "rules.enableContinuousBackup": false,
      "rules.scheduleExpressionTimezone": "Etc/UTC",
      "rules.startWindow": 60,
    },
    rules: {
      name: [planName],
      rules: [length(1, 100)],
      "rules.ruleName": [planName],
      "rules.schedule": [matches(/^(cron|rate)\(.+\)$/, "must be cron(…) or rate(…)")],
      "rules.startWindow": [integer, between(60, 43200)],
    },
    check: ({ rules = [] }) =>
      Array.isArray(rules)
        ? rules.flatMap((rule, index) => planRuleProblems(rule as Properties, `rules[${index}]`))
        : [],
    replaceOn: ["name"],
    references: [
      { path: "rules.targetVaultName", type: VAULT, by: ["name"], missing: "ResourceNotFoundException" },
      { path: "rules.copyActions.destinationVaultArn", type: VAULT, by: ["arn"], missing: "ResourceNotFoundException" },
    ],
    refuseCreate: refuseLocked,
    refuseUpdate: (inputs, _, context) => refuseLocked(inputs, context),
  },
  {
    type: "aws:backup/selection:Selection",
    cfn: "AWS::Backup::BackupSelection",
    id: (_, __, { selectionId }) => text(selectionId),
    importIds: ({ id, inputs }) => [`${text(inputs["planId"])}|${id}`],
    assigned: () => ({ selectionId: randomUUID() }),
    autoname: { property: "name", maxLength: 50 },
    fills: { notResources: [], conditions: [] },
    rules: { name: [planName], iamRoleArn: [arn], resources: [length(1, 500)] },
    check: ({ resources, selectionTags, conditions }) =>
      [resources, selectionTags, conditions].every((given) => given === undefined)
        ? [{ path: "resources", reason: "a selection names resources, tags or conditions" }]
        : [],
    replaceOn: { allBut: [] },
    references: [
      // A plan with a selection is not deleted.
      { path: "planId", type: PLAN, missing: "ResourceNotFoundException", blocks: "InvalidRequestException" },
      { path: "iamRoleArn", type: ROLE, by: ["arn"], missing: "InvalidParameterValueException" },
    ],
  },
];

function planRuleProblems({ lifecycle, enableContinuousBackup, copyActions }: Properties, at: string) {
  if (isUnknown(lifecycle) || isUnknown(copyActions)) return [];
  const copies = ((copyActions ?? []) as Properties[]).map((copy, index) => ({
    path: `${at}.copyActions[${index}].lifecycle`,
    lifecycle: copy["lifecycle"] as Properties | undefined,
  }));
  const own = { path: `${at}.lifecycle`, lifecycle: lifecycle as Properties | undefined };
  const { deleteAfter = Infinity } = own.lifecycle ?? {};
  return [
    ...[own, ...copies].flatMap(({ path, lifecycle: kept }) => lifecycleProblems(kept ?? {}, path)),
    ...(enableContinuousBackup === true && Number(deleteAfter) > CONTINUOUS_AT_MOST
      ? [{ path: own.path, reason: `a continuous backup is kept for 1 to ${CONTINUOUS_AT_MOST} days` }]
      : []),
  ];
}

function lifecycleProblems({ coldStorageAfter, deleteAfter }: Properties, path: string) {
  if (coldStorageAfter === undefined || deleteAfter === undefined) return [];
  return Number(deleteAfter) >= Number(coldStorageAfter) + COLD_AT_LEAST
    ? []
    : [{ path, reason: `DeleteAfterDays must be at least ${COLD_AT_LEAST} days after MoveToColdStorageAfterDays` }];
}

/** A locked vault takes no recovery point that lives shorter or longer than its lock says. */
function refuseLocked({ rules }: Properties, { cloud }: Context): void {
  for (const { targetVaultName, lifecycle } of rules as Properties[]) {
    const lock = cloud.list(LOCK).find(({ id }) => id === targetVaultName);
    const days = Number((lifecycle as Properties | undefined)?.["deleteAfter"] ?? Infinity);
    const { minRetentionDays: least = 1, maxRetentionDays: most = Infinity } = lock?.inputs ?? {};
    if (lock && (days < Number(least) || days > Number(most))) {
      throw new ApiError(
        "InvalidParameterValueException",
        `The retention of ${days} days is outside the vault lock of ${text(targetVaultName)}: ${text(least)} to ${text(most)} days`,
      );
    }
  }
}
