import { allowing, set, tagged, unprotected, without, type Protection } from "./switched-off";

const database = "aws:rds/instance:Instance";
const balancer = "aws:lb/loadBalancer:LoadBalancer";
const task = "aws:ecs/taskDefinition:TaskDefinition";
const cache = "aws:elasticache/replicationGroup:ReplicationGroup";
const secret = "aws:secretsmanager/secret:Secret";
const key = "aws:kms/key:Key";
const cdn = "aws:cloudfront/distribution:Distribution";
const topic = "aws:sns/topic:Topic";
const topicPolicy = "aws:sns/topicPolicy:TopicPolicy";
const vault = "aws:backup/vault:Vault";
const bucket = "aws:s3/bucket:Bucket";
const bucketPolicy = "aws:s3/bucketPolicy:BucketPolicy";
const publicAccess = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const logGroup = "aws:cloudwatch/logGroup:LogGroup";
const role = "aws:iam/role:Role";
const targetGroup = "aws:lb/targetGroup:TargetGroup";
const everybody = { Principal: "*", Resource: "*" } as const;

/** What is kept, whose it is, where, and for how much. */
export const records: readonly Protection[] = [
  ["sns-encrypted", "messages in plain text", set(topic, { kmsMasterKeyId: undefined })],
  ["sns-not-public", "a topic for everybody", allowing(topicPolicy, "policy", { ...everybody, Action: "sns:Publish" })],
  ["bucket-public-access-blocked", "public lists", set(publicAccess, { blockPublicAcls: false })],
  ["bucket-public-access-blocked", "public policies", set(publicAccess, { blockPublicPolicy: false })],
  ["bucket-public-access-blocked", "public lists of old", set(publicAccess, { ignorePublicAcls: false })],
  ["bucket-public-access-blocked", "public buckets", set(publicAccess, { restrictPublicBuckets: undefined })],
  ["bucket-public-access-managed", "a bucket without a block", without(publicAccess, "prod-archive")],
  ["bucket-tls", "plain HTTP", set(bucketPolicy, { policy: JSON.stringify({ Statement: [] }) })],
  ["bucket-policy-managed", "a bucket without a policy", without(bucketPolicy, "prod-archive")],
  ["log-retention", "logs for a year", set(logGroup, { retentionInDays: 365 })],
  ["log-retention", "logs for ever", set(logGroup, { retentionInDays: 0 })],
  ["log-encrypted", "AWS's key", set(logGroup, { kmsKeyId: undefined })],
  ...[database, cache, secret, key, vault, bucket, balancer, cdn].map(
    (type) => ["protected-in-prod", `no protection of ${type}`, unprotected(type)] as const,
  ),
  ["budget", "no budget", without("aws:budgets/budget:Budget")],
  ["allowed-regions", "data elsewhere", set(database, { region: "ap-southeast-2" })],
  ["environment-tag", "another environment's tag", tagged(database, { env: "env/dev" })],
  ["environment-tag", "no environment's tag", tagged(secret, { env: undefined })],
  ["environment-tag", "no name", tagged(bucket, { Name: undefined })],
  ["environment-tag", "no flow", tagged(task, { "promenade:flow": undefined })],
  ["environment-tag", "no tags", set(balancer, { tags: undefined })],
  ["physical-name", "a name of nobody's", set(balancer, { name: "web" })],
  ["physical-name", "another environment's name", set(targetGroup, { name: "stage-blue-app" })],
  ["physical-name", "a name in capitals", set(role, { name: "prod-App" })],
  ["physical-name", "logs under no environment", set(logGroup, { name: "/promenade/app" })],
];
