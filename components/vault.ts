import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { named, type Tags } from "../core/tags";

export interface VaultArgs {
  /** What every entry's name starts with: `promenade/dev`. */
  readonly path: string;
  /** Entries whose value the vault makes up. */
  readonly generated: readonly string[];
  /** Entries whose value comes from what it opens: passwords and addresses of stores. */
  readonly given: Readonly<Record<string, pulumi.Input<string>>>;
  /** Days in which a deleted entry can be brought back; 0 frees its name at once. */
  readonly recoveryDays: number;
  readonly protect: boolean;
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/** The environment's secrets in Secrets Manager. Tasks get them by reference, never by value. */
export class Vault extends pulumi.ComponentResource {
  /** ARN by entry; known once the entry has a value, for a task cannot start on an empty one. */
  readonly arns: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: VaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:secrets:Vault", name, {}, opts);
    const child = { parent: this };

    const generated = args.generated.map((entry) => [entry, generate(entry)] as const);
    const entries = [...Object.entries(args.given), ...generated];
    this.arns = Object.fromEntries(entries.map(([entry, value]) => [entry, store(entry, value)]));
    this.registerOutputs({ arns: this.arns });

    function generate(entry: string): pulumi.Output<string> {
      return new random.RandomPassword(
        `${name}-${entry}`,
        { length: 64, special: false },
        { ...child, protect: args.protect },
      ).result;
    }

    function store(entry: string, value: pulumi.Input<string>): pulumi.Output<string> {
      const path = `${args.path}/${entry}`;
      const secret = new secretsmanager.Secret(
        `${name}-${entry}`,
        {
          name: path,
          kmsKeyId: args.keyArn,
          recoveryWindowInDays: args.recoveryDays,
          tags: named(args.tags, path),
        },
        { ...child, protect: args.protect },
      );
      return new secretsmanager.SecretVersion(
        `${name}-${entry}`,
        { secretId: secret.id, secretString: value },
        // The first value only: afterwards the vault is right, or each update would undo a rotation.
        { ...child, ignoreChanges: ["secretString"] },
      ).secretArn;
    }
  }
}
