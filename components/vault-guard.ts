import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import { vaultPolicy } from "../core/vault-policy";

export interface VaultGuardArgs {
  /** ARN of each entry, by its name. */
  readonly entries: Readonly<Record<string, pulumi.Input<string>>>;
  /** Roles that read values: tasks while they start. */
  readonly readers: pulumi.Input<string>[];
  /** Roles that read and change values: the rotation. */
  readonly writers: pulumi.Input<string>[];
  /** Whoever deploys and repairs; patterns are allowed. */
  readonly administrators: pulumi.Input<string[]>;
}

/** Keeps everybody but this environment's roles, and its administrators, from the vault's values. */
export class VaultGuard extends pulumi.ComponentResource {
  constructor(name: string, args: VaultGuardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:secrets:VaultGuard", name, {}, opts);
    const { readers, writers, administrators } = args;
    const policy = pulumi
      .output({ readers, writers, administrators })
      .apply((principals) => JSON.stringify(vaultPolicy(principals)));
    for (const [entry, secretArn] of Object.entries(args.entries)) {
      new secretsmanager.SecretPolicy(
        `${name}-${entry}`,
        { secretArn, policy, blockPublicPolicy: true },
        { parent: this },
      );
    }
    this.registerOutputs();
  }
}
