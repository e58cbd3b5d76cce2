import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { databaseEntry, databaseUsers, firstKeys, keyVariables, kindTag, type EntryKind } from "../core/credentials";
import { named, type Tags } from "../core/tags";

export interface VaultArgs {
  /** What every entry's name starts with: `promenade/dev`. */
  readonly path: string;
  /** Names of entries that hold keys: the current one, the one before and the one after; the vault makes the first up. */
  readonly keys: readonly string[];
  /** Where the app's database is; undefined leaves POSTGRES_PASSWORD out. */
  readonly database: { readonly endpoint: pulumi.Input<string>; readonly databaseName: string } | undefined;
  /** Entries whose value comes from what it opens: the cache's address with its token. */
  readonly given: Readonly<Record<string, pulumi.Input<string>>>;
  /** Days in which a deleted entry can be brought back; 0 frees its name at once. */
  readonly recoveryDays: number;
  readonly protect: boolean;
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/** One entry, known once it has a value, for a task cannot start on an empty one. */
export interface VaultEntry {
  readonly arn: pulumi.Output<string>;
  /** How its next value is made; undefined where none is. */
  readonly kind: EntryKind | undefined;
}

/** The environment's secrets in Secrets Manager. Tasks get them by reference, never by value. */
export class Vault extends pulumi.ComponentResource {
  /** By name. */
  readonly entries: Readonly<Record<string, VaultEntry>>;
  /** What a container's `valueFrom` says, by the name of its variable. */
  readonly variables: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: VaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:secrets:Vault", name, {}, opts);
    const child = { parent: this };
    const guarded = { ...child, protect: args.protect };

    const database = args.database && storeDatabaseEntry(args.database);
    const keys = args.keys.map((entry) => [entry, storeKeys(entry)] as const);
    const given = Object.entries(args.given).map(([entry, value]) => [entry, store(entry, value, undefined)] as const);
    this.entries = Object.fromEntries([
      ...(database ? [[databaseEntryName, database] as const] : []),
      ...keys,
      ...given,
    ]);

    this.variables = {
      ...(database && {
        POSTGRES_PASSWORD: keyOf(database, "password"),
        DATABASE_URL: keyOf(database, "DATABASE_URL"),
      }),
      ...Object.fromEntries(
        keys.flatMap(([entry, stored]) =>
          Object.entries(keyVariables(entry)).map(([key, variable]) => [variable, keyOf(stored, key)]),
        ),
      ),
      ...Object.fromEntries(given.map(([entry, stored]) => [entry, stored.arn])),
    };
    this.registerOutputs();

    function storeDatabaseEntry({ endpoint, databaseName }: NonNullable<VaultArgs["database"]>): VaultEntry {
      const value = pulumi
        .all([endpoint, generate(databaseEntryName)])
        .apply(([at, password]) => databaseEntry({ endpoint: at, databaseName }, databaseUsers[0], password));
      return store(databaseEntryName, pulumi.jsonStringify(value), "database");
    }

    function storeKeys(entry: string): VaultEntry {
      const value = pulumi
        .all([generate(entry), generate(`${entry}-next`)])
        .apply(([current, next]) => firstKeys(current, next));
      return store(entry, pulumi.jsonStringify(value), "keys");
    }

    function generate(what: string): pulumi.Output<string> {
      return new random.RandomPassword(`${name}-${what}`, { length: 64, special: false }, guarded).result;
    }

    function store(entry: string, value: pulumi.Input<string>, kind: EntryKind | undefined): VaultEntry {
      const path = `${args.path}/${entry}`;
      const secret = new secretsmanager.Secret(
        `${name}-${entry}`,
        {
          name: path,
          kmsKeyId: args.keyArn,
          recoveryWindowInDays: args.recoveryDays,
          tags: named(args.tags, path, kind === undefined ? {} : { [kindTag]: kind }),
        },
        guarded,
      );
      const version = new secretsmanager.SecretVersion(
        `${name}-${entry}`,
        { secretId: secret.id, secretString: value },
        // The first value only: afterwards the vault is right, or each update would undo a rotation.
        { ...child, ignoreChanges: ["secretString", "versionStages"] },
      );
      return { arn: version.secretArn, kind };
    }
  }
}

const databaseEntryName = "POSTGRES_PASSWORD";

/** One key of an entry's JSON (ECS: `ARN:json-key:version-stage:version-id`). */
const keyOf = ({ arn }: VaultEntry, key: string): pulumi.Output<string> => pulumi.interpolate`${arn}:${key}::`;
