import type { StackResource } from "./resources";

/** What AWS's provider calls to make, change, read and remove a resource, and what it calls the resource. */
interface Need {
  readonly arn: (inputs: StackResource["inputs"]) => string;
  readonly actions: readonly string[];
}

/** Many resources a service; a call that has a service of its own says so. */
const need = (
  service: string,
  resource: string | ((inputs: StackResource["inputs"]) => string),
  actions: string,
): Need => ({
  arn: (inputs) => (typeof resource === "string" ? resource.replace("~", String(inputs.name)) : resource(inputs)),
  actions: actions.split(" ").map((action) => (action.includes(":") ? action : `${service}:${action}`)),
});

const named = (name: unknown): string => String(name);
const on = (service: string, path: string) => `arn:aws:${service}:eu-west-1:123456789012:${path}`;
const ec2 = (kind: string, actions: string) => need("ec2", on("ec2", `${kind}/x-0123`), `CreateTags ${actions}`);
const bucket = (actions: string) => need("s3", ({ bucket: name }) => `arn:aws:s3:::${String(name)}`, actions);
const called = (input: string, before: string) => (inputs: StackResource["inputs"]) =>
  before.replace("~", String(inputs[input]));
const logGroup = (input: string) => called(input, on("logs", "log-group:~:*"));
const secret = ({ name, secretId, secretArn }: StackResource["inputs"]) =>
  name === undefined ? String(secretId ?? secretArn) : on("secretsmanager", `secret:${named(name)}-AbCdEf`);
const firstWord = ({ dashboardName }: StackResource["inputs"]) =>
  `arn:aws:cloudwatch::123456789012:dashboard/${String(dashboardName)}`;
const role = called("name", "arn:aws:iam::123456789012:role/~");
const topic = ({ name, arn, topic: of }: StackResource["inputs"]) =>
  name === undefined ? String(arn ?? of) : on("sns", named(name));

const clusterName = (arn: unknown): string => String(arn).split("/").at(-1) ?? "";

