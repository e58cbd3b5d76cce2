import {
  allowing,
  type Breaking,
  inContainers,
  set,
  setEach,
  setWithin,
  tagged,
  unprotected,
  without,
} from "./switched-off";

const database = "aws:rds/instance:Instance";
const parameters = "aws:rds/parameterGroup:ParameterGroup";
const balancer = "aws:lb/loadBalancer:LoadBalancer";
const listener = "aws:lb/listener:Listener";
const traffic = "aws:lb/listenerRule:ListenerRule";
const task = "aws:ecs/taskDefinition:TaskDefinition";
const service = "aws:ecs/service:Service";
const cluster = "aws:ecs/cluster:Cluster";
const cache = "aws:elasticache/replicationGroup:ReplicationGroup";
const secret = "aws:secretsmanager/secret:Secret";
const rotation = "aws:secretsmanager/secretRotation:SecretRotation";
const key = "aws:kms/key:Key";
const cdn = "aws:cloudfront/distribution:Distribution";
const origin = "aws:cloudfront/vpcOrigin:VpcOrigin";
const firewall = "aws:wafv2/webAcl:WebAcl";
const firewallLog = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
const closedGroup = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const flowLog = "aws:ec2/flowLog:FlowLog";
const topic = "aws:sns/topic:Topic";
const topicPolicy = "aws:sns/topicPolicy:TopicPolicy";
const vault = "aws:backup/vault:Vault";
const bucket = "aws:s3/bucket:Bucket";
const bucketPolicy = "aws:s3/bucketPolicy:BucketPolicy";
const publicAccess = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const logGroup = "aws:cloudwatch/logGroup:LogGroup";
const role = "aws:iam/role:Role";
const rolePolicy = "aws:iam/rolePolicy:RolePolicy";
const targetGroup = "aws:lb/targetGroup:TargetGroup";
const everybody = { Principal: "*", Resource: "*" } as const;

const shares = (...weights: readonly number[]): Breaking =>
  set(
    traffic,
    {
      actions: [
        { type: "forward", forward: { targetGroups: weights.map((weight, at) => ({ arn: `arn:${at}`, weight })) } },
      ],
    },
    "prod-traffic-app",
  );

const workflowsOf = (sub: string, aud = "sts.amazonaws.com"): Breaking =>
  allowing(
    role,
    "assumeRolePolicy",
    {
      Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          "token.actions.githubusercontent.com:sub": sub,
          "token.actions.githubusercontent.com:aud": aud,
        },
      },
    },
    "prod-roles-app-task",
  );

/** A protection, by the rule that has to say that it is off; `also` say so too. */
export type Protection = readonly [rule: string, switchedOff: string, breaking: Breaking, also?: readonly string[]];

