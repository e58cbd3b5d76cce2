import type { CloudResource, Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context, Model } from "../provider/model";
import { between, differs, each, integer, length, matches, oneOf, type Rule } from "../provider/rules";
import { behindGroups, inSubnets, SUBNET } from "./network";
import { ROLE } from "./iam";
import { alphanumeric, arnOf, hex16, idIs, text } from "./ids";
import { byKey } from "./kms";
import { masterSecretRecords, masterSecrets } from "./master-secret";
import {
  databaseNamed,
  databaseProblems,
  familyOf,
  parameterProblems,
  refuseDatabase,
  refuseDatabaseChange,
  refuseDatabaseDelete,
} from "./rds-refusals";
import { DATABASE, PARAMETER_GROUP, SNAPSHOT, SUBNET_GROUP } from "./rds-types";
import { WEEK_WINDOW, WINDOW } from "./windows";

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
    derived: (inputs, assigned, context) => ({
      // Which a rename changes.
      arn: arnOf("rds", context, `db:${text(inputs["identifier"])}`),
      engineVersionActual: inputs["engineVersion"] ?? "",
      parameterGroupName:
        inputs["parameterGroupName"] ?? `default.${familyOf(inputs["engine"], inputs["engineVersion"])}`,
      masterUserSecrets: masterSecrets(inputs, assigned, context),
      ...ofSource(inputs, context),
    }),
    companions: masterSecretRecords,
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
      databaseInsightsMode: "standard",
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
      databaseInsightsMode: [oneOf("standard", "advanced")],
      caCertIdentifier: [oneOf("rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1")],
      enabledCloudwatchLogsExports: [each(oneOf("postgresql", "upgrade", "audit", "error", "general", "slowquery"))],
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
      byKey("performanceInsightsKmsKeyId", "KMSKeyNotAccessibleFault"),
      byKey("masterUserSecretKmsKeyId", "KMSKeyNotAccessibleFault"),
      // Whoever deletes a source has to delete or promote its replicas first.
      {
        path: "replicateSourceDb",
        type: DATABASE,
        by: ["identifier", "arn"],
        missing: "DBInstanceNotFound",
        blocks: "InvalidDBInstanceState",
      },
    ],
    refuseCreate: refuseDatabase,
    refuseUpdate: (inputs, previous, context) => {
      refuseDatabase(inputs, context);
      refuseDatabaseChange(inputs, previous);
    },
    refuseDelete: refuseDatabaseDelete,
    leaves: (resource, context) =>
      resource.inputs["skipFinalSnapshot"] === true
        ? undefined
        : snapshotRecord(text(resource.inputs["finalSnapshotIdentifier"]), resource, "manual", context),
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
    check: parameterProblems,
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

/** What a replica and a restored instance have from where their data comes from. */
function ofSource(
  { replicateSourceDb, snapshotIdentifier, restoreToPointInTime }: Properties,
  { cloud }: Context,
): Properties {
  const point = (restoreToPointInTime as Properties | undefined)?.["sourceDbInstanceIdentifier"];
  const source =
    snapshotIdentifier === undefined
      ? databaseNamed(cloud, replicateSourceDb ?? point)
      : cloud.get(SNAPSHOT, text(snapshotIdentifier));
  if (!source) return {};
  const names = ["engine", "engineVersion", "username", "dbName", "allocatedStorage", "kmsKeyId", "storageEncrypted"];
  const inherited = Object.fromEntries(names.map((name) => [name, source.outputs[name]]));
  return { ...inherited, engineVersionActual: source.outputs["engineVersion"] };
}

/** A record of a snapshot; its data, where there is any, is the runtime's. */
export function snapshotRecord(id: string, source: CloudResource, type: string, context: Context): CloudResource {
  const { region } = source;
  const { engine, engineVersion, allocatedStorage, username, dbName, kmsKeyId, storageEncrypted } = source.outputs;
  const { instanceClass, storageType } = source.outputs;
  const inputs = { dbInstanceIdentifier: source.inputs["identifier"], dbSnapshotIdentifier: id };
  return {
    type: SNAPSHOT,
    id,
    region,
    inputs,
    outputs: {
      ...inputs,
      id,
      dbSnapshotArn: arnOf("rds", { ...context, region }, `snapshot:${id}`),
      snapshotType: type,
      status: "available",
      snapshotCreateTime: context.now.toISOString(),
      ...{ engine, engineVersion, allocatedStorage, username, dbName, kmsKeyId, storageEncrypted },
      ...{ encrypted: storageEncrypted, instanceClass, storageType },
    },
  };
}

const zoneCount = (subnetIds: unknown, { cloud }: Context): number =>
  new Set((subnetIds as unknown[]).map((id) => cloud.get(SUBNET, text(id))?.outputs["availabilityZone"])).size;
