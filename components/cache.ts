import * as elasticache from "@pulumi/aws/elasticache";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { physicalName } from "../core/names";
import { named, type Tags } from "../core/tags";
import type { CacheSize } from "../core/tier-size";
import { createStoreGroup } from "./shared/store-group";

export interface CacheArgs {
  readonly size: CacheSize;
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

/** The environment's Redis: private, encrypted, TLS and a token to get in. */
export class Cache extends pulumi.ComponentResource {
  /** Vault entries that open it, by name. Secret. */
  readonly secrets: Readonly<Record<"REDIS_URL", pulumi.Output<string>>>;

  constructor(name: string, args: CacheArgs, opts?: pulumi.ComponentResourceOptions) {
    super("promenade:stores:Cache", name, {}, opts);
    const child = { parent: this };
    const guarded = { ...child, protect: args.protect };
    const clustered = args.size.shards > 1;

    const token = new random.RandomPassword(name, { length: 64, special: false }, guarded).result;
    const securityGroup = createStoreGroup(name, { ...args, store: "Cache", protocol: "Redis", port }, child);
    const group = createReplicationGroup();
    const address = clustered ? group.configurationEndpointAddress : group.primaryEndpointAddress;

    this.secrets = {
      REDIS_URL: pulumi
        .all([token, address, group.port])
        .apply(([secret, host, at]) => `rediss://:${encodeURIComponent(secret)}@${host}:${at}`),
    };
    this.registerOutputs();

    function createReplicationGroup(): elasticache.ReplicationGroup {
      const subnets = `${name}-subnets`;
      const subnetGroup = new elasticache.SubnetGroup(
        subnets,
        { name: subnets, subnetIds: args.subnetIds, tags: named(args.tags, subnets) },
        child,
      );
      const parameters = `${name}-parameters`;
      const parameterGroup = new elasticache.ParameterGroup(
        parameters,
        {
          name: `${parameters}-${family}`,
          family,
          parameters: clustered ? [{ name: "cluster-enabled", value: "yes" }] : [],
          tags: named(args.tags, parameters),
        },
        child,
      );
      return new elasticache.ReplicationGroup(
        name,
        {
          replicationGroupId: physicalName([name], identifierLimit),
          description: "Cache of one environment",
          engine: "redis",
          engineVersion,
          autoMinorVersionUpgrade: true,
          nodeType: args.size.nodeType,
          ...nodes(args.size),
          port,
          parameterGroupName: parameterGroup.name,
          subnetGroupName: subnetGroup.name,
          securityGroupIds: [securityGroup.id],
          atRestEncryptionEnabled: true,
          kmsKeyId: args.keyArn,
          transitEncryptionEnabled: true,
          authToken: token,
          tags: named(args.tags, name),
        },
        guarded,
      );
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