/** What prod's components are protected by, each switched off in turn. */
export const protections: readonly Protection[] = [
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

  [
    "elb-http-redirects",
    "HTTP that is served",
    setEach(listener, "defaultActions", { type: "forward" }, "prod-web-redirect"),
  ],
  [
    "elb-http-redirects",
    "a redirect to HTTP",
    setEach(listener, "defaultActions", { redirect: { protocol: "HTTP" } }, "prod-web-redirect"),
  ],
  ["elb-drop-invalid-headers", "invalid headers", set(balancer, { dropInvalidHeaderFields: false })],
  ["elb-access-logs", "no access logs", setWithin(balancer, "accessLogs", { enabled: false })],
  ["elb-deletion-protection", "no deletion protection", set(balancer, { enableDeletionProtection: false })],
  ["elb-desync", "requests as they come", set(balancer, { desyncMitigationMode: "monitor" })],
  ["elb-zones", "one zone", set(balancer, { subnets: ["subnet-a"] })],
  ["elb-tls-policy", "weak ciphers", set(listener, { sslPolicy: "ELBSecurityPolicy-2016-08" }, "prod-web-listener")],
  ["elb-tls-policy", "AWS's ciphers", set(listener, { sslPolicy: undefined }, "prod-web-listener")],
  ["elb-firewall", "a way past the CDN", set(balancer, { internal: false })],

  ["ecs-no-public-address", "public tasks", setWithin(service, "networkConfiguration", { assignPublicIp: true })],
  ["ecs-host-processes", "the host's processes", set(task, { pidMode: "host" })],
  ["ecs-unprivileged", "rights over the host", inContainers(() => ({ privileged: true }))],
  ["ecs-read-only-root", "a root to write to", inContainers(() => ({ readonlyRootFilesystem: false }))],
  ["ecs-read-only-root", "a root as Docker has it", inContainers(() => ({ readonlyRootFilesystem: undefined }))],
  [
    "ecs-no-secrets-in-environment",
    "a key in plain text",
    inContainers(() => ({ environment: [{ name: "API_KEY", value: "plain" }] })),
  ],
  [
    "ecs-no-secrets-in-environment",
    "a password in a URL",
    inContainers(() => ({ environment: [{ name: "DATABASE_URL", value: "postgres://app:plain@db/app" }] })),
  ],
  ["ecs-logging", "no logs", inContainers(() => ({ logConfiguration: undefined }))],
  ["ecs-platform", "an old platform", set(service, { platformVersion: "1.3.0" })],
  ["ecs-insights", "no insights", set(cluster, { settings: [{ name: "containerInsights", value: "disabled" }] })],
  ["ecs-roles-differ", "one role for all", set(task, { taskRoleArn: "arn:one", executionRoleArn: "arn:one" })],
  ["ecs-circuit-breaker", "no circuit breaker", setWithin(service, "deploymentCircuitBreaker", { enable: false })],
  ["ecs-circuit-breaker", "no way back", setWithin(service, "deploymentCircuitBreaker", { rollback: false })],

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

  [
    "cloudfront-root-object",
    "a bucket's list",
    set(cdn, { origins: [{ originId: "files", domainName: "files.s3.amazonaws.com", originAccessControlId: "E1" }] }),
  ],
  ["cloudfront-https", "plain HTTP", setWithin(cdn, "defaultCacheBehavior", { viewerProtocolPolicy: "allow-all" })],
  [
    "cloudfront-https",
    "plain HTTP for some paths",
    set(cdn, { orderedCacheBehaviors: [{ pathPattern: "/old/*", viewerProtocolPolicy: "allow-all" }] }),
  ],
  ["cloudfront-logs", "no logs", set(cdn, { loggingConfig: undefined })],
  ["cloudfront-firewall", "no firewall", set(cdn, { webAclId: undefined })],
  [
    "cloudfront-certificate",
    "CloudFront's certificate",
    setWithin(cdn, "viewerCertificate", { acmCertificateArn: undefined, cloudfrontDefaultCertificate: true }),
  ],
  ["cloudfront-tls-policy", "old TLS", setWithin(cdn, "viewerCertificate", { minimumProtocolVersion: "TLSv1" })],
  [
    "cloudfront-origin-tls",
    "HTTP to the origin",
    setWithin(origin, "vpcOriginEndpointConfig", { originProtocolPolicy: "match-viewer" }),
  ],
  [
    "cloudfront-origin-tls",
    "old TLS to the origin",
    setWithin(origin, "vpcOriginEndpointConfig", { originSslProtocols: { items: ["TLSv1", "TLSv1.2"], quantity: 2 } }),
  ],

  ["waf-rules", "no rules", set(firewall, { rules: [] }), ["waf-rate-rule"]],
  ["waf-metrics", "no metrics", setWithin(firewall, "visibilityConfig", { cloudwatchMetricsEnabled: false })],
  [
    "waf-metrics",
    "rules without metrics",
    setEach(firewall, "rules", { visibilityConfig: { cloudwatchMetricsEnabled: false } }),
  ],
  ["waf-rate-rule", "a limit that only counts", setEach(firewall, "rules", { action: { count: {} } })],
  ["waf-rate-rule", "no limit", setEach(firewall, "rules", { statement: { geoMatchStatement: {} } })],
  ["waf-logs", "no logs", without(firewallLog)],

  [
    "vpc-default-group-closed",
    "an open default group",
    set(closedGroup, { ingress: [{ protocol: "-1", self: true }] }),
  ],
  ["vpc-default-group-closed", "a way out of the default group", set(closedGroup, { egress: [{ protocol: "-1" }] })],
  ["vpc-default-group-managed", "AWS's default group", without(closedGroup)],
  ["vpc-flow-logs", "no flow logs", without(flowLog)],
  ["vpc-flow-log-traffic", "only what was let through", set(flowLog, { trafficType: "ACCEPT" })],
  ["subnet-no-public-addresses", "public addresses", set("aws:ec2/subnet:Subnet", { mapPublicIpOnLaunch: true })],
  ["ingress-not-open", "a database for everybody", set(ingress, { cidrIpv4: "0.0.0.0/0" }, "prod-database-from-tasks")],
  ["ingress-not-open", "SSH", set(ingress, { cidrIpv4: "0.0.0.0/0", fromPort: 22, toPort: 22 }, "prod-web-from-cdn")],
  ["ingress-not-open", "RDP", set(ingress, { cidrIpv6: "::/0", fromPort: 3389, toPort: 3389 }, "prod-web-from-cdn")],
  ["ingress-not-open", "every port", set(ingress, { cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" }, "prod-web-from-cdn")],

  ["sns-encrypted", "messages in plain text", set(topic, { kmsMasterKeyId: undefined })],
  ["sns-not-public", "a topic for everybody", allowing(topicPolicy, "policy", { ...everybody, Action: "sns:Publish" })],
  ["backup-encrypted", "AWS's key", set(vault, { kmsKeyArn: undefined })],
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

  ["iam-no-wildcards", "everything", allowing(rolePolicy, "policy", { Action: "*", Resource: "*" })],
  ["iam-no-wildcards", "all of a service", allowing(rolePolicy, "policy", { Action: ["s3:*"], Resource: ["*"] })],
  ["oidc-subject", "any workflow", workflowsOf("repo:organisation/app:*")],
  ["oidc-subject", "any audience", workflowsOf("repo:organisation/app:environment:prod", "*")],
  ...[database, cache, secret, key, vault, bucket, balancer, cdn].map(
    (type) => ["protected-in-prod", `no protection of ${type}`, unprotected(type)] as const,
  ),

  ["image-digest", "an image by tag", inContainers(() => ({ image: "registry.example/app:1.0.0" }))],
  ["traffic-weights", "more than everything", shares(100, 1)],
  ["traffic-weights", "half a percent", shares(99.5, 0.5)],
  ["traffic-weights", "less than nothing", shares(101, -1)],
  ["traffic-slots", "one slot", shares(100)],
  ["traffic-slots", "three slots", shares(50, 25, 25)],
  ["release-verified", "a release that nobody verified", tagged(task, { "promenade:verified": undefined })],
  ["release-approved", "a release that nobody approved", tagged(task, { "promenade:approvals": undefined })],
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
  ["vault-path", "another environment's entry", set(secret, { name: "promenade/stage/API_KEY" })],
  ["vault-path", "an entry of nobody's", set(secret, { name: "API_KEY" })],
];