/** By type; `~` stands for the name, `%` for the environment. */
export const needs: Readonly<Record<string, Need>> = {
  "aws:acm/certificate:Certificate": need(
    "acm",
    on("acm", "certificate/0"),
    "RequestCertificate DescribeCertificate DeleteCertificate AddTagsToCertificate ListTagsForCertificate",
  ),
  "aws:acm/certificateValidation:CertificateValidation": need("acm", on("acm", "certificate/0"), "DescribeCertificate"),
  "aws:appautoscaling/policy:Policy": need(
    "application-autoscaling",
    on("application-autoscaling", "scalable-target/0"),
    "PutScalingPolicy DescribeScalingPolicies DeleteScalingPolicy",
  ),
  "aws:appautoscaling/scheduledAction:ScheduledAction": need(
    "application-autoscaling",
    on("application-autoscaling", "scalable-target/0"),
    "PutScheduledAction DescribeScheduledActions DeleteScheduledAction",
  ),
  "aws:appautoscaling/target:Target": need(
    "application-autoscaling",
    on("application-autoscaling", "scalable-target/0"),
    "RegisterScalableTarget DescribeScalableTargets DeregisterScalableTarget ListTagsForResource",
  ),
  "aws:backup/plan:Plan": need(
    "backup",
    on("backup", "backup-plan:0"),
    "CreateBackupPlan UpdateBackupPlan GetBackupPlan DeleteBackupPlan TagResource",
  ),
  "aws:backup/selection:Selection": need(
    "backup",
    on("backup", "backup-plan:0"),
    "CreateBackupSelection GetBackupSelection DeleteBackupSelection",
  ),
  "aws:backup/vault:Vault": need(
    "backup",
    on("backup", "backup-vault:~"),
    "CreateBackupVault DescribeBackupVault DeleteBackupVault TagResource",
  ),
  "aws:backup/vaultLockConfiguration:VaultLockConfiguration": need(
    "backup",
    called("backupVaultName", on("backup", "backup-vault:~")),
    "PutBackupVaultLockConfiguration DescribeBackupVault DeleteBackupVaultLockConfiguration",
  ),
  "aws:budgets/budget:Budget": need(
    "budgets",
    "arn:aws:budgets::123456789012:budget/~",
    "ModifyBudget ViewBudget TagResource",
  ),
  "aws:cloudfront/distribution:Distribution": need(
    "cloudfront",
    "arn:aws:cloudfront::123456789012:distribution/E0",
    "CreateDistribution UpdateDistribution GetDistribution DeleteDistribution",
  ),
  "aws:cloudfront/vpcOrigin:VpcOrigin": need(
    "cloudfront",
    "arn:aws:cloudfront::123456789012:vpcorigin/v0",
    "CreateVpcOrigin UpdateVpcOrigin GetVpcOrigin DeleteVpcOrigin",
  ),
  "aws:cloudtrail/trail:Trail": need(
    "cloudtrail",
    on("cloudtrail", "trail/~"),
    "CreateTrail UpdateTrail DeleteTrail StartLogging PutEventSelectors GetEventSelectors GetTrailStatus AddTags ListTags",
  ),
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": need(
    "cloudwatch",
    called("alarmName", on("cloudwatch", "alarm:~")),
    "PutCompositeAlarm DescribeAlarms DeleteAlarms TagResource ListTagsForResource",
  ),
  "aws:cloudwatch/dashboard:Dashboard": need("cloudwatch", firstWord, "PutDashboard GetDashboard DeleteDashboards"),
  "aws:cloudwatch/eventRule:EventRule": need(
    "events",
    on("events", "rule/~"),
    "PutRule DescribeRule DeleteRule TagResource ListTagsForResource",
  ),
  "aws:cloudwatch/eventTarget:EventTarget": need(
    "events",
    called("rule", on("events", "rule/~")),
    "PutTargets ListTargetsByRule RemoveTargets",
  ),
  "aws:cloudwatch/logGroup:LogGroup": need(
    "logs",
    logGroup("name"),
    "CreateLogGroup PutRetentionPolicy AssociateKmsKey DescribeLogGroups DeleteLogGroup TagResource ListTagsForResource",
  ),
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": need(
    "logs",
    logGroup("logGroupName"),
    "PutMetricFilter DescribeMetricFilters DeleteMetricFilter",
  ),
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": need(
    "logs",
    "*",
    "PutResourcePolicy DescribeResourcePolicies DeleteResourcePolicy",
  ),
  "aws:cloudwatch/logStream:LogStream": need(
    "logs",
    logGroup("logGroupName"),
    "CreateLogStream DescribeLogStreams DeleteLogStream",
  ),
  "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": need(
    "logs",
    logGroup("logGroup"),
    "PutSubscriptionFilter DescribeSubscriptionFilters DeleteSubscriptionFilter",
  ),
  "aws:cloudwatch/metricAlarm:MetricAlarm": need(
    "cloudwatch",
    on("cloudwatch", "alarm:~"),
    "PutMetricAlarm DescribeAlarms DeleteAlarms TagResource",
  ),
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ec2(
    "security-group",
    "DescribeSecurityGroups RevokeSecurityGroupIngress RevokeSecurityGroupEgress",
  ),
  "aws:ec2/eip:Eip": ec2("elastic-ip", "AllocateAddress DescribeAddresses ReleaseAddress"),
  "aws:ec2/flowLog:FlowLog": ec2("vpc-flow-log", "CreateFlowLogs DescribeFlowLogs DeleteFlowLogs"),
  "aws:ec2/internetGateway:InternetGateway": ec2(
    "internet-gateway",
    "CreateInternetGateway AttachInternetGateway DescribeInternetGateways DetachInternetGateway DeleteInternetGateway",
  ),
  "aws:ec2/natGateway:NatGateway": ec2("natgateway", "CreateNatGateway DescribeNatGateways DeleteNatGateway"),
  "aws:ec2/route:Route": ec2("route-table", "CreateRoute ReplaceRoute DescribeRouteTables DeleteRoute"),
  "aws:ec2/routeTable:RouteTable": ec2("route-table", "CreateRouteTable DescribeRouteTables DeleteRouteTable"),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ec2(
    "route-table",
    "AssociateRouteTable DescribeRouteTables DisassociateRouteTable",
  ),
  "aws:ec2/securityGroup:SecurityGroup": ec2(
    "security-group",
    "CreateSecurityGroup DescribeSecurityGroups RevokeSecurityGroupEgress DeleteSecurityGroup",
  ),
  "aws:ec2/subnet:Subnet": ec2("subnet", "CreateSubnet ModifySubnetAttribute DescribeSubnets DeleteSubnet"),
  "aws:ec2/vpc:Vpc": ec2("vpc", "CreateVpc ModifyVpcAttribute DescribeVpcs DescribeVpcAttribute DeleteVpc"),
  "aws:ec2/vpcEndpoint:VpcEndpoint": ec2(
    "vpc-endpoint",
    "CreateVpcEndpoint ModifyVpcEndpoint DescribeVpcEndpoints DeleteVpcEndpoints",
  ),
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": need(
    "ecr",
    called("repository", on("ecr", "repository/~")),
    "PutLifecyclePolicy GetLifecyclePolicy DeleteLifecyclePolicy",
  ),
  "aws:ecr/repository:Repository": need(
    "ecr",
    on("ecr", "repository/~"),
    "CreateRepository DescribeRepositories PutImageScanningConfiguration DeleteRepository TagResource",
  ),
  "aws:ecs/cluster:Cluster": need(
    "ecs",
    on("ecs", "cluster/~"),
    "CreateCluster UpdateCluster DescribeClusters DeleteCluster TagResource",
  ),
  "aws:ecs/service:Service": need(
    "ecs",
    ({ cluster, name }) => on("ecs", `service/${clusterName(cluster)}/${String(name)}`),
    "CreateService UpdateService DescribeServices DeleteService TagResource",
  ),
  "aws:ecs/taskDefinition:TaskDefinition": need(
    "ecs",
    called("family", on("ecs", "task-definition/~:1")),
    "RegisterTaskDefinition DescribeTaskDefinition DeregisterTaskDefinition TagResource RunTask",
  ),
  "aws:elasticache/parameterGroup:ParameterGroup": need(
    "elasticache",
    on("elasticache", "parametergroup:~"),
    "CreateCacheParameterGroup ModifyCacheParameterGroup DescribeCacheParameterGroups DeleteCacheParameterGroup",
  ),
  "aws:elasticache/replicationGroup:ReplicationGroup": need(
    "elasticache",
    called("replicationGroupId", on("elasticache", "replicationgroup:~")),
    "CreateReplicationGroup ModifyReplicationGroup DescribeReplicationGroups DeleteReplicationGroup AddTagsToResource",
  ),
  "aws:elasticache/subnetGroup:SubnetGroup": need(
    "elasticache",
    on("elasticache", "subnetgroup:~"),
    "CreateCacheSubnetGroup DescribeCacheSubnetGroups DeleteCacheSubnetGroup",
  ),
  "aws:iam/role:Role": need(
    "iam",
    role,
    "CreateRole GetRole ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole UpdateAssumeRolePolicy TagRole DeleteRole PassRole",
  ),
  "aws:iam/rolePolicy:RolePolicy": need(
    "iam",
    called("role", "arn:aws:iam::123456789012:role/~"),
    "PutRolePolicy GetRolePolicy DeleteRolePolicy",
  ),
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": need(
    "firehose",
    on("firehose", "deliverystream/~"),
    "CreateDeliveryStream UpdateDestination DescribeDeliveryStream DeleteDeliveryStream TagDeliveryStream",
  ),
  "aws:kms/alias:Alias": need("kms", on("kms", "~"), "CreateAlias UpdateAlias DeleteAlias ListAliases"),
  "aws:kms/key:Key": need(
    "kms",
    on("kms", "key/0"),
    "CreateKey DescribeKey PutKeyPolicy GetKeyPolicy EnableKeyRotation GetKeyRotationStatus ListResourceTags TagResource ScheduleKeyDeletion Encrypt Decrypt GenerateDataKey CreateGrant",
  ),
  "aws:lambda/function:Function": need(
    "lambda",
    on("lambda", "function:~"),
    "CreateFunction UpdateFunctionCode UpdateFunctionConfiguration PutFunctionConcurrency GetFunction GetFunctionCodeSigningConfig ListVersionsByFunction DeleteFunction TagResource",
  ),
  "aws:lambda/invocation:Invocation": need(
    "lambda",
    called("functionName", on("lambda", "function:~")),
    "InvokeFunction",
  ),
  "aws:lambda/permission:Permission": need(
    "lambda",
    ({ function: of }) => on("lambda", `function:${String(of).split(":").at(-1)}`),
    "AddPermission GetPolicy RemovePermission",
  ),
  "aws:lb/listener:Listener": need(
    "elasticloadbalancing",
    on("elasticloadbalancing", "listener/app/%-web/0/1"),
    "ModifyListener DescribeListeners DeleteListener AddTags",
  ),
  "aws:lb/listenerRule:ListenerRule": need(
    "elasticloadbalancing",
    on("elasticloadbalancing", "listener-rule/app/%-web/0/1/2"),
    "ModifyRule DescribeRules DeleteRule",
  ),
  "aws:lb/loadBalancer:LoadBalancer": need(
    "elasticloadbalancing",
    on("elasticloadbalancing", "loadbalancer/app/~/0"),
    "CreateLoadBalancer ModifyLoadBalancerAttributes SetSecurityGroups DescribeLoadBalancers DeleteLoadBalancer CreateListener",
  ),
  "aws:lb/targetGroup:TargetGroup": need(
    "elasticloadbalancing",
    on("elasticloadbalancing", "targetgroup/~/0"),
    "CreateTargetGroup ModifyTargetGroup ModifyTargetGroupAttributes DescribeTargetGroups DeleteTargetGroup AddTags",
  ),
  "aws:rds/instance:Instance": need(
    "rds",
    called("identifier", on("rds", "db:~")),
    "CreateDBInstance ModifyDBInstance DescribeDBInstances DeleteDBInstance AddTagsToResource ListTagsForResource RebootDBInstance",
  ),
  "aws:rds/parameterGroup:ParameterGroup": need(
    "rds",
    on("rds", "pg:~"),
    "CreateDBParameterGroup ModifyDBParameterGroup DescribeDBParameters DeleteDBParameterGroup",
  ),
  "aws:rds/subnetGroup:SubnetGroup": need(
    "rds",
    on("rds", "subgrp:~"),
    "CreateDBSubnetGroup ModifyDBSubnetGroup DescribeDBSubnetGroups DeleteDBSubnetGroup",
  ),
  "aws:route53/record:Record": need(
    "route53",
    "arn:aws:route53:::hostedzone/Z0",
    "ChangeResourceRecordSets ListResourceRecordSets GetHostedZone",
  ),
  "aws:s3/bucket:Bucket": bucket("CreateBucket DeleteBucket ListBucket GetBucketTagging PutBucketTagging"),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucket(
    "PutLifecycleConfiguration GetLifecycleConfiguration",
  ),
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": bucket(
    "PutBucketObjectLockConfiguration GetBucketObjectLockConfiguration",
  ),
  "aws:s3/bucketObjectv2:BucketObjectv2": need(
    "s3",
    ({ bucket: name, key }) => `arn:aws:s3:::${String(name)}/${String(key)}`,
    "PutObject GetObject DeleteObject",
  ),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucket(
    "PutBucketOwnershipControls GetBucketOwnershipControls",
  ),
  "aws:s3/bucketPolicy:BucketPolicy": bucket("PutBucketPolicy GetBucketPolicy DeleteBucketPolicy"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucket(
    "PutBucketPublicAccessBlock GetBucketPublicAccessBlock",
  ),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": bucket(
    "PutEncryptionConfiguration GetEncryptionConfiguration",
  ),
  "aws:s3/bucketVersioning:BucketVersioning": bucket("PutBucketVersioning GetBucketVersioning"),
  "aws:scheduler/schedule:Schedule": need(
    "scheduler",
    ({ groupName, name }) => on("scheduler", `schedule/${String(groupName)}/${String(name)}`),
    "CreateSchedule UpdateSchedule GetSchedule DeleteSchedule",
  ),
  "aws:scheduler/scheduleGroup:ScheduleGroup": need(
    "scheduler",
    on("scheduler", "schedule-group/~"),
    "CreateScheduleGroup GetScheduleGroup DeleteScheduleGroup TagResource",
  ),
  "aws:secretsmanager/secret:Secret": need(
    "secretsmanager",
    secret,
    "CreateSecret UpdateSecret DescribeSecret DeleteSecret TagResource GetResourcePolicy",
  ),
  "aws:secretsmanager/secretPolicy:SecretPolicy": need(
    "secretsmanager",
    secret,
    "PutResourcePolicy GetResourcePolicy ValidateResourcePolicy DeleteResourcePolicy",
  ),
  "aws:secretsmanager/secretRotation:SecretRotation": need(
    "secretsmanager",
    secret,
    "RotateSecret DescribeSecret CancelRotateSecret",
  ),
  "aws:secretsmanager/secretVersion:SecretVersion": need(
    "secretsmanager",
    secret,
    "PutSecretValue GetSecretValue UpdateSecretVersionStage",
  ),
  "aws:sns/topic:Topic": need(
    "sns",
    topic,
    "CreateTopic SetTopicAttributes GetTopicAttributes DeleteTopic TagResource ListTagsForResource",
  ),
  "aws:sns/topicPolicy:TopicPolicy": need("sns", topic, "SetTopicAttributes GetTopicAttributes"),
  "aws:sns/topicSubscription:TopicSubscription": need("sns", topic, "Subscribe GetSubscriptionAttributes Unsubscribe"),
  "aws:sqs/queue:Queue": need(
    "sqs",
    on("sqs", "~"),
    "CreateQueue SetQueueAttributes GetQueueAttributes DeleteQueue TagQueue ListQueueTags",
  ),
  "aws:synthetics/canary:Canary": need(
    "synthetics",
    on("synthetics", "canary:~"),
    "CreateCanary UpdateCanary StartCanary StopCanary GetCanary DeleteCanary",
  ),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ec2(
    "security-group",
    "AuthorizeSecurityGroupEgress DescribeSecurityGroupRules RevokeSecurityGroupEgress",
  ),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ec2(
    "security-group",
    "AuthorizeSecurityGroupIngress DescribeSecurityGroupRules RevokeSecurityGroupIngress",
  ),
  "aws:wafv2/webAcl:WebAcl": need(
    "wafv2",
    ({ name, scope }) => on("wafv2", `${scope === "CLOUDFRONT" ? "global" : "regional"}/webacl/${String(name)}/0`),
    "CreateWebACL UpdateWebACL GetWebACL DeleteWebACL TagResource ListTagsForResource",
  ),
  "aws:wafv2/webAclAssociation:WebAclAssociation": need(
    "wafv2",
    on("wafv2", "regional/webacl/%-firewall/0"),
    "AssociateWebACL elasticloadbalancing:SetWebAcl",
  ),
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": need(
    "wafv2",
    ({ region: place }) => on("wafv2", `${place === "us-east-1" ? "global" : "regional"}/webacl/%-firewall/0`),
    "PutLoggingConfiguration GetLoggingConfiguration DeleteLoggingConfiguration logs:CreateLogDelivery logs:PutResourcePolicy",
  ),
};
