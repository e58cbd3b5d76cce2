import type * as rds from "@pulumi/aws/rds";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { named, type Tags } from "../../core/tags";

export interface MasterUserArgs {
  /**
   * `managed`: RDS makes the password, keeps it in a secret of its own and changes it every week; no state holds it.
   * `generated`: the vault keeps it; the only way where there is a read replica (AWS: RDS for PostgreSQL).
   */
  readonly master: "managed" | "generated";
  /** What every entry's name starts with: `promenade/dev`. */
  readonly path: string;
  readonly recoveryDays: number;
  readonly protect: boolean;
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/** Who administers a database, and where the password is. */
export interface MasterUser {
  readonly arguments: Partial<rds.InstanceArgs>;
  /** Undefined where RDS keeps it to itself. Secret. */
  readonly password: pulumi.Output<string> | undefined;
  /** The secret with `username` and `password`, as JSON. */
  readonly secretOf: (instance: rds.Instance) => pulumi.Output<string>;
}

export const username = "promenade";

export function createMasterUser(name: string, args: MasterUserArgs, opts: pulumi.CustomResourceOptions): MasterUser {
  const { master, path, recoveryDays, protect, keyArn, tags } = args;
  const guarded = { ...opts, protect };
  if (master === "managed") {
    return {
      arguments: { username, manageMasterUserPassword: true, masterUserSecretKmsKeyId: keyArn },
      password: undefined,
      secretOf: ({ masterUserSecrets }) => masterUserSecrets.apply(([secret]) => secret?.secretArn ?? ""),
    };
  }
  const password = new random.RandomPassword(name, { length: 32, special: false }, guarded).result;
  const entry = `${path}/DATABASE_MASTER`;
  const secret = new secretsmanager.Secret(
    `${name}-master`,
    { name: entry, kmsKeyId: keyArn, recoveryWindowInDays: recoveryDays, tags: named(tags, entry) },
    guarded,
  );
  const version = new secretsmanager.SecretVersion(
    `${name}-master`,
    { secretId: secret.id, secretString: pulumi.jsonStringify({ username, password }) },
    opts,
  );
  return { arguments: { username, password }, password, secretOf: () => version.secretArn };
}
