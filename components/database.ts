import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as rds from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { databaseParameters } from "../core/database-parameters";
import { physicalName } from "../core/names";
import { named, type Tags } from "../core/tags";
import type { DatabaseSize } from "../core/tier-size";
import { windows } from "../core/windows";
import type { Bounded } from "./shared/bounded";
import { createLogGroups } from "./shared/log-groups";
import { createMasterUser, type MasterUserArgs } from "./shared/master-user";
import { createMonitoringRole } from "./shared/monitoring-role";
import { createStoreGroup } from "./shared/store-group";

export interface DatabaseArgs extends MasterUserArgs, Bounded {
  readonly size: DatabaseSize;
  /** Whether who did what is logged for auditors. */
  readonly audited: boolean;
  readonly logRetentionDays: number;
  /** Also keeps AWS from deleting it. */
  readonly protect: boolean;
  /** Leaves a last snapshot and the backups when it is deleted, whether protected or not. */
  readonly preserve: boolean;
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string[]>;
  readonly clientSecurityGroupId: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Tags;
}

/** Major version of PostgreSQL; AWS moves the minor ones by itself. */
const engineVersion = "17";
const databaseName = "app";
const port = 5432;

/** Storage grows by itself, up to this multiple of what the tier asks for; it never shrinks. */
const storageGrowth = 2;

/** Days that Performance Insights keep; more of them, and the advanced mode, are paid for. */
const insightDays = 7;

/** Longest identifier of an instance (AWS: RDS). */
const identifierLimit = 63;

/** What PostgreSQL on RDS can send to CloudWatch Logs. */
const exported = ["postgresql", "upgrade"] as const;

/** The environment's PostgreSQL: private, encrypted, TLS only. */
export class Database extends pulumi.ComponentResource {
  readonly identifier: string;
  /** Undefined where there is no read replica. */
  readonly replicaIdentifier: pulumi.Output<string> | undefined;
  readonly databaseName = databaseName;
  readonly arn: pulumi.Output<string>;
  /** `host:port` */
  readonly endpoint: pulumi.Output<string>;
  /** `host:port` of the read replica; undefined where there is none. */
  readonly readEndpoint: pulumi.Output<string> | undefined;
  /** Secret with the master's `username` and `password`: for migrations and rotation, never for the app. */
  readonly masterSecretArn: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  /** What IAM knows the database by (`db-ABC…`): part of the ARNs of its users. */
  readonly resourceId: pulumi.Output<string>;
  /** What it logs, by kind. */
  readonly logGroups: Readonly<Record<string, cloudwatch.LogGroup>>;

  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:stores:Database", name, {}, opts);
    const child = { parent: this };
    const guarded = { ...child, protect: args.protect };
    const { size } = args;
    this.identifier = physicalName([name], identifierLimit);

    const master = createMasterUser(name, args, child);
    const securityGroup = createStoreGroup(name, { ...args, store: "Database", protocol: "PostgreSQL", port }, child);
    this.logGroups = createLogGroups(
      name,
      exported,
      { ...args, path: `/aws/rds/instance/${this.identifier}`, retentionDays: args.logRetentionDays },
      child,
    );
    const { logGroups } = this;
    const shared = { ...common(), ...monitoring(this.identifier) };
    const instance = createInstance(this.identifier);
    const replica = size.readReplica ? createReplica() : undefined;

    this.replicaIdentifier = replica?.identifier;
    this.arn = instance.arn;
    this.endpoint = instance.endpoint;
    this.readEndpoint = replica?.endpoint;
    this.masterSecretArn = master.secretOf(instance);
    this.securityGroupId = securityGroup.id;
    this.resourceId = instance.resourceId;
    this.registerOutputs({ endpoint: this.endpoint, arn: this.arn });

    /** What the instance and its replica have alike. */
    function common(): rds.InstanceArgs {
      return {
        instanceClass: size.instanceClass,
        autoMinorVersionUpgrade: true,
        caCertIdentifier: "rds-ca-rsa2048-g1",
        storageType: "gp3",
        storageEncrypted: true,
        maxAllocatedStorage: size.storageGiB * storageGrowth,
        port,
        publiclyAccessible: false,
        iamDatabaseAuthenticationEnabled: true,
        vpcSecurityGroupIds: [securityGroup.id],
        parameterGroupName: createParameterGroup().name,
        maintenanceWindow: windows.databaseMaintenance,
        copyTagsToSnapshot: true,
        enabledCloudwatchLogsExports: [...exported],
        databaseInsightsMode: "standard",
        performanceInsightsEnabled: true,
        performanceInsightsRetentionPeriod: insightDays,
        performanceInsightsKmsKeyId: args.keyArn,
      };
    }

    function monitoring(identifier: string): Partial<rds.InstanceArgs> {
      if (size.monitoringSeconds === 0) return { monitoringInterval: 0 };
      return {
        monitoringInterval: size.monitoringSeconds,
        monitoringRoleArn: createMonitoringRole(`${name}-monitoring`, { ...args, identifier }, child),
      };
    }

    function createParameterGroup(): rds.ParameterGroup {
      const parameters = `${name}-parameters`;
      return new rds.ParameterGroup(
        parameters,
        {
          name: `${parameters}-${engineVersion}`,
          family: `postgres${engineVersion}`,
          parameters: databaseParameters(args.audited).map((parameter) => ({ ...parameter })),
          tags: named(args.tags, parameters),
        },
        child,
      );
    }

    function createInstance(identifier: string): rds.Instance {
      const subnets = `${name}-subnets`;
      const subnetGroup = new rds.SubnetGroup(
        subnets,
        { name: subnets, subnetIds: args.subnetIds, tags: named(args.tags, subnets) },
        child,
      );
      return new rds.Instance(
        name,
        {
          ...shared,
          ...master.arguments,
          identifier,
          engine: "postgres",
          engineVersion,
          multiAz: size.multiAz,
          allocatedStorage: size.storageGiB,
          kmsKeyId: args.keyArn,
          dbName: databaseName,
          dbSubnetGroupName: subnetGroup.name,
          backupRetentionPeriod: size.backupRetentionDays,
          backupWindow: windows.backup,
          // A change of size is asked for by somebody who waits for it; nobody waits for next Sunday.
          applyImmediately: true,
          ...lastWords(),
          tags: named(args.tags, name),
        },
        { ...guarded, dependsOn: Object.values(logGroups) },
      );
    }

    /** In another zone where AWS has room; it holds nothing that the instance does not. */
    function createReplica(): rds.Instance {
      const replicaName = `${name}-replica`;
      return new rds.Instance(
        replicaName,
        {
          ...shared,
          identifier: physicalName([replicaName], identifierLimit),
          replicateSourceDb: instance.identifier,
          applyImmediately: true,
          skipFinalSnapshot: true,
          tags: named(args.tags, replicaName),
        },
        child,
      );
    }

    /** What is left when the instance is deleted. */
    function lastWords(): Partial<rds.InstanceArgs> {
      if (!args.preserve) return { deletionProtection: false, deleteAutomatedBackups: true, skipFinalSnapshot: true };
      // A second instance of this name would otherwise meet the first one's snapshot when it is deleted in turn.
      const life = new random.RandomId(`${name}-life`, { byteLength: 4 }, child).hex;
      return {
        deletionProtection: args.protect,
        deleteAutomatedBackups: false,
        skipFinalSnapshot: false,
        finalSnapshotIdentifier: pulumi.interpolate`${name}-final-${life}`,
      };
    }
  }
}
