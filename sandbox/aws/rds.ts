import type { CloudResource, Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Model } from "../provider/model";
import { between, differs, integer, length, matches, oneOf, type Rule } from "../provider/rules";
import { isUnknown } from "../provider/values";
import { behindGroups, inSubnets, SUBNET } from "./network";
import { ROLE } from "./iam";
import { alphanumeric, arnOf, hex16, idIs, text } from "./ids";
import { byKey } from "./kms";

export const DATABASE = "aws:rds/instance:Instance";
const SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup";
const PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup";
const SNAPSHOT = "aws:rds/snapshot:Snapshot";

const identifier: readonly Rule[] = [
  length(1, 63),
  matches(/^[0-9a-z-]+$/, "only lowercase alphanumeric characters and hyphens allowed"),
  matches(/^[a-z]/, "first character must be a letter"),
  differs(/--/, "cannot contain two consecutive hyphens"),
  differs(/-$/, "cannot end with a hyphen"),
];

const groupName: readonly Rule[] = [
  length(1, 255),
  matches(
    /^[a-z0-9. _-]+$/,
    "only lowercase alphanumeric characters, hyphens, underscores, periods and spaces allowed",
  ),
];

const WINDOW = /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/;
const WEEK_WINDOW = /^(mon|tue|wed|thu|fri|sat|sun):\d\d:\d\d-(mon|tue|wed|thu|fri|sat|sun):\d\d:\d\d$/i;

const PORTS: Readonly<Record<string, number>> = { postgres: 5432, mysql: 3306, mariadb: 3306 };

