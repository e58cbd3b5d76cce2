import { allows, statementsOf, type Call } from "./iam";
import { by, list, ofType, type Stack, type StackResource } from "./resources";
import { denied, keyAllows, logKeyProblems, place } from "./roles";

const ofRole = "aws:iam/role:Role";
const ofVault = "aws:backup/vault:Vault";

/** Whatever AWS would refuse to those who watch, log and back up a stack's stores. */
export const storeProblems = (stack: Stack): readonly string[] => [
  ...ofType(stack, "aws:rds/instance:Instance").flatMap((database) => [
    ...monitoringProblems(stack, database),
    ...exportProblems(stack, database),
  ]),
  ...ofType(stack, "aws:elasticache/replicationGroup:ReplicationGroup").flatMap((cache) => logProblems(stack, cache)),
  ...ofType(stack, "aws:backup/selection:Selection").flatMap((selection) => backupProblems(stack, selection)),
];

function monitoringProblems(stack: Stack, { name, inputs, outputs }: StackResource): readonly string[] {
  if (!(Number(inputs.monitoringInterval) > 0)) return [];
  const role = by(stack, ofRole, "arn", inputs.monitoringRoleArn);
  if (role === undefined) return [`${name}: the monitoring role is not of this stack`];
  const [partition, , account] = place(role.outputs.arn);
  const [, region] = place(outputs.arn);
  const source = `arn:${partition}:rds:${region}:${account}:db:${String(inputs.identifier)}`;
  const group = `arn:${partition}:logs:${region}:${account}:log-group:RDSOSMetrics`;
  const stream = `${group}:log-stream:db-ABC`;
  const context = { "aws:SourceAccount": account, "aws:SourceArn": source };
  return [
    ...untrusted(role, "monitoring.rds.amazonaws.com", context),
    ...["CreateLogGroup", "PutRetentionPolicy"].flatMap((action) =>
      denied(stack, role, { action: `logs:${action}`, resource: `${group}:*` }),
    ),
    ...["CreateLogStream", "PutLogEvents", "DescribeLogStreams", "GetLogEvents"].flatMap((action) =>
      denied(stack, role, { action: `logs:${action}`, resource: stream }),
    ),
  ].map((problem) => `${name}: ${problem}`);
}

/** RDS makes a group that is not there, to be kept for ever and under no key. */
function exportProblems(stack: Stack, database: StackResource): readonly string[] {
  const source = database.inputs.replicateSourceDb;
  if (source !== undefined) return []; // A replica's log is what its source's is.
  return list(database, "enabledCloudwatchLogsExports").flatMap((log) =>
    groupProblems(stack, database.name, `/aws/rds/instance/${String(database.inputs.identifier)}/${log}`),
  );
}

function logProblems(stack: Stack, { name, inputs }: StackResource): readonly string[] {
  const deliveries = (inputs.logDeliveryConfigurations ?? []) as readonly { readonly destination: string }[];
  return deliveries.flatMap(({ destination }) => groupProblems(stack, name, destination));
}

function groupProblems(stack: Stack, store: string, name: string): readonly string[] {
  const group = by(stack, "aws:cloudwatch/logGroup:LogGroup", "name", name);
  if (group === undefined) return [`${store}: the log group ${name} is not of this stack`];
  const arn = String(group.outputs.arn);
  const [, region] = place(arn);
  const key = by(stack, "aws:kms/key:Key", "arn", group.inputs.kmsKeyId);
  return logKeyProblems(key, {
    resource: "*",
    principal: ["Service", `logs.${region}.amazonaws.com`],
    context: { "kms:EncryptionContext:aws:logs:arn": arn },
  }).map((problem) => `${store}: ${problem}`);
}

function backupProblems(stack: Stack, selection: StackResource): readonly string[] {
  const role = by(stack, ofRole, "arn", selection.inputs.iamRoleArn);
  if (role === undefined) return [`${selection.name}: the backup role is not of this stack`];
  const [partition, , account] = place(role.outputs.arn);
  const own = `arn:${partition}:rds:eu-west-1:${account}:snapshot:awsbackup:job-0123`;
  const snapshots = ["CreateDBSnapshot", "AddTagsToResource"].map((action) => `rds:${action}`);
  const keep = ["CopyDBSnapshot", "DeleteDBSnapshot", "ModifyDBSnapshotAttribute"].map((action) => `rds:${action}`);
  const vaults = ofType(stack, ofVault);
  const on = (actions: readonly string[], resource: string): readonly string[] =>
    actions.flatMap((action) => denied(stack, role, { action, resource }));
  return [
    ...untrusted(role, "backup.amazonaws.com", { "aws:SourceAccount": account }),
    ...on(["tag:GetResources"], "*"),
    ...list(selection, "resources").flatMap((arn) => on([...snapshots, "rds:DescribeDBInstances"], arn)),
    ...on([...snapshots, ...keep, "rds:DescribeDBSnapshots"], own),
    ...vaults.flatMap(({ outputs }) =>
      on(["backup:DescribeBackupVault", "backup:CopyIntoBackupVault"], String(outputs.arn)),
    ),
    ...vaults.flatMap((vault) => vaultKeyProblems(stack, role, vault)),
  ].map((problem) => `${selection.name}: ${problem}`);
}

/** RDS encrypts a recovery point by a grant that AWS Backup hands on. */
function vaultKeyProblems(stack: Stack, role: StackResource, vault: StackResource): readonly string[] {
  const key = by(stack, "aws:kms/key:Key", "arn", vault.inputs.kmsKeyArn);
  if (key === undefined) return [`the vault ${vault.name} is under no key of this stack`];
  const resource = String(key.outputs.arn);
  const calls: readonly Call[] = [
    { action: "kms:DescribeKey", resource },
    { action: "kms:CreateGrant", resource, context: { "kms:GrantIsForAWSResource": "true" } },
  ];
  return calls.flatMap((call) => [
    ...denied(stack, role, call),
    ...(keyAllows(key, role, call) ? [] : [`the key ${key.name} does not let ${role.name} ${call.action}`]),
  ]);
}

function untrusted(role: StackResource, service: string, context: Call["context"]): readonly string[] {
  const call: Call = {
    action: "sts:AssumeRole",
    resource: "",
    principal: ["Service", service],
    ...(context && { context }),
  };
  const trusted = allows(statementsOf(role.inputs.assumeRolePolicy), call);
  return trusted ? [] : [`${service} may not take on the role ${role.name}`];
}
