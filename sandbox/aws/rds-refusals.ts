import type { CloudResource, Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Context } from "../provider/model";
import { isUnknown } from "../provider/values";
import { ROLE } from "./iam";
import { text } from "./ids";
import { statementsOf } from "./policy";
import { DATABASE, PARAMETER_GROUP, SNAPSHOT } from "./rds-types";
import { overlap } from "./windows";

/** What each engine exports to CloudWatch Logs. */
const EXPORTS: Readonly<Record<string, readonly string[]>> = {
  postgres: ["postgresql", "upgrade", "iam-db-auth-error"],
  mysql: ["audit", "error", "general", "slowquery", "iam-db-auth-error"],
  mariadb: ["audit", "error", "general", "slowquery", "iam-db-auth-error"],
};

/** Days of Performance Insights that the advanced mode of Database Insights asks for. */
const ADVANCED_DAYS = 465;

/** What is wrong with a database's arguments taken together. */
export function databaseProblems(inputs: Properties) {
  const replica = inputs["replicateSourceDb"] !== undefined || inputs["snapshotIdentifier"] !== undefined;
  const managed = inputs["manageMasterUserPassword"] === true;
  const restored = replica || inputs["restoreToPointInTime"] !== undefined || inputs["s3Import"] !== undefined;
  const passwords = ["password", "passwordWo"].filter((name) => inputs[name] !== undefined);
  const required = (path: string) => ({ path, reason: `"${path}": required field is not set` });
  const given = (name: string): boolean => inputs[name] !== undefined && !isUnknown(inputs[name]);
  const problem = (condition: boolean, path: string, reason: string) => (condition ? [{ path, reason }] : []);
  const exported = EXPORTS[text(inputs["engine"])];
  const exports = Array.isArray(inputs["enabledCloudwatchLogsExports"]) ? inputs["enabledCloudwatchLogsExports"] : [];
  return [
    ...(restored
      ? []
      : ["allocatedStorage", "engine", "username"].filter((name) => inputs[name] === undefined).map(required)),
    ...(restored || managed || passwords.length > 0 ? [] : [required("password")]),
    ...problem(
      managed && passwords.length > 0,
      passwords[0] ?? "",
      `"${passwords[0]}": conflicts with manage_master_user_password`,
    ),
    ...problem(
      Number(inputs["monitoringInterval"]) > 0 && inputs["monitoringRoleArn"] === undefined,
      "monitoringRoleArn",
      "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0",
    ),
    ...problem(
      inputs["kmsKeyId"] !== undefined && inputs["storageEncrypted"] !== true && !isUnknown(inputs["storageEncrypted"]),
      "storageEncrypted",
      "storageEncrypted must be true when kmsKeyId is given",
    ),
    ...problem(
      Number(inputs["maxAllocatedStorage"] || Infinity) < Number(inputs["allocatedStorage"]),
      "maxAllocatedStorage",
      "maxAllocatedStorage must be at least allocatedStorage",
    ),
    ...problem(
      given("performanceInsightsKmsKeyId") && inputs["performanceInsightsEnabled"] !== true,
      "performanceInsightsEnabled",
      "performance_insights_kms_key_id needs performance_insights_enabled",
    ),
    ...problem(
      inputs["databaseInsightsMode"] === "advanced" &&
        !(Number(inputs["performanceInsightsRetentionPeriod"]) >= ADVANCED_DAYS),
      "databaseInsightsMode",
      `the Advanced mode of Database Insights needs a retention of at least ${ADVANCED_DAYS} days`,
    ),
    ...problem(
      exported !== undefined && exports.some((name) => !isUnknown(name) && !exported.includes(text(name))),
      "enabledCloudwatchLogsExports",
      `${text(inputs["engine"])} exports ${exported?.join(", ")}, got ${exports.join(", ")}`,
    ),
    ...problem(
      given("backupWindow") &&
        given("maintenanceWindow") &&
        overlap(text(inputs["backupWindow"]), text(inputs["maintenanceWindow"])),
      "maintenanceWindow",
      "The backup window and maintenance window must not overlap",
    ),
  ];
}

