import type { CloudResource, Properties } from "../../../sandbox/cloud";
import type { LocalCloud } from "../local-cloud";
import { AUDIT_SAMPLES } from "./audit-samples";
import { EDGE_SAMPLES } from "./edge-samples";
import { SECRETS_SAMPLES } from "./secrets-samples";
import { WATCH_SAMPLES } from "./watch-samples";

/** Reads a record by the short name it was made under. */
export type Made = (name: string) => CloudResource;

export type Sample = readonly [name: string, type: string, inputs: (made: Made) => Properties];

export const policy = (action = "s3:GetObject"): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });

/** Lets the log services of the account write a bucket. */
export const bucketPolicy = (bucket = "dev-archive", changes: Properties = {}): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: {
          Service: [
            "delivery.logs.amazonaws.com",
            "cloudtrail.amazonaws.com",
            "logdelivery.elasticloadbalancing.amazonaws.com",
          ],
        },
        Action: ["s3:GetBucketAcl", "s3:PutObject"],
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        Condition: { StringEquals: { "aws:SourceAccount": "000000000000" } },
        ...changes,
      },
    ],
  });

export const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ecs-tasks.amazonaws.com" } }],
});

export const container = (more: Properties = {}): Properties => ({
  name: "app",
  image: "example/app@sha256:1",
  portMappings: [{ containerPort: 8080 }],
  ...more,
});