export const rds: readonly Model[] = [
  {
    type: DATABASE,
    cfn: "AWS::RDS::DBInstance",
    id: (_, __, { resourceId }) => text(resourceId),
    importIds: ({ inputs }) => [text(inputs["identifier"])],
    assigned: (inputs, context) => {
      const address = `${text(inputs["identifier"])}.c${hex16().slice(0, 11)}.${context.region}.rds.amazonaws.com`;
      const port = inputs["port"] ?? PORTS[text(inputs["engine"])] ?? 3306;
      return {
        resourceId: `db-${alphanumeric(26)}`,
        arn: arnOf("rds", context, `db:${text(inputs["identifier"])}`),
        address,
        port,
        endpoint: `${address}:${text(port)}`,
        hostedZoneId: "Z1RLNUO7B9Q6NB",
        status: "available",
        latestRestorableTime: "",
        listenerEndpoints: [],
        replicas: [],
        masterUserSecrets: [],
        upgradeRolloutOrder: "second",
      };
    },
    derived: ({ engine, engineVersion, parameterGroupName }) => ({
      engineVersionActual: engineVersion ?? "",
      parameterGroupName: parameterGroupName ?? `default.${familyOf(engine, engineVersion)}`,
    }),
    autoname: { property: "identifier", maxLength: 63 },
    defaults: {
      autoMinorVersionUpgrade: true,
      copyTagsToSnapshot: false,
      dedicatedLogVolume: false,
      deleteAutomatedBackups: true,
      monitoringInterval: 0,
      performanceInsightsEnabled: false,
      publiclyAccessible: false,
      skipFinalSnapshot: false,
    },
    fills: {
      backupRetentionPeriod: 0,
      backupWindow: "03:00-03:30",
      caCertIdentifier: "rds-ca-rsa2048-g1",
      dbSubnetGroupName: "default",
      engineLifecycleSupport: "open-source-rds-extended-support",
      identifierPrefix: "",
      iops: 0,
      kmsKeyId: "",
      licenseModel: "postgresql-license",
      maintenanceWindow: "sun:04:00-sun:04:30",
      multiAz: false,
      networkType: "IPV4",
      storageThroughput: 0,
      storageType: "gp2",
    },
    sensitive: ["password", "passwordWo"],
    rules: {
      identifier,
      engine: [oneOf("aurora-mysql", "aurora-postgresql", "mariadb", "mysql", "postgres")],
      instanceClass: [matches(/^db\.[a-z0-9]+\.[a-z0-9-]+$/, "is not an instance class like db.t4g.small")],
      allocatedStorage: [integer, between(20, 65536)],
      maxAllocatedStorage: [integer, between(0, 65536)],
      backupRetentionPeriod: [integer, between(0, 35)],
      backupWindow: [matches(WINDOW, "must be hh:mm-hh:mm")],
      maintenanceWindow: [matches(WEEK_WINDOW, "must be ddd:hh:mm-ddd:hh:mm")],
      monitoringInterval: [oneOf(0, 1, 5, 10, 15, 30, 60)],
      storageType: [oneOf("standard", "gp2", "gp3", "io1", "io2")],
      port: [between(1150, 65535)],
      username: [
        length(1, 63),
        matches(/^[A-Za-z]\w*$/, "must begin with a letter and contain only letters, digits and underscores"),
      ],
      dbName: [
        length(1, 63),
        matches(/^[A-Za-z_]\w*$/, "must begin with a letter and contain only letters, digits and underscores"),
      ],
      password: [secretly(length(8, 128)), secretly(matches(/^[!-~]+$/, "")), secretly(differs(/[/"@]/, ""))],
      finalSnapshotIdentifier: [
        length(1, 255),
        matches(
          /^[A-Za-z][0-9A-Za-z-]*$/,
          "must begin with a letter and only contain alphanumeric characters and hyphens",
        ),
        differs(/--|-$/, "cannot contain two consecutive hyphens or end in one"),
      ],
      performanceInsightsRetentionPeriod: [
        (value, path) =>
          value === 7 || value === 731 || Number(value) % 31 === 0
            ? undefined
            : `expected ${path} to be 7, 731 or a multiple of 31, got ${text(value)}`,
      ],
    },
    check: databaseProblems,
    replaceOn: [
      "identifier",
      "identifierPrefix",
      "engine",
      "username",
      "dbName",
      "storageEncrypted",
      "kmsKeyId",
      "availabilityZone",
      "characterSetName",
      "ncharCharacterSetName",
      "timezone",
      "snapshotIdentifier",
      "restoreToPointInTime",
      "backupTarget",
      "customIamInstanceProfile",
    ],
    unique: [{ by: ["identifier"], code: "DBInstanceAlreadyExists" }],
    references: [
      {
        path: "dbSubnetGroupName",
        type: SUBNET_GROUP,
        by: ["name"],
        missing: "DBSubnetGroupNotFoundFault",
        blocks: "InvalidDBSubnetGroupStateFault",
        except: /^default$/,
      },
      {
        path: "parameterGroupName",
        type: PARAMETER_GROUP,
        by: ["name"],
        missing: "DBParameterGroupNotFound",
        blocks: "InvalidDBParameterGroupState",
        except: /^default\./,
      },
      { path: "monitoringRoleArn", type: ROLE, by: ["arn"], missing: "InvalidParameterValue" },
      behindGroups("vpcSecurityGroupIds"),
      byKey("kmsKeyId", "KMSKeyNotAccessibleFault"),
    ],
    refuseCreate: refuseDatabase,
    refuseUpdate: (inputs, _, context) => refuseDatabase(inputs, context),
    refuseDelete: refuseDatabaseDelete,
    leaves: ({ inputs, outputs, region }, { account }) =>
      inputs["skipFinalSnapshot"] === true
        ? undefined
        : snapshot(text(inputs["finalSnapshotIdentifier"]), text(outputs["identifier"]), region, account),
  },
  {
    type: SUBNET_GROUP,
    cfn: "AWS::RDS::DBSubnetGroup",
    id: idIs("name"),
    assigned: ({ name, subnetIds }, context) => ({
      arn: arnOf("rds", context, `subgrp:${text(name)}`),
      supportedNetworkTypes: ["IPV4"],
      vpcId: context.cloud.get(SUBNET, text((subnetIds as unknown[])[0]))?.inputs["vpcId"] ?? "",
    }),
    autoname: { property: "name", maxLength: 255 },
    defaults: { description: "Managed by Pulumi" },
    fills: { namePrefix: "" },
    rules: {
      name: [...groupName, differs(/^default$/i, "is not allowed as it is AWS's own")],
      subnetIds: [length(1, 100)],
    },
    replaceOn: ["name", "namePrefix"],
    unique: [{ by: ["name"], code: "DBSubnetGroupAlreadyExists" }],
    references: [inSubnets("subnetIds")],
    refuseCreate: ({ subnetIds }, context) => {
      if (zoneCount(subnetIds, context) < 2) {
        throw new ApiError(
          "DBSubnetGroupDoesNotCoverEnoughAZs",
          "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Add subnets to cover at least 2 AZs",
        );
      }
    },
  },
  {
    type: PARAMETER_GROUP,
    cfn: "AWS::RDS::DBParameterGroup",
    id: idIs("name"),
    assigned: ({ name }, context) => ({ arn: arnOf("rds", context, `pg:${text(name)}`) }),
    autoname: { property: "name", maxLength: 255 },
    defaults: { description: "Managed by Pulumi", skipDestroy: false, "parameters.applyMethod": "immediate" },
    fills: { namePrefix: "" },
    rules: {
      name: [
        length(1, 255),
        matches(
          /^[a-z][a-z0-9.-]*$/,
          "must begin with a letter; only lowercase alphanumeric characters, periods and hyphens allowed",
        ),
        differs(/--|-$/, "cannot contain two consecutive hyphens or end with one"),
      ],
      family: [matches(/^[a-z-]+[\d.]+$/, "is not a parameter group family like postgres16")],
      "parameters.applyMethod": [oneOf("immediate", "pending-reboot")],
    },
    replaceOn: ["name", "namePrefix", "family", "description"],
    unique: [{ by: ["name"], code: "DBParameterGroupAlreadyExists" }],
  },
];

/** A rule that never shows the value it refuses. */
function secretly(rule: Rule): Rule {
  return (value, path) =>
    rule(value, path) === undefined
      ? undefined
      : `"${path}" must be 8 to 128 printable ASCII characters other than '/', '@', '"' and space`;
}

function databaseProblems(inputs: Properties) {
  const replica = inputs["replicateSourceDb"] !== undefined || inputs["snapshotIdentifier"] !== undefined;
  const managed = inputs["manageMasterUserPassword"] === true;
  const restored = replica || inputs["restoreToPointInTime"] !== undefined || inputs["s3Import"] !== undefined;
  const passwords = ["password", "passwordWo"].filter((name) => inputs[name] !== undefined);
  const required = (path: string) => ({ path, reason: `"${path}": required field is not set` });
  return [
    ...(restored
      ? []
      : ["allocatedStorage", "engine", "username"].filter((name) => inputs[name] === undefined).map(required)),
    ...(restored || managed || passwords.length > 0 ? [] : [required("password")]),
    ...(managed && passwords.length > 0
      ? [{ path: passwords[0] ?? "", reason: `"${passwords[0]}": conflicts with manage_master_user_password` }]
      : []),
    ...(Number(inputs["monitoringInterval"]) > 0 && inputs["monitoringRoleArn"] === undefined
      ? [
          {
            path: "monitoringRoleArn",
            reason: "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0",
          },
        ]
      : []),
    ...(inputs["kmsKeyId"] !== undefined &&
    inputs["storageEncrypted"] !== true &&
    !isUnknown(inputs["storageEncrypted"])
      ? [{ path: "storageEncrypted", reason: "storageEncrypted must be true when kmsKeyId is given" }]
      : []),
    ...(Number(inputs["maxAllocatedStorage"] || Infinity) < Number(inputs["allocatedStorage"])
      ? [{ path: "maxAllocatedStorage", reason: "maxAllocatedStorage must be at least allocatedStorage" }]
      : []),
  ];
}

/** `postgres16` from postgres and 16.4; the family of a parameter group follows the engine's major version. */
function familyOf(engine: unknown, version: unknown): string {
  const parts = text(version ?? "").split(".");
  return `${text(engine)}${engine === "postgres" ? parts[0] : parts.slice(0, 2).join(".")}`;
}

function refuseDatabase(inputs: Properties, { cloud }: Context): void {
  const { parameterGroupName, engine, engineVersion } = inputs;
  const group = cloud.list(PARAMETER_GROUP).find((each) => each.inputs["name"] === parameterGroupName);
  const family = familyOf(engine, engineVersion);
  if (group && engineVersion !== undefined && group.inputs["family"] !== family) {
    throw new ApiError(
      "InvalidParameterCombination",
      `The Parameter Group ${text(parameterGroupName)} with DBParameterGroupFamily ${text(group.inputs["family"])} can't be used for this instance. Please use a Parameter Group with DBParameterGroupFamily ${family}`,
    );
  }
}

function refuseDatabaseDelete({ inputs }: CloudResource, { cloud }: Context): void {
  if (inputs["deletionProtection"] === true) {
    throw new ApiError(
      "InvalidParameterCombination",
      "Cannot delete protected DB Instance, please disable deletion protection and try again.",
    );
  }
  if (inputs["skipFinalSnapshot"] === true) return;
  const name = inputs["finalSnapshotIdentifier"];
  if (name === undefined) {
    throw new ApiError(
      "InvalidParameterCombination",
      "final_snapshot_identifier is required when skip_final_snapshot is false",
    );
  }
  if (cloud.get(SNAPSHOT, text(name))) {
    throw new ApiError(
      "DBSnapshotAlreadyExists",
      `Cannot create the snapshot because a snapshot with the identifier ${text(name)} already exists.`,
    );
  }
}

function snapshot(id: string, dbInstanceIdentifier: string, region: string, account: string): CloudResource {
  const dbSnapshotArn = arnOf("rds", { region, account } as Context, `snapshot:${id}`);
  const inputs = { dbInstanceIdentifier, dbSnapshotIdentifier: id };
  return { type: SNAPSHOT, id, region, inputs, outputs: { ...inputs, id, dbSnapshotArn, snapshotType: "manual" } };
}

const zoneCount = (subnetIds: unknown, { cloud }: Context): number =>
  new Set((subnetIds as unknown[]).map((id) => cloud.get(SUBNET, text(id))?.outputs["availabilityZone"])).size;