/** `postgres16` from postgres and 16.4; the family of a parameter group follows the engine's major version. */
export function familyOf(engine: unknown, version: unknown): string {
  const parts = text(version ?? "").split(".");
  return `${text(engine)}${engine === "postgres" ? parts[0] : parts.slice(0, 2).join(".")}`;
}

export function refuseDatabase(inputs: Properties, { cloud }: Context): void {
  const { parameterGroupName, engine, engineVersion, monitoringRoleArn, replicateSourceDb } = inputs;
  const group = cloud.list(PARAMETER_GROUP).find((each) => each.inputs["name"] === parameterGroupName);
  const family = familyOf(engine, engineVersion);
  if (group && engine !== undefined && engineVersion !== undefined && group.inputs["family"] !== family) {
    throw new ApiError(
      "InvalidParameterCombination",
      `The Parameter Group ${text(parameterGroupName)} with DBParameterGroupFamily ${text(group.inputs["family"])} can't be used for this instance. Please use a Parameter Group with DBParameterGroupFamily ${family}`,
    );
  }
  const role = cloud.list(ROLE).find(({ outputs }) => outputs["arn"] === monitoringRoleArn);
  const trusts = statementsOf(text(role?.inputs["assumeRolePolicy"])).map(({ Principal }) => JSON.stringify(Principal));
  if (role && !trusts.some((principal) => principal.includes('"monitoring.rds.amazonaws.com"'))) {
    throw new ApiError(
      "InvalidParameterValue",
      "IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING",
    );
  }
  if (replicateSourceDb !== undefined) refuseReplica(databaseNamed(cloud, replicateSourceDb)?.inputs ?? {});
}

export const databaseNamed = (cloud: Context["cloud"], name: unknown): CloudResource | undefined =>
  cloud.list(DATABASE).find(({ inputs, outputs }) => [inputs["identifier"], outputs["arn"]].includes(name));

function refuseReplica(source: Properties): void {
  if (!(Number(source["backupRetentionPeriod"]) > 0)) {
    throw new ApiError(
      "InvalidDBInstanceState",
      "Automated backups are not enabled for this database instance. To enable automated backups, use ModifyDBInstance to set the backup retention period to a non-zero value.",
    );
  }
  if (source["manageMasterUserPassword"] === true) {
    throw new ApiError(
      "InvalidParameterCombination",
      "You can't create a read replica of a PostgreSQL instance whose master password is managed in Secrets Manager",
    );
  }
}

/** What ModifyDBInstance never does to an instance that is there. */
export function refuseDatabaseChange(inputs: Properties, { inputs: before }: CloudResource): void {
  if (Number(inputs["allocatedStorage"]) < Number(before["allocatedStorage"])) {
    throw new ApiError(
      "InvalidParameterCombination",
      `Invalid storage size for engine name ${text(inputs["engine"])} and storage type ${text(inputs["storageType"])}: it cannot be less than what is allocated, ${text(before["allocatedStorage"])} GiB`,
    );
  }
  const [key, was] = [inputs["performanceInsightsKmsKeyId"], before["performanceInsightsKmsKeyId"]];
  if (was !== undefined && key !== undefined && key !== was) {
    throw new ApiError("InvalidParameterCombination", "You cannot change your Performance Insights KMS key.");
  }
}

export function refuseDatabaseDelete({ inputs }: CloudResource, { cloud }: Context): void {
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

/** Parameters that only a restart brings into force. */
const STATIC = ["shared_preload_libraries", "max_connections", "shared_buffers", "rds.logical_replication"];

export function parameterProblems({ parameters = [] }: Properties) {
  if (!Array.isArray(parameters)) return [];
  return (parameters as Properties[]).flatMap(({ name, applyMethod }, index) =>
    STATIC.includes(text(name)) && applyMethod !== "pending-reboot" && !isUnknown(applyMethod)
      ? [
          {
            path: `parameters[${index}].applyMethod`,
            reason: `cannot use immediate apply method for static parameter ${text(name)}`,
          },
        ]
      : [],
  );
}
