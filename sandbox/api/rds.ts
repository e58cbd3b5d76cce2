import { snapshotRecord } from "../aws/rds";
import { DATABASE, SNAPSHOT } from "../aws/rds-types";
import type { CloudResource, Properties } from "../cloud";
import { ACCOUNT } from "../provider/control";
import { ApiError } from "../provider/errors";
import { without } from "../provider/preview";
import { properties } from "../runtime/properties";
import type { ApiContext, Handlers } from "./handler";
import { AwsError, ListOf } from "./protocol";
import { toApiInstance, toApiSnapshot } from "./rds-shapes";

/** Numbers and booleans come as text, lists as maps by their position. */
type Input = Readonly<Record<string, string | undefined>> & {
  readonly Tags?: { readonly Tag?: Readonly<Record<string, { readonly Key: string; readonly Value: string }>> };
  readonly VpcSecurityGroupIds?: { readonly VpcSecurityGroupId?: Readonly<Record<string, string>> };
};

const truth = (text: string | undefined): boolean | undefined => (text === undefined ? undefined : text === "true");
const amount = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

const tagsIn = ({ Tags }: Input): Record<string, string> =>
  Object.fromEntries(Object.values(Tags?.Tag ?? {}).map(({ Key, Value }) => [Key, Value]));

const defined = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));

/** What restoring and modifying take alike, under Pulumi's names; of it what is asked for. */
const settingsIn = (input: Input): Properties =>
  defined({
    instanceClass: input["DBInstanceClass"],
    multiAz: truth(input["MultiAZ"]),
    deletionProtection: truth(input["DeletionProtection"]),
    iamDatabaseAuthenticationEnabled: truth(input["EnableIAMDatabaseAuthentication"]),
    copyTagsToSnapshot: truth(input["CopyTagsToSnapshot"]),
    backupRetentionPeriod: amount(input["BackupRetentionPeriod"]),
    parameterGroupName: input["DBParameterGroupName"],
    manageMasterUserPassword: truth(input["ManageMasterUserPassword"]),
    masterUserSecretKmsKeyId: input["MasterUserSecretKmsKeyId"],
    vpcSecurityGroupIds: input.VpcSecurityGroupIds && Object.values(input.VpcSecurityGroupIds.VpcSecurityGroupId ?? {}),
  });

function instanceOf({ cloud }: ApiContext, identifier: string | undefined): CloudResource {
  const found = cloud.list(DATABASE).find(({ inputs }) => inputs["identifier"] === identifier);
  if (!found) throw new AwsError("DBInstanceNotFound", `DBInstance ${identifier} not found.`, 404);
  return found;
}

function snapshotOf({ cloud }: ApiContext, name: string | undefined): CloudResource {
  const found = cloud.get(SNAPSHOT, name ?? "");
  if (!found) throw new AwsError("DBSnapshotNotFound", `DBSnapshot ${name} not found.`, 404);
  return found;
}

/** Calls the control plane; what it refuses is the API's refusal. */
async function asked<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new AwsError(error.code, error.message.replace(/^api error \w+: /, ""));
  }
}

/** What an instance has from the data that it was made of. */
const heritage = ["engine", "engineVersion", "username", "dbName", "allocatedStorage", "kmsKeyId", "storageEncrypted"];

/** Makes an instance out of what another one held. What it began with is its past, and no setting of it. */
async function restore(
  input: Input,
  identifier: string | undefined,
  origin: Properties,
  source: CloudResource,
  context: ApiContext,
) {
  const inputs = {
    identifier,
    instanceClass: source.outputs["instanceClass"],
    storageType: source.outputs["storageType"],
    dbSubnetGroupName: input["DBSubnetGroupName"],
    publiclyAccessible: truth(input["PubliclyAccessible"]) ?? false,
    ...settingsIn(input),
    ...origin,
  };
  const made = await asked(
    context.records().create(DATABASE, defined({ ...inputs, tags: tagsIn(input) }), source.region),
  );
  const data = Object.fromEntries(heritage.map((name) => [name, made.outputs[name]]));
  const kept = {
    ...made,
    inputs: { ...data, ...without(made.inputs, Object.keys(origin)) },
    outputs: without(made.outputs, Object.keys(origin)),
  };
  await context.cloud.put(kept);
  return { DBInstance: toApiInstance(kept) };
}

/** The newest snapshot of an instance that is not younger than a moment; this cloud keeps no log of every change. */
function snapshotAt({ cloud }: ApiContext, identifier: string, moment: string): string {
  const [newest] = cloud
    .list(SNAPSHOT)
    .map((record) => ({
      id: record.id,
      ...properties<{ dbInstanceIdentifier: string; snapshotCreateTime: string }>(record),
    }))
    .filter(({ dbInstanceIdentifier }) => dbInstanceIdentifier === identifier)
    .filter(({ snapshotCreateTime = "" }) => Date.parse(snapshotCreateTime) <= Date.parse(moment))
    .sort((a, b) => Date.parse(b.snapshotCreateTime ?? "") - Date.parse(a.snapshotCreateTime ?? ""));
  if (newest) return newest.id;
  throw new AwsError(
    "InvalidRestoreFault",
    `Nothing of ${identifier} was kept before ${moment}: the local cloud restores the latest time, or that of a snapshot`,
  );
}

