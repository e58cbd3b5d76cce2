import type { CloudResource } from "../cloud";
import { properties, tagsOf } from "../runtime/properties";
import { ListOf } from "./protocol";

interface Instance {
  readonly identifier: string;
  readonly resourceId: string;
  readonly instanceClass: string;
  readonly engine: string;
  readonly engineVersionActual: string;
  readonly dbName: string;
  readonly username: string;
  readonly address: string;
  readonly port: number;
  readonly allocatedStorage: number;
  readonly maxAllocatedStorage: number;
  readonly backupRetentionPeriod: number;
  readonly multiAz: boolean;
  readonly deletionProtection: boolean;
  readonly iamDatabaseAuthenticationEnabled: boolean;
  readonly storageEncrypted: boolean;
  readonly kmsKeyId: string;
  readonly arn: string;
  readonly dbSubnetGroupName: string;
  readonly parameterGroupName: string;
  readonly vpcSecurityGroupIds: readonly string[];
  readonly masterUserSecrets: readonly {
    readonly secretArn: string;
    readonly secretStatus: string;
    readonly kmsKeyId: string;
  }[];
}

const tagList = (record: CloudResource) =>
  new ListOf(
    "Tag",
    Object.entries(tagsOf(record)).map(([Key, Value]) => ({ Key, Value })),
  );

/** RDS's own shape of an instance. Whatever is there is available: the local cloud answers when it has changed. */
export function toApiInstance(record: CloudResource): object {
  const instance = properties<Instance>(record);
  const [secret] = instance.masterUserSecrets ?? [];
  return {
    DBInstanceIdentifier: instance.identifier,
    DbiResourceId: instance.resourceId,
    DBInstanceArn: instance.arn,
    DBInstanceClass: instance.instanceClass,
    DBInstanceStatus: "available",
    Engine: instance.engine,
    EngineVersion: instance.engineVersionActual,
    DBName: instance.dbName,
    MasterUsername: instance.username,
    Endpoint: { Address: instance.address, Port: instance.port },
    AllocatedStorage: instance.allocatedStorage,
    MaxAllocatedStorage: instance.maxAllocatedStorage,
    BackupRetentionPeriod: instance.backupRetentionPeriod,
    MultiAZ: instance.multiAz,
    DeletionProtection: instance.deletionProtection ?? false,
    IAMDatabaseAuthenticationEnabled: instance.iamDatabaseAuthenticationEnabled ?? false,
    StorageEncrypted: instance.storageEncrypted ?? false,
    KmsKeyId: instance.kmsKeyId,
    DBSubnetGroup: { DBSubnetGroupName: instance.dbSubnetGroupName },
    DBParameterGroups: new ListOf("DBParameterGroup", [{ DBParameterGroupName: instance.parameterGroupName }]),
    VpcSecurityGroups: new ListOf(
      "VpcSecurityGroupMembership",
      (instance.vpcSecurityGroupIds ?? []).map((id) => ({ VpcSecurityGroupId: id, Status: "active" })),
    ),
    MasterUserSecret: secret && {
      SecretArn: secret.secretArn,
      SecretStatus: secret.secretStatus,
      KmsKeyId: secret.kmsKeyId,
    },
    TagList: tagList(record),
  };
}

interface Snapshot {
  readonly dbSnapshotIdentifier: string;
  readonly dbInstanceIdentifier: string;
  readonly dbSnapshotArn: string;
  readonly snapshotType: string;
  readonly snapshotCreateTime: string;
  readonly engine: string;
  readonly allocatedStorage: number;
  readonly encrypted: boolean;
  readonly kmsKeyId: string;
}

export function toApiSnapshot(record: CloudResource): object {
  const snapshot = properties<Snapshot>(record);
  return {
    DBSnapshotIdentifier: snapshot.dbSnapshotIdentifier,
    DBInstanceIdentifier: snapshot.dbInstanceIdentifier,
    DBSnapshotArn: snapshot.dbSnapshotArn,
    SnapshotType: snapshot.snapshotType,
    SnapshotCreateTime: snapshot.snapshotCreateTime,
    Status: "available",
    PercentProgress: 100,
    Engine: snapshot.engine,
    AllocatedStorage: snapshot.allocatedStorage,
    Encrypted: snapshot.encrypted ?? false,
    KmsKeyId: snapshot.kmsKeyId,
    TagList: tagList(record),
  };
}
