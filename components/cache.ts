import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as elasticache from "@pulumi/aws/elasticache";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { physicalName } from "../core/names";
import { named, type Tags } from "../core/tags";
import type { CacheSize } from "../core/tier-size";
import { windows } from "../core/windows";
import { createLogGroups } from "./shared/log-groups";
import { createStoreGroup } from "./shared/store-group";

export interface CacheArgs {
  readonly size: CacheSize;
  /** Whether slow commands and the engine's own log are kept. */
  readonly audited: boolean;
  readonly logRetentionDays: number;
  /** What every log group's name starts with, without its first slash: `promenade/dev`. */
  readonly path: string;
  readonly protect: boolean;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string[]>;
  readonly clientSecurityGroupId: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Tags;
}

const engineVersion = "7.1";
const family = "redis7";
const port = 6379;

/** Longest identifier of a replication group (AWS: ElastiCache). */
const identifierLimit = 40;

/** What Redis on ElastiCache can send to CloudWatch Logs. */
const logged = ["slow-log", "engine-log"] as const;

/** The environment's Redis: private, encrypted, TLS and a token to get in. */
export class Cache extends pulumi.ComponentResource {
  /** Identifier of the replication group; CloudWatch knows its nodes by it and their numbers. */
  readonly identifier: string;
  readonly arn: pulumi.Output<string>;
  /** Of every node. */
  readonly memberIdentifiers: pulumi.Output<string[]>;
  readonly securityGroupId: pulumi.Output<string>;
  /** What it logs, by kind; nothing where nobody audits. */
  readonly logGroups: Readonly<Record<string, cloudwatch.LogGroup>>;
  /** Vault entries that open it, by name. Secret. */
  readonly secrets: Readonly<Record<"REDIS_URL", pulumi.Output<string>>>;

  constructor(name: string, args: CacheArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:stores:Cache", name, {}, opts);
    const child = { parent: this };
    const guarded = { ...child, protect: args.protect };
    const { size } = args;
    const clustered = size.shards > 1;
    this.identifier = physicalName([name], identifierLimit);

    const token = new random.RandomPassword(name, { length: 64, special: false }, guarded).result;
    const securityGroup = createStoreGroup(name, { ...args, store: "Cache", protocol: "Redis", port }, child);
    this.logGroups = args.audited ? createLogs() : {};
    const { logGroups } = this;
    const group = createReplicationGroup(this.identifier);
    const address = clustered ? group.configurationEndpointAddress : group.primaryEndpointAddress;

    this.arn = group.arn;
    this.memberIdentifiers = group.memberClusters;
    this.securityGroupId = securityGroup.id;
    this.secrets = {
      REDIS_URL: pulumi
        .all([token, address, group.port])
        .apply(([secret, host, at]) => `rediss://:${encodeURIComponent(secret)}@${host}:${at}`),
    };
    this.registerOutputs({ arn: this.arn });

    function createReplicationGroup(replicationGroupId: string): elasticache.ReplicationGroup {
      const subnets = `${name}-subnets`;
      const subnetGroup = new elasticache.SubnetGroup(
        subnets,
        { name: subnets, subnetIds: args.subnetIds, tags: named(args.tags, subnets) },
        child,
      );
      return new elasticache.ReplicationGroup(
        name,
        {
          replicationGroupId,
          description: "Cache of one environment",
          engine: "redis",
          engineVersion,
          autoMinorVersionUpgrade: true,
          maintenanceWindow: windows.cacheMaintenance,
          nodeType: size.nodeType,
          ...nodes(size),
          port,
          parameterGroupName: createParameterGroup().name,
          subnetGroupName: subnetGroup.name,
          securityGroupIds: [securityGroup.id],
          atRestEncryptionEnabled: true,
          kmsKeyId: args.keyArn,
          transitEncryptionEnabled: true,
          authToken: token,
          snapshotRetentionLimit: size.snapshotRetentionDays,
          snapshotWindow: windows.backup,
          logDeliveryConfigurations: deliveries(),
          applyImmediately: true,
          tags: named(args.tags, name),
        },
        guarded,
      );
    }

    /** Whether there are shards is fixed by the group, so each kind has a group of its own name. */
    function createParameterGroup(): elasticache.ParameterGroup {
      const parameters = `${name}-parameters`;
      return new elasticache.ParameterGroup(
        parameters,
        {
          name: `${parameters}-${family}${clustered ? "-cluster" : ""}`,
          family,
          parameters: clustered ? [{ name: "cluster-enabled", value: "yes" }] : [],
          tags: named(args.tags, parameters),
        },
        child,
      );
    }

    function createLogs(): Readonly<Record<string, cloudwatch.LogGroup>> {
      const place = { ...args, path: `/${args.path}/cache`, retentionDays: args.logRetentionDays };
      return createLogGroups(name, logged, place, child);
    }

    function deliveries(): elasticache.ReplicationGroupArgs["logDeliveryConfigurations"] {
      return Object.entries(logGroups).map(([logType, { name: destination }]) => ({
        logType,
        logFormat: "json",
        destinationType: "cloudwatch-logs",
        destination,
      }));
    }
  }
}

/** AWS counts nodes where there is one shard, and replicas a shard where there are several. */
function nodes({ nodesPerShard, shards }: CacheSize): Partial<elasticache.ReplicationGroupArgs> {
  const replicated = nodesPerShard > 1;
  return {
    automaticFailoverEnabled: replicated,
    multiAzEnabled: replicated,
    ...(shards > 1
      ? { numNodeGroups: shards, replicasPerNodeGroup: nodesPerShard - 1 }
      : { numCacheClusters: nodesPerShard }),
  };
}
