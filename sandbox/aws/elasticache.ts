import type { Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Model } from "../provider/model";
import { between, differs, integer, length, matches, oneOf, type Rule } from "../provider/rules";
import { isUnknown } from "../provider/values";
import { behindGroups, inSubnets, SUBNET } from "./network";
import { arnOf, hex16, idIs, text } from "./ids";
import { byKey } from "./kms";
import { overlap, WEEK_WINDOW, WINDOW } from "./windows";

export const REPLICATION_GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";
const SUBNET_GROUP = "aws:elasticache/subnetGroup:SubnetGroup";
const PARAMETER_GROUP = "aws:elasticache/parameterGroup:ParameterGroup";

const groupName: readonly Rule[] = [
  length(1, 255),
  matches(/^[a-z][a-z0-9-]*$/, "must begin with a letter; only lowercase alphanumeric characters and hyphens allowed"),
];

/** 16 to 128 printable characters; of the symbols, only these. */
const authToken: Rule = (value, path) =>
  /^[0-9A-Za-z!&#$^<>-]{16,128}$/.test(text(value))
    ? undefined
    : `"${path}" must be 16 to 128 alphanumeric characters or symbols (excluding @, ", and /); only !&#$^<>- are allowed`;

export const elasticache: readonly Model[] = [
  {
    type: REPLICATION_GROUP,
    cfn: "AWS::ElastiCache::ReplicationGroup",
    id: idIs("replicationGroupId"),
    assigned: (inputs, context) => {
      const id = text(inputs["replicationGroupId"]);
      const suffix = `${id}.${hex16().slice(0, 6)}`;
      const host = (role: string) => `${role}.${suffix}.${context.region}.cache.amazonaws.com`;
      const clustered = isClustered(inputs);
      return {
        arn: arnOf("elasticache", context, `replicationgroup:${id}`),
        port: inputs["port"] ?? 6379,
        primaryEndpointAddress: clustered ? "" : host("master"),
        readerEndpointAddress: clustered ? "" : host("replica"),
        configurationEndpointAddress: clustered ? host("clustercfg") : "",
      };
    },
    derived: (inputs) => {
      const id = text(inputs["replicationGroupId"]);
      const shards = Number(inputs["numNodeGroups"] ?? 1);
      const perShard =
        inputs["numNodeGroups"] === undefined
          ? Number(inputs["numCacheClusters"] ?? 1)
          : 1 + Number(inputs["replicasPerNodeGroup"] ?? 0);
      const numbers = (count: number) =>
        Array.from({ length: count }, (_, index) => String(index + 1).padStart(3, "0"));
      const memberClusters = isClustered(inputs)
        ? numbers(shards).flatMap((shard) => numbers(perShard).map((node) => `${id}-${shard.padStart(4, "0")}-${node}`))
        : numbers(perShard).map((node) => `${id}-${node}`);
      return {
        memberClusters,
        clusterEnabled: isClustered(inputs),
        numCacheClusters: shards * perShard,
        numNodeGroups: shards,
        replicasPerNodeGroup: perShard - 1,
        engineVersionActual: inputs["engineVersion"] ?? "7.1.0",
      };
    },
    volatile: ["memberClusters"],
    defaults: { automaticFailoverEnabled: false, multiAzEnabled: false },
    fills: {
      applyImmediately: false,
      atRestEncryptionEnabled: false,
      autoMinorVersionUpgrade: true,
      clusterMode: "disabled",
      dataTieringEnabled: false,
      engine: "redis",
      engineVersion: "7.1",
      globalReplicationGroupId: "",
      ipDiscovery: "ipv4",
      maintenanceWindow: "sun:05:00-sun:06:00",
      networkType: "ipv4",
      nodeType: "cache.t4g.micro",
      parameterGroupName: "default.redis7",
      securityGroupNames: [],
      snapshotWindow: "03:00-04:00",
      subnetGroupName: "default",
      transitEncryptionEnabled: false,
      transitEncryptionMode: "",
    },
    sensitive: ["authToken", "authTokenWo"],
    rules: {
      replicationGroupId: [
        length(1, 40),
        matches(/^[0-9a-z-]+$/, "must contain only lowercase alphanumeric characters and hyphens"),
        matches(/^[a-z]/, "must begin with a letter"),
        differs(/--/, "cannot contain two consecutive hyphens"),
        differs(/-$/, "cannot end with a hyphen"),
      ],
      description: [length(1, 255)],
      authToken: [authToken],
      authTokenWo: [authToken],
      engine: [oneOf("redis", "valkey")],
      nodeType: [matches(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, "is not a node type like cache.t4g.small")],
      numCacheClusters: [integer, between(1, 6)],
      numNodeGroups: [integer, between(1, 500)],
      replicasPerNodeGroup: [integer, between(0, 5)],
      snapshotRetentionLimit: [between(0, 35)],
      port: [between(1, 65535)],
      clusterMode: [oneOf("enabled", "disabled", "compatible")],
      transitEncryptionMode: [oneOf("preferred", "required")],
      authTokenUpdateStrategy: [oneOf("SET", "ROTATE", "DELETE")],
      snapshotWindow: [matches(WINDOW, "must be hh:mm-hh:mm")],
      maintenanceWindow: [matches(WEEK_WINDOW, "must be ddd:hh:mm-ddd:hh:mm")],
      logDeliveryConfigurations: [length(0, 2)],
      "logDeliveryConfigurations.destinationType": [oneOf("cloudwatch-logs", "kinesis-firehose")],
      "logDeliveryConfigurations.logFormat": [oneOf("json", "text")],
      "logDeliveryConfigurations.logType": [oneOf("slow-log", "engine-log")],
    },
    check: replicationProblems,
    replaceOn: [
      "replicationGroupId",
      "atRestEncryptionEnabled",
      "dataTieringEnabled",
      "globalReplicationGroupId",
      "kmsKeyId",
      "networkType",
      "port",
      "securityGroupNames",
      "snapshotArns",
      "snapshotName",
      "subnetGroupName",
    ],
    unique: [{ by: ["replicationGroupId"], code: "ReplicationGroupAlreadyExists" }],
    references: [
      {
        path: "subnetGroupName",
        type: SUBNET_GROUP,
        by: ["name"],
        missing: "CacheSubnetGroupNotFoundFault",
        blocks: "CacheSubnetGroupInUse",
        except: /^default$/,
      },
      {
        path: "parameterGroupName",
        type: PARAMETER_GROUP,
        by: ["name"],
        missing: "CacheParameterGroupNotFound",
        blocks: "InvalidCacheParameterGroupState",
        except: /^default\./,
      },
      behindGroups("securityGroupIds"),
      byKey("kmsKeyId", "InvalidParameterValue"),
      {
        path: "logDeliveryConfigurations.destination",
        type: ["aws:cloudwatch/logGroup:LogGroup", "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"],
        by: ["name"],
        missing: "InvalidParameterValue",
      },
    ],
    refuseCreate: ({ numNodeGroups, parameterGroupName }, { cloud }) => {
      const group = cloud.get(PARAMETER_GROUP, text(parameterGroupName));
      const parameters = (group?.inputs["parameters"] ?? []) as Properties[];
      const enabled =
        /\.cluster\.on$/.test(text(parameterGroupName)) ||
        parameters.some(({ name, value }) => name === "cluster-enabled" && value === "yes");
      if (Number(numNodeGroups) > 1 && parameterGroupName !== undefined && !enabled) {
        throw new ApiError(
          "InvalidParameterCombination",
          "Use a parameter group with cluster-enabled for more than one node group (shard)",
        );
      }
    },
  },
  {
    type: SUBNET_GROUP,
    cfn: "AWS::ElastiCache::SubnetGroup",
    id: idIs("name"),
    assigned: ({ name, subnetIds }, context) => ({
      arn: arnOf("elasticache", context, `subnetgroup:${text(name)}`),
      vpcId: context.cloud.get(SUBNET, text((subnetIds as unknown[])[0]))?.inputs["vpcId"] ?? "",
    }),
    autoname: { property: "name", maxLength: 255 },
    defaults: { description: "Managed by Pulumi" },
    rules: { name: groupName, subnetIds: [length(1, 100)] },
    replaceOn: ["name"],
    unique: [{ by: ["name"], code: "CacheSubnetGroupAlreadyExists" }],
    references: [inSubnets("subnetIds")],
  },
  {
    type: PARAMETER_GROUP,
    cfn: "AWS::ElastiCache::ParameterGroup",
    id: idIs("name"),
    assigned: ({ name }, context) => ({ arn: arnOf("elasticache", context, `parametergroup:${text(name)}`) }),
    autoname: { property: "name", maxLength: 255 },
    defaults: { description: "Managed by Pulumi" },
    rules: { name: groupName, family: [oneOf("redis6.x", "redis7", "valkey7", "valkey8", "memcached1.6")] },
    replaceOn: ["name", "family", "description"],
    unique: [{ by: ["name"], code: "CacheParameterGroupAlreadyExists" }],
  },
];

const isClustered = ({ numNodeGroups, clusterMode, parameterGroupName }: Properties): boolean =>
  Number(numNodeGroups) > 1 || clusterMode === "enabled" || /\.cluster\.on$/.test(String(parameterGroupName));

function replicationProblems(inputs: Properties) {
  const conflicting = ["numNodeGroups", "replicasPerNodeGroup"].filter((name) => inputs[name] !== undefined);
  const { automaticFailoverEnabled, multiAzEnabled, numCacheClusters, replicasPerNodeGroup, transitEncryptionEnabled } =
    inputs;
  const token = inputs["authToken"] ?? inputs["authTokenWo"];
  const { snapshotWindow, maintenanceWindow, snapshotRetentionLimit, nodeType } = inputs;
  const windows = [snapshotWindow, maintenanceWindow].every((window) => window !== undefined && !isUnknown(window));
  return [
    ...(windows && overlap(text(snapshotWindow), text(maintenanceWindow))
      ? [{ path: "snapshotWindow", reason: "The snapshot window and maintenance window must not overlap." }]
      : []),
    ...(Number(snapshotRetentionLimit) > 0 && nodeType === "cache.t1.micro"
      ? [{ path: "snapshotRetentionLimit", reason: "cache.t1.micro does not support snapshots" }]
      : []),
    ...(numCacheClusters !== undefined ? conflicting : []).map((path) => ({
      path,
      reason: `"num_cache_clusters": conflicts with ${path}`,
    })),
    ...(multiAzEnabled === true && automaticFailoverEnabled === false
      ? [
          {
            path: "automaticFailoverEnabled",
            reason: "automatic_failover_enabled must be true if multi_az_enabled is true",
          },
        ]
      : []),
    ...(automaticFailoverEnabled === true &&
    numCacheClusters !== undefined &&
    Number(numCacheClusters) < 2 &&
    replicasPerNodeGroup === undefined
      ? [
          {
            path: "numCacheClusters",
            reason: '"num_cache_clusters": must be at least 2 if automatic_failover_enabled is true',
          },
        ]
      : []),
    ...(token !== undefined && transitEncryptionEnabled !== true && !isUnknown(transitEncryptionEnabled)
      ? [
          {
            path: "transitEncryptionEnabled",
            reason: "The AUTH token is only supported when encryption-in-transit is enabled",
          },
        ]
      : []),
  ];
}
