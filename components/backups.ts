import * as backup from "@pulumi/aws/backup";
import * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../core/arn";
import { backupRule } from "../core/backup-plan";
import type { BackupsSettings } from "../core/config/stores";
import { physicalName } from "../core/names";
import { named, type Tags } from "../core/tags";
import { createBackupRole } from "./shared/backup-role";
import type { Bounded } from "./shared/bounded";

export interface BackupsArgs extends Bounded {
  readonly backups: BackupsSettings;
  /** What is backed up, by a name each. */
  readonly resourceArns: Readonly<Record<string, pulumi.Input<string>>>;
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly protect: boolean;
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/** Longest name of a vault, plan or selection (AWS Backup). */
const nameLimit = 50;

/** No recovery point in a vault is deleted before, whoever asks. */
const shortestRetentionDays = 7;

/** AWS destroys a key 7 to 30 days after it was deleted. */
const deletionWindowInDays = 30;

/**
 * Recovery points that do not depend on the database they are of: in a locked vault, and in another region where that
 * is asked for. Points in time are the database's own automated backups; were they AWS Backup's as well, it would take
 * the database's backup window and retention out of this program's hands.
 */
export class Backups extends pulumi.ComponentResource {
  /** Of the vault in the environment's own region. */
  readonly vaultName: pulumi.Output<string>;

  constructor(name: string, args: BackupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:stores:Backups", name, {}, opts);
    const child = { parent: this };
    const guarded = { ...child, protect: args.protect };
    const { retentionDays, copyRegion } = args.backups;
    const rule = backupRule(args.backups);

    const vault = createVault(name, args.region, args.keyArn);
    const copy = copyRegion === undefined ? undefined : createCopy(copyRegion);
    const plan = createPlan();
    select();

    this.vaultName = vault.name;
    this.registerOutputs({ vaultName: this.vaultName });

    function createVault(vaultName: string, region: string, kmsKeyArn: pulumi.Input<string>): backup.Vault {
      const physical = physicalName([vaultName], nameLimit);
      const created = new backup.Vault(
        vaultName,
        { name: physical, kmsKeyArn, region, tags: named(args.tags, vaultName) },
        guarded,
      );
      // It can be lifted by those who may: one that cannot would outlive every mistake in it (docs/recovery.md).
      new backup.VaultLockConfiguration(
        vaultName,
        {
          backupVaultName: created.name,
          minRetentionDays: shortestRetentionDays,
          maxRetentionDays: retentionDays,
          region,
        },
        child,
      );
      return created;
    }

    /** A key stays in its region, so the copy has one of its own. */
    function createCopy(region: string) {
      const copyName = `${name}-copy`;
      const key = new kms.Key(
        copyName,
        {
          description: "Copies of one environment's recovery points",
          enableKeyRotation: true,
          deletionWindowInDays,
          policy: accountDecides(),
          region,
          tags: named(args.tags, copyName),
        },
        guarded,
      );
      return { keyArn: key.arn, vaultArn: createVault(copyName, region, key.arn).arn };
    }

    function accountDecides(): pulumi.Output<string> {
      const root = pulumi.interpolate`arn:${partitionOf(args.region)}:iam::${args.accountId}:root`;
      const Statement = [{ Effect: "Allow", Principal: { AWS: root }, Action: "kms:*", Resource: "*" }];
      return pulumi.jsonStringify({ Version: "2012-10-17", Statement });
    }

    function createPlan(): backup.Plan {
      const { lifecycle } = rule;
      const copyActions = copy === undefined ? [] : [{ destinationVaultArn: copy.vaultArn, lifecycle }];
      return new backup.Plan(
        name,
        {
          name: physicalName([name], nameLimit),
          rules: [{ ...rule, targetVaultName: vault.name, copyActions }],
          tags: named(args.tags, name),
        },
        child,
      );
    }

    function select(): void {
      const resourceArns = Object.values(args.resourceArns);
      const vaultArns = [vault.arn, ...(copy === undefined ? [] : [copy.vaultArn])];
      const keyArns = [args.keyArn, ...(copy === undefined ? [] : [copy.keyArn])];
      const iamRoleArn = createBackupRole(`${name}-role`, { ...args, resourceArns, vaultArns, keyArns }, child);
      const selection = { name: physicalName([name, "stores"], nameLimit), planId: plan.id, iamRoleArn };
      new backup.Selection(name, { ...selection, resources: resourceArns }, child);
    }
  }
}
