import * as rds from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { physicalName } from "../core/names";
import { named, type Tags } from "../core/tags";
import type { DatabaseSize } from "../core/tier-size";
import { createStoreGroup } from "./shared/store-group";

export interface DatabaseArgs {
  readonly size: DatabaseSize;
  /** Also keeps AWS from deleting it, and leaves a last snapshot and the backups when it goes all the same. */
  readonly protect: boolean;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string[]>;
  readonly clientSecurityGroupId: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/** Major version of PostgreSQL; AWS moves the minor ones by itself. */
const engineVersion = "17";
const databaseName = "app";
const administrator = "promenade";
const port = 5432;

/** Longest identifier of an instance (AWS: RDS). */
const identifierLimit = 63;

/** The environment's PostgreSQL: private, encrypted, TLS only. */
export class Database extends pulumi.ComponentResource {
  /** Vault entries that open it, by name. Secret. */
  readonly secrets: Readonly<Record<"DATABASE_URL" | "POSTGRES_PASSWORD", pulumi.Output<string>>>;

  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:stores:Database", name, {}, opts);
    const child = { parent: this };
    const guarded = { ...child, protect: args.protect };

    const password = new random.RandomPassword(name, { length: 32, special: false }, guarded).result;
    const securityGroup = createStoreGroup(name, { ...args, store: "Database", protocol: "PostgreSQL", port }, child);
    const instance = createInstance();

    this.secrets = {
      POSTGRES_PASSWORD: password,
      DATABASE_URL: pulumi.all([instance.endpoint, password]).apply(([endpoint, secret]) => urlOf(endpoint, secret)),
    };
    this.registerOutputs();

    function createInstance(): rds.Instance {
      const subnets = `${name}-subnets`;
      const subnetGroup = new rds.SubnetGroup(
        subnets,
        { name: subnets, subnetIds: args.subnetIds, tags: named(args.tags, subnets) },
        child,
      );
      const parameters = `${name}-parameters`;
      const parameterGroup = new rds.ParameterGroup(
        parameters,
        {
          name: `${parameters}-${engineVersion}`,
          family: `postgres${engineVersion}`,
          parameters: [{ name: "rds.force_ssl", value: "1" }],
          tags: named(args.tags, parameters),
        },
        child,
      );
      return new rds.Instance(
        name,
        {
          identifier: physicalName([name], identifierLimit),
          engine: "postgres",
          engineVersion,
          autoMinorVersionUpgrade: true,
          instanceClass: args.size.instanceClass,
          multiAz: args.size.multiAz,
          allocatedStorage: args.size.storageGiB,
          storageType: "gp3",
          storageEncrypted: true,
          kmsKeyId: args.keyArn,
          dbName: databaseName,
          username: administrator,
          password,
          port,
          publiclyAccessible: false,
          dbSubnetGroupName: subnetGroup.name,
          vpcSecurityGroupIds: [securityGroup.id],
          parameterGroupName: parameterGroup.name,
          backupRetentionPeriod: args.size.backupRetentionDays,
          copyTagsToSnapshot: true,
          ...lastWords(),
          tags: named(args.tags, name),
        },
        guarded,
      );
    }

    /** What is left when the instance is deleted. */
    function lastWords(): Partial<rds.InstanceArgs> {
      if (!args.protect) return { deletionProtection: false, deleteAutomatedBackups: true, skipFinalSnapshot: true };
      // A second instance of this name would otherwise meet the first one's snapshot when it is deleted in turn.
      const life = new random.RandomId(`${name}-life`, { byteLength: 4 }, child).hex;
      return {
        deletionProtection: true,
        deleteAutomatedBackups: false,
        skipFinalSnapshot: false,
        finalSnapshotIdentifier: pulumi.interpolate`${name}-final-${life}`,
      };
    }
  }
}

/** The app's image has to bring the authority that AWS signs with, for no system trusts it by itself. */
const urlOf = (endpoint: string, password: string): string =>
  `postgresql://${administrator}:${encodeURIComponent(password)}@${endpoint}/${databaseName}?sslmode=verify-full`;