/** One of every type that is modelled, in an order in which each finds what it names. */
export const SAMPLES: readonly Sample[] = [
  ["vpc", "aws:ec2/vpc:Vpc", () => ({ cidrBlock: "10.0.0.0/16", enableDnsHostnames: true, tags: { Name: "dev" } })],
  ["default group", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", (made) => ({ vpcId: made("vpc").id })],
  [
    "a",
    "aws:ec2/subnet:Subnet",
    (made) => ({ vpcId: made("vpc").id, cidrBlock: "10.0.0.0/24", availabilityZone: "eu-west-1a" }),
  ],
  [
    "b",
    "aws:ec2/subnet:Subnet",
    (made) => ({ vpcId: made("vpc").id, cidrBlock: "10.0.1.0/24", availabilityZone: "eu-west-1b" }),
  ],
  ["gateway", "aws:ec2/internetGateway:InternetGateway", (made) => ({ vpcId: made("vpc").id })],
  ["address", "aws:ec2/eip:Eip", () => ({ domain: "vpc" })],
  ["nat", "aws:ec2/natGateway:NatGateway", (made) => ({ subnetId: made("a").id, allocationId: made("address").id })],
  ["table", "aws:ec2/routeTable:RouteTable", (made) => ({ vpcId: made("vpc").id })],
  [
    "route",
    "aws:ec2/route:Route",
    (made) => ({ routeTableId: made("table").id, destinationCidrBlock: "0.0.0.0/0", natGatewayId: made("nat").id }),
  ],
  [
    "association",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    (made) => ({ routeTableId: made("table").id, subnetId: made("a").id }),
  ],
  ["web", "aws:ec2/securityGroup:SecurityGroup", (made) => ({ name: "web", vpcId: made("vpc").id })],
  ["tasks", "aws:ec2/securityGroup:SecurityGroup", (made) => ({ name: "tasks", vpcId: made("vpc").id })],
  [
    "in",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    (made) => ({
      securityGroupId: made("tasks").id,
      referencedSecurityGroupId: made("web").id,
      ipProtocol: "tcp",
      fromPort: 8080,
      toPort: 8080,
    }),
  ],
  [
    "out",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    (made) => ({ securityGroupId: made("tasks").id, cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" }),
  ],
  [
    "endpoint",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    (made) => ({ vpcId: made("vpc").id, serviceName: "com.amazonaws.eu-west-1.s3", routeTableIds: [made("table").id] }),
  ],
  ["task role", "aws:iam/role:Role", () => ({ name: "task", assumeRolePolicy: trust })],
  [
    "flow log",
    "aws:ec2/flowLog:FlowLog",
    (made) => ({
      vpcId: made("vpc").id,
      trafficType: "ALL",
      iamRoleArn: made("task role").outputs["arn"],
      logDestination: "arn:aws:logs:eu-west-1:000000000000:log-group:flow",
    }),
  ],
  [
    "token issuer",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    () => ({ url: "https://tokens.example", clientIdLists: ["sts.amazonaws.com"] }),
  ],
  ["managed policy", "aws:iam/policy:Policy", () => ({ name: "read", policy: policy() })],
  [
    "inline policy",
    "aws:iam/rolePolicy:RolePolicy",
    (made) => ({ role: made("task role").id, name: "inline", policy: policy() }),
  ],
  [
    "attachment",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    (made) => ({ role: made("task role").id, policyArn: made("managed policy").outputs["arn"] }),
  ],
  ["key", "aws:kms/key:Key", () => ({ enableKeyRotation: true, deletionWindowInDays: 7 })],
  ["alias", "aws:kms/alias:Alias", (made) => ({ name: "alias/dev", targetKeyId: made("key").id })],
  ["log group", "aws:cloudwatch/logGroup:LogGroup", () => ({ name: "/dev/app", retentionInDays: 7 })],
  [
    "balancer",
    "aws:lb/loadBalancer:LoadBalancer",
    (made) => ({ name: "dev-web", subnets: [made("a").id, made("b").id], securityGroups: [made("web").id] }),
  ],
  [
    "group",
    "aws:lb/targetGroup:TargetGroup",
    (made) => ({
      name: "dev-blue",
      port: 8080,
      protocol: "HTTP",
      targetType: "ip",
      vpcId: made("vpc").id,
      healthCheck: { path: "/health" },
    }),
  ],
  [
    "listener",
    "aws:lb/listener:Listener",
    (made) => ({
      loadBalancerArn: made("balancer").id,
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "503" } }],
    }),
  ],
  [
    "rule",
    "aws:lb/listenerRule:ListenerRule",
    (made) => ({
      listenerArn: made("listener").id,
      priority: 10,
      actions: [{ type: "forward", forward: { targetGroups: [{ arn: made("group").id, weight: 100 }] } }],
      conditions: [{ pathPattern: { values: ["/*"] } }],
    }),
  ],
  ["cluster", "aws:ecs/cluster:Cluster", () => ({ name: "dev" })],
  [
    "providers",
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    (made) => ({ clusterName: made("cluster").outputs["name"], capacityProviders: ["FARGATE"] }),
  ],
  [
    "secret",
    "aws:secretsmanager/secret:Secret",
    (made) => ({ name: "promenade/dev/API_KEY", kmsKeyId: made("key").outputs["arn"] }),
  ],
  [
    "secret version",
    "aws:secretsmanager/secretVersion:SecretVersion",
    (made) => ({ secretId: made("secret").id, secretString: "hush-hush" }),
  ],
  [
    "secret policy",
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    (made) => ({ secretArn: made("secret").id, policy: policy("secretsmanager:GetSecretValue") }),
  ],
  [
    "definition",
    "aws:ecs/taskDefinition:TaskDefinition",
    (made) => ({
      family: "dev-app",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      taskRoleArn: made("task role").outputs["arn"],
      containerDefinitions: JSON.stringify([
        container({ secrets: [{ name: "API_KEY", valueFrom: made("secret").id }] }),
      ]),
    }),
  ],
  [
    "service",
    "aws:ecs/service:Service",
    (made) => ({
      name: "dev-app",
      cluster: made("cluster").id,
      taskDefinition: made("definition").outputs["arn"],
      desiredCount: 1,
      launchType: "FARGATE",
      networkConfiguration: { subnets: [made("a").id], securityGroups: [made("tasks").id] },
      loadBalancers: [{ targetGroupArn: made("group").id, containerName: "app", containerPort: 8080 }],
    }),
  ],
  [
    "scaled",
    "aws:appautoscaling/target:Target",
    () => ({
      minCapacity: 1,
      maxCapacity: 2,
      resourceId: "service/dev/dev-app",
      scalableDimension: "ecs:service:DesiredCount",
      serviceNamespace: "ecs",
    }),
  ],
  [
    "scaling",
    "aws:appautoscaling/policy:Policy",
    () => ({
      name: "cpu",
      policyType: "TargetTrackingScaling",
      resourceId: "service/dev/dev-app",
      scalableDimension: "ecs:service:DesiredCount",
      serviceNamespace: "ecs",
      targetTrackingScalingPolicyConfiguration: {
        targetValue: 60,
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
      },
    }),
  ],
  [
    "night",
    "aws:appautoscaling/scheduledAction:ScheduledAction",
    () => ({
      name: "night",
      resourceId: "service/dev/dev-app",
      scalableDimension: "ecs:service:DesiredCount",
      serviceNamespace: "ecs",
      schedule: "cron(0 20 * * ? *)",
      timezone: "Europe/Berlin",
      scalableTargetAction: { minCapacity: 0, maxCapacity: 0 },
    }),
  ],
  [
    "scheduler",
    "aws:iam/role:Role",
    () => ({
      name: "scheduler",
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: "scheduler.amazonaws.com" },
            Condition: {
              ArnEquals: { "aws:SourceArn": "arn:aws:scheduler:eu-west-1:000000000000:schedule-group/dev-nights" },
            },
          },
        ],
      }),
    }),
  ],
  ["nights", "aws:scheduler/scheduleGroup:ScheduleGroup", () => ({ name: "dev-nights" })],
  [
    "evening",
    "aws:scheduler/schedule:Schedule",
    (made) => ({
      name: "dev-evening",
      groupName: made("nights").outputs["name"],
      scheduleExpression: "cron(0 20 ? * MON-FRI *)",
      scheduleExpressionTimezone: "Europe/Berlin",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: "arn:aws:scheduler:::aws-sdk:rds:stopDBInstance",
        roleArn: made("scheduler").outputs["arn"],
        input: JSON.stringify({ DbInstanceIdentifier: "dev-db" }),
      },
    }),
  ],
  [
    "db subnets",
    "aws:rds/subnetGroup:SubnetGroup",
    (made) => ({ name: "dev-db", subnetIds: [made("a").id, made("b").id] }),
  ],
  [
    "db parameters",
    "aws:rds/parameterGroup:ParameterGroup",
    () => ({ name: "dev-db", family: "postgres16", parameters: [{ name: "rds.force_ssl", value: "1" }] }),
  ],
  [
    "database",
    "aws:rds/instance:Instance",
    (made) => ({
      identifier: "dev-db",
      engine: "postgres",
      engineVersion: "16.4",
      instanceClass: "db.t4g.small",
      allocatedStorage: 20,
      username: "owner",
      password: "correct-horse",
      dbSubnetGroupName: made("db subnets").id,
      parameterGroupName: made("db parameters").id,
      vpcSecurityGroupIds: [made("tasks").id],
      skipFinalSnapshot: true,
    }),
  ],
  [
    "cache subnets",
    "aws:elasticache/subnetGroup:SubnetGroup",
    (made) => ({ name: "dev-cache", subnetIds: [made("a").id] }),
  ],
  [
    "cache parameters",
    "aws:elasticache/parameterGroup:ParameterGroup",
    () => ({ name: "dev-cache", family: "redis7" }),
  ],
  [
    "cache",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    (made) => ({
      replicationGroupId: "dev-cache",
      description: "dev",
      numCacheClusters: 1,
      subnetGroupName: made("cache subnets").id,
      transitEncryptionEnabled: true,
      authToken: "0123456789abcdef",
    }),
  ],
  ["topic", "aws:sns/topic:Topic", () => ({ name: "alarms" })],
  [
    "topic policy",
    "aws:sns/topicPolicy:TopicPolicy",
    (made) => ({ arn: made("topic").id, policy: policy("sns:Publish") }),
  ],
  [
    "subscription",
    "aws:sns/topicSubscription:TopicSubscription",
    (made) => ({ topic: made("topic").id, protocol: "email", endpoint: "a@example.com" }),
  ],
  [
    "budget",
    "aws:budgets/budget:Budget",
    () => ({ name: "dev", budgetType: "COST", timeUnit: "MONTHLY", limitAmount: "300", limitUnit: "USD" }),
  ],
  ["vault", "aws:backup/vault:Vault", (made) => ({ name: "dev", kmsKeyArn: made("key").outputs["arn"] })],
  [
    "vault lock",
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
    (made) => ({ backupVaultName: made("vault").id, minRetentionDays: 7, maxRetentionDays: 365 }),
  ],
  [
    "vault policy",
    "aws:backup/vaultPolicy:VaultPolicy",
    (made) => ({ backupVaultName: made("vault").id, policy: policy("backup:DeleteRecoveryPoint") }),
  ],
  [
    "plan",
    "aws:backup/plan:Plan",
    (made) => ({
      name: "dev",
      rules: [
        {
          ruleName: "weekly",
          targetVaultName: made("vault").id,
          schedule: "cron(0 6 ? * SUN *)",
          lifecycle: { deleteAfter: 35 },
        },
      ],
    }),
  ],
  [
    "selection",
    "aws:backup/selection:Selection",
    (made) => ({
      name: "stores",
      planId: made("plan").id,
      iamRoleArn: made("task role").outputs["arn"],
      resources: [made("database").outputs["arn"]],
    }),
  ],
  ["repository", "aws:ecr/repository:Repository", () => ({ name: "dev/app" })],
  ["bucket", "aws:s3/bucket:Bucket", () => ({ bucket: "dev-archive" })],
  ["object", "aws:s3/bucketObjectv2:BucketObjectv2", () => ({ bucket: "dev-archive", key: "a.log", content: "a" })],
  [
    "bucket versions",
    "aws:s3/bucketVersioning:BucketVersioning",
    () => ({ bucket: "dev-archive", versioningConfiguration: { status: "Enabled" } }),
  ],
  [
    "bucket encryption",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    () => ({
      bucket: "dev-archive",
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    }),
  ],
  [
    "bucket block",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    () => ({ bucket: "dev-archive", blockPublicPolicy: true }),
  ],
  [
    "bucket owner",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    () => ({ bucket: "dev-archive", rule: { objectOwnership: "BucketOwnerEnforced" } }),
  ],
  [
    "bucket lock",
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    () => ({ bucket: "dev-archive", rule: { defaultRetention: { mode: "GOVERNANCE", days: 30 } } }),
  ],
  [
    "bucket lifecycle",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    () => ({
      bucket: "dev-archive",
      rules: [
        {
          id: "logs",
          status: "Enabled",
          filter: { prefix: "" },
          transitions: [{ days: 30, storageClass: "STANDARD_IA" }],
          expiration: { days: 90 },
        },
      ],
    }),
  ],
  ["bucket policy", "aws:s3/bucketPolicy:BucketPolicy", () => ({ bucket: "dev-archive", policy: bucketPolicy() })],
  ...AUDIT_SAMPLES,
  ...EDGE_SAMPLES,
  ...SECRETS_SAMPLES,
  ...WATCH_SAMPLES,
];

/** Makes them all; `made` then gives each by its name. */
export async function makeEnvironment(local: LocalCloud): Promise<Made> {
  const all = new Map<string, CloudResource>();
  const made: Made = (name) => {
    const found = all.get(name);
    if (!found) throw new Error(`nothing called ${name} has been made`);
    return found;
  };
  for (const [name, type, inputs] of SAMPLES) all.set(name, await local.create(type, inputs(made)));
  return made;
}

/** The inputs of a sample, changed. */
export const inputsOf = (name: string, made: Made, changes: Properties = {}): { type: string; inputs: Properties } => {
  const [, type, inputs] = SAMPLES.find(([each]) => each === name) ?? SAMPLES[0]!;
  return { type, inputs: { ...inputs(made), ...changes } };
};