/** Relational Database Service. */
export const rds: Handlers = {
  DescribeDBInstances: ({ DBInstanceIdentifier: name }: Input, context) => {
    const found = name === undefined ? context.cloud.list(DATABASE) : [instanceOf(context, name)];
    return { DBInstances: new ListOf("DBInstance", found.map(toApiInstance)) };
  },

  DescribeDBSnapshots: (input: Input, context) => {
    const { DBSnapshotIdentifier: name, DBInstanceIdentifier: instance, SnapshotType: type } = input;
    const all = name === undefined ? context.cloud.list(SNAPSHOT) : [snapshotOf(context, name)];
    const found = all.filter(
      ({ outputs }) =>
        (instance === undefined || outputs["dbInstanceIdentifier"] === instance) &&
        (type === undefined || outputs["snapshotType"] === type),
    );
    return { DBSnapshots: new ListOf("DBSnapshot", found.map(toApiSnapshot)) };
  },

  CreateDBSnapshot: async (input: Input, context) => {
    const { DBSnapshotIdentifier: name = "" } = input;
    const source = instanceOf(context, input["DBInstanceIdentifier"]);
    if (!/^[A-Za-z](?!.*--)[0-9A-Za-z-]{0,253}[0-9A-Za-z]$/.test(name)) {
      throw new AwsError(
        "InvalidParameterValue",
        `${name} is not a snapshot's name: letters, digits and single hyphens`,
      );
    }
    if (context.cloud.get(SNAPSHOT, name)) {
      throw new AwsError("DBSnapshotAlreadyExists", `Cannot create the snapshot because ${name} already exists.`);
    }
    const record = snapshotRecord(name, source, "manual", {
      ...context,
      region: source.region,
      account: ACCOUNT,
      now: new Date(),
    });
    await context.databases.snapshot(source.id, name);
    const tagged = { ...record, outputs: { ...record.outputs, tags: tagsIn(input) } };
    await context.cloud.put(tagged);
    return { DBSnapshot: toApiSnapshot(tagged) };
  },

  DeleteDBSnapshot: async ({ DBSnapshotIdentifier: name }: Input, context) => {
    const snapshot = snapshotOf(context, name);
    await context.cloud.delete(SNAPSHOT, snapshot.id, { region: snapshot.region });
    await context.databases.removeSnapshot(snapshot.id);
    return { DBSnapshot: toApiSnapshot(snapshot) };
  },

  RestoreDBInstanceFromDBSnapshot: (input: Input, context) => {
    const snapshot = snapshotOf(context, input["DBSnapshotIdentifier"]);
    return restore(input, input["DBInstanceIdentifier"], { snapshotIdentifier: snapshot.id }, snapshot, context);
  },

  RestoreDBInstanceToPointInTime: (input: Input, context) => {
    const source = instanceOf(context, input["SourceDBInstanceIdentifier"]);
    const { identifier = "", backupRetentionPeriod = 0 } = properties<{
      identifier: string;
      backupRetentionPeriod: number;
    }>(source);
    if (backupRetentionPeriod === 0) {
      throw new AwsError("PointInTimeRestoreNotEnabled", `Automated backups are not enabled for ${identifier}.`);
    }
    const origin =
      input["UseLatestRestorableTime"] === "true"
        ? { restoreToPointInTime: { sourceDbInstanceIdentifier: identifier, useLatestRestorableTime: true } }
        : { snapshotIdentifier: snapshotAt(context, identifier, input["RestoreTime"] ?? "") };
    return restore(input, input["TargetDBInstanceIdentifier"], origin, source, context);
  },

  ModifyDBInstance: async (input: Input, context) => {
    const record = instanceOf(context, input["DBInstanceIdentifier"]);
    const { NewDBInstanceIdentifier: identifier, MasterUserPassword: password } = input;
    const changes = defined({ ...settingsIn(input), identifier, password });
    return { DBInstance: toApiInstance(await asked(context.records().update(record, changes))) };
  },

  DeleteDBInstance: async (input: Input, context) => {
    const record = instanceOf(context, input["DBInstanceIdentifier"]);
    const last = {
      skipFinalSnapshot: truth(input["SkipFinalSnapshot"]) ?? false,
      ...(input["FinalDBSnapshotIdentifier"] !== undefined && {
        finalSnapshotIdentifier: input["FinalDBSnapshotIdentifier"],
      }),
    };
    await context.cloud.put({
      ...record,
      inputs: { ...record.inputs, ...last },
      outputs: { ...record.outputs, ...last },
    });
    await asked(context.records().delete(record));
    return { DBInstance: toApiInstance(record) };
  },
};
