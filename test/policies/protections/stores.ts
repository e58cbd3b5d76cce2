import { allowing, set, without, type Protection } from "./switched-off";

const database = "aws:rds/instance:Instance";
const parameters = "aws:rds/parameterGroup:ParameterGroup";
const cache = "aws:elasticache/replicationGroup:ReplicationGroup";
const secret = "aws:secretsmanager/secret:Secret";
const rotation = "aws:secretsmanager/secretRotation:SecretRotation";
const key = "aws:kms/key:Key";
const vault = "aws:backup/vault:Vault";
const everybody = { Principal: "*", Resource: "*" } as const;

/** What keeps data. */
export const stores: readonly Protection[] = [
  ["rds-private", "a public address", set(database, { publiclyAccessible: true })],
  ["rds-encrypted", "no encryption", set(database, { storageEncrypted: false })],
  ["rds-encrypted", "encryption left to AWS", set(database, { storageEncrypted: undefined })],
  ["rds-multi-az", "one zone", set(database, { multiAz: false })],
  ["rds-monitoring", "no monitoring", set(database, { monitoringInterval: 0 })],
  ["rds-deletion-protection", "no deletion protection", set(database, { deletionProtection: false })],
  ["rds-logs", "no logs", set(database, { enabledCloudwatchLogsExports: [] })],
  ["rds-logs", "one log too few", set(database, { enabledCloudwatchLogsExports: ["upgrade"] })],
  ["rds-iam-authentication", "no IAM", set(database, { iamDatabaseAuthenticationEnabled: false })],
  ["rds-backups", "no backups", set(database, { backupRetentionPeriod: 0 })],
  ["rds-backups", "backups for a day", set(database, { backupRetentionPeriod: 1 })],
  ["rds-minor-upgrades", "no minor upgrades", set(database, { autoMinorVersionUpgrade: false })],
  ["rds-snapshot-tags", "snapshots without tags", set(database, { copyTagsToSnapshot: false })],
  ["rds-admin-name", "a name that is guessed", set(database, { username: "postgres" })],
  ["rds-tls", "AWS's parameters", set(database, { parameterGroupName: "default.postgres17" })],
  ["rds-tls", "TLS as one likes", set(parameters, { parameters: [{ name: "rds.force_ssl", value: "0" }] })],
  ["elasticache-backups", "no snapshots", set(cache, { snapshotRetentionLimit: 0 })],
  ["elasticache-upgrades", "no minor upgrades", set(cache, { autoMinorVersionUpgrade: false })],
  ["elasticache-failover", "no failover", set(cache, { automaticFailoverEnabled: false })],
  ["elasticache-failover", "one zone", set(cache, { multiAzEnabled: false })],
  ["elasticache-encrypted", "no encryption", set(cache, { atRestEncryptionEnabled: undefined })],
  ["elasticache-tls", "no TLS", set(cache, { transitEncryptionEnabled: false })],
  ["elasticache-authentication", "no token", set(cache, { authToken: undefined })],
  ["elasticache-subnet-group", "AWS's subnets", set(cache, { subnetGroupName: undefined })],
  ["secret-rotation", "a secret that stays", without(rotation, "prod-rotation-API_KEY")],
  ["secret-rotation", "none that changes", without(rotation)],
  [
    "secret-rotation-interval",
    "a key for half a year",
    set(rotation, { rotationRules: { automaticallyAfterDays: 180 } }, "prod-rotation-JWT_SECRET"),
  ],
  [
    "secret-rotation-interval",
    "a password for a quarter",
    set(rotation, { rotationRules: { automaticallyAfterDays: 90 } }, "prod-rotation-POSTGRES_PASSWORD"),
  ],
  ["secret-customer-key", "AWS's key", set(secret, { kmsKeyId: undefined })],
  ["secret-customer-key", "AWS's key, by name", set(secret, { kmsKeyId: "alias/aws/secretsmanager" })],
  ["kms-rotation", "a key for ever", set(key, { enableKeyRotation: false })],
  ["kms-key-policy", "a key for everybody", allowing(key, "policy", { ...everybody, Action: "kms:Decrypt" })],
  ["backup-encrypted", "AWS's key", set(vault, { kmsKeyArn: undefined })],
  ["vault-path", "another environment's entry", set(secret, { name: "promenade/stage/API_KEY" })],
  ["vault-path", "an entry of nobody's", set(secret, { name: "API_KEY" })],
];
