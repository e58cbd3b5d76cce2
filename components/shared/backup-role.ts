import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../../core/arn";
import { physicalName } from "../../core/names";
import { named, type Tags } from "../../core/tags";
import type { Bounded } from "./bounded";

export interface BackupRoleArgs extends Bounded {
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  /** Databases that are backed up. */
  readonly resourceArns: readonly pulumi.Input<string>[];
  readonly vaultArns: readonly pulumi.Input<string>[];
  /** Keys of the databases and of the vaults. */
  readonly keyArns: readonly pulumi.Input<string>[];
  readonly tags: Tags;
}

/** Longest name of a role (AWS: IAM). */
const roleNameLimit = 64;

/**
 * Who AWS Backup is while it takes recovery points. ARN, known once it may: the part about RDS of AWS's managed policy
 * AWSBackupServiceRolePolicyForBackup, for these databases and vaults alone.
 */
export function createBackupRole(
  name: string,
  args: BackupRoleArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { region, accountId, resourceArns, vaultArns, keyArns, tags } = args;
  const partition = partitionOf(region);
  const ownSnapshots = pulumi.interpolate`arn:${partition}:rds:*:${accountId}:snapshot:awsbackup:*`;
  const role = new iam.Role(
    name,
    {
      name: physicalName([name], roleNameLimit),
      assumeRolePolicy: policy({
        Effect: "Allow",
        Principal: { Service: "backup.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": accountId } },
      }),
      permissionsBoundary: args.permissionsBoundary,
      tags: named(tags, name),
    },
    opts,
  );
  const permissions = new iam.RolePolicy(
    name,
    {
      name: "take-recovery-points",
      role: role.name,
      policy: policy(
        { Sid: "FindResources", Effect: "Allow", Action: "tag:GetResources", Resource: "*" },
        {
          Sid: "TakeSnapshots",
          Effect: "Allow",
          Action: [
            "rds:DescribeDBInstances",
            "rds:CreateDBSnapshot",
            "rds:ListTagsForResource",
            "rds:AddTagsToResource",
            "rds:DescribeDBSnapshots",
          ],
          Resource: [...resourceArns, ownSnapshots],
        },
        {
          Sid: "KeepItsOwnSnapshots",
          Effect: "Allow",
          Action: ["rds:CopyDBSnapshot", "rds:DeleteDBSnapshot", "rds:ModifyDBSnapshotAttribute"],
          Resource: ownSnapshots,
        },
        {
          Sid: "FillVaults",
          Effect: "Allow",
          Action: ["backup:DescribeBackupVault", "backup:CopyIntoBackupVault"],
          Resource: [...vaultArns],
        },
        { Sid: "KnowKeys", Effect: "Allow", Action: "kms:DescribeKey", Resource: [...keyArns] },
        {
          Sid: "LendKeysToRds",
          Effect: "Allow",
          Action: "kms:CreateGrant",
          Resource: [...keyArns],
          Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
        },
      ),
    },
    opts,
  );
  return pulumi.all([role.arn, permissions.id]).apply(([arn]) => arn);
}

const policy = (...Statement: readonly pulumi.Inputs[]): pulumi.Output<string> =>
  pulumi.jsonStringify({ Version: "2012-10-17", Statement });
