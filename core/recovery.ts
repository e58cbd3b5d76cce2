/** What of an exported state a repair needs; all else passes through untouched. */
export interface RecoverableState<R extends RecoverableResource = RecoverableResource> {
  readonly deployment: {
    readonly resources?: readonly R[];
    readonly pending_operations?: readonly { readonly type: string; readonly resource: R }[];
  };
}

export interface RecoverableResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Properties;
}

/** A resource as Cloud Control describes it: properties under their CloudFormation names. */
export interface CloudDescription {
  readonly identifier: string;
  readonly properties: Properties;
}

/** A resource that a crash created without recording it, with the id that Pulumi imports it by. */
export interface Found {
  readonly urn: string;
  readonly id: string;
}

type Properties = Readonly<Record<string, unknown>>;

/** How a resource of one Pulumi type is found again in the cloud. */
export interface Recipe {
  /** CloudFormation's name of the type, which Cloud Control lists it by. */
  readonly cloudType: string;
  /**
   * CloudFormation's property, a dotted path, to the input that must equal it; without it, the tags `Name` and `env` tell. The local
   * cloud has properties under their Pulumi names, capitalised.
   */
  readonly equal?: Readonly<Record<string, string>>;
  /** What Cloud Control wants to know before it lists this type. */
  readonly within?: Readonly<Record<string, string>>;
  /** The id that Pulumi's provider imports it by; Cloud Control's identifier where it is the same. */
  readonly id?: (inputs: Properties, found: CloudDescription) => string;
}

const scaled = {
  ResourceId: "resourceId",
  ScalableDimension: "scalableDimension",
  ServiceNamespace: "serviceNamespace",
};

const scaledId = ({ serviceNamespace, resourceId, scalableDimension }: Properties): string =>
  [serviceNamespace, resourceId, scalableDimension].map(String).join("/");

const groupRule = { GroupId: "securityGroupId", IpProtocol: "ipProtocol", FromPort: "fromPort", ToPort: "toPort" };

/** Everything that an environment creates and AWS does not take twice; what it does take twice is `repeatable`. */
export const recipes: Readonly<Record<string, Recipe>> = {
  "aws:ec2/vpc:Vpc": { cloudType: "AWS::EC2::VPC" },
  "aws:ec2/subnet:Subnet": { cloudType: "AWS::EC2::Subnet" },
  "aws:ec2/internetGateway:InternetGateway": { cloudType: "AWS::EC2::InternetGateway" },
  "aws:ec2/eip:Eip": { cloudType: "AWS::EC2::EIP", id: (_, { properties }) => String(properties.AllocationId) },
  "aws:ec2/natGateway:NatGateway": { cloudType: "AWS::EC2::NatGateway" },
  "aws:ec2/routeTable:RouteTable": { cloudType: "AWS::EC2::RouteTable" },
  "aws:ec2/route:Route": {
    cloudType: "AWS::EC2::Route",
    equal: { RouteTableId: "routeTableId", DestinationCidrBlock: "destinationCidrBlock" },
    within: { RouteTableId: "routeTableId" },
    id: ({ routeTableId, destinationCidrBlock }) => `${String(routeTableId)}_${String(destinationCidrBlock)}`,
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    cloudType: "AWS::EC2::SubnetRouteTableAssociation",
    equal: { RouteTableId: "routeTableId", SubnetId: "subnetId" },
    id: ({ subnetId, routeTableId }) => `${String(subnetId)}/${String(routeTableId)}`,
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": { cloudType: "AWS::EC2::VPCEndpoint" },
  "aws:ec2/flowLog:FlowLog": { cloudType: "AWS::EC2::FlowLog" },
  "aws:ec2/securityGroup:SecurityGroup": { cloudType: "AWS::EC2::SecurityGroup" },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
    cloudType: "AWS::EC2::SecurityGroupIngress",
    equal: { ...groupRule, CidrIp: "cidrIpv4", SourceSecurityGroupId: "referencedSecurityGroupId" },
  },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
    cloudType: "AWS::EC2::SecurityGroupEgress",
    equal: {
      ...groupRule,
      CidrIp: "cidrIpv4",
      DestinationSecurityGroupId: "referencedSecurityGroupId",
      DestinationPrefixListId: "prefixListId",
    },
  },
  "aws:lb/loadBalancer:LoadBalancer": { cloudType: "AWS::ElasticLoadBalancingV2::LoadBalancer" },
  "aws:lb/targetGroup:TargetGroup": { cloudType: "AWS::ElasticLoadBalancingV2::TargetGroup" },
  "aws:lb/listener:Listener": {
    cloudType: "AWS::ElasticLoadBalancingV2::Listener",
    within: { LoadBalancerArn: "loadBalancerArn" },
  },
  "aws:lb/listenerRule:ListenerRule": {
    cloudType: "AWS::ElasticLoadBalancingV2::ListenerRule",
    within: { ListenerArn: "listenerArn" },
  },
  "aws:ecs/cluster:Cluster": { cloudType: "AWS::ECS::Cluster" },
  "aws:ecs/taskDefinition:TaskDefinition": { cloudType: "AWS::ECS::TaskDefinition" },
  "aws:ecs/service:Service": {
    cloudType: "AWS::ECS::Service",
    within: { Cluster: "cluster" },
    id: ({ cluster, name }) => `${lastSegment(String(cluster))}/${String(name)}`,
  },
  "aws:appautoscaling/target:Target": {
    cloudType: "AWS::ApplicationAutoScaling::ScalableTarget",
    equal: scaled,
    id: scaledId,
  },
  "aws:appautoscaling/policy:Policy": {
    cloudType: "AWS::ApplicationAutoScaling::ScalingPolicy",
    equal: { ...scaled, PolicyName: "name" },
    within: { ServiceNamespace: "serviceNamespace" },
    id: (inputs) => `${scaledId(inputs)}/${String(inputs.name)}`,
  },
  "aws:acm/certificate:Certificate": { cloudType: "AWS::CertificateManager::Certificate" },
  "aws:backup/plan:Plan": { cloudType: "AWS::Backup::BackupPlan", equal: { "BackupPlan.BackupPlanName": "name" } },
  "aws:backup/selection:Selection": {
    cloudType: "AWS::Backup::BackupSelection",
    equal: { "BackupSelection.SelectionName": "name" },
    within: { BackupPlanId: "planId" },
    id: ({ planId }, { properties }) => `${String(planId)}|${String(properties.SelectionId)}`,
  },
  "aws:backup/vault:Vault": { cloudType: "AWS::Backup::BackupVault", equal: { BackupVaultName: "name" } },
  "aws:budgets/budget:Budget": { cloudType: "AWS::Budgets::Budget", equal: { "Budget.BudgetName": "name" } },
  "aws:cloudfront/distribution:Distribution": { cloudType: "AWS::CloudFront::Distribution" },
  "aws:cloudfront/vpcOrigin:VpcOrigin": { cloudType: "AWS::CloudFront::VpcOrigin" },
  "aws:cloudtrail/trail:Trail": { cloudType: "AWS::CloudTrail::Trail", equal: { TrailName: "name" } },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
    cloudType: "AWS::CloudWatch::CompositeAlarm",
    equal: { AlarmName: "alarmName" },
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    cloudType: "AWS::CloudWatch::Dashboard",
    equal: { DashboardName: "dashboardName" },
  },
  "aws:cloudwatch/eventRule:EventRule": {
    cloudType: "AWS::Events::Rule",
    equal: { Name: "name" },
    id: ({ name }) => String(name),
  },
  "aws:cloudwatch/logGroup:LogGroup": { cloudType: "AWS::Logs::LogGroup" },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
    cloudType: "AWS::Logs::MetricFilter",
    equal: { LogGroupName: "logGroupName", FilterName: "name" },
    id: ({ logGroupName, name }) => `${String(logGroupName)}:${String(name)}`,
  },
  "aws:cloudwatch/logStream:LogStream": {
    cloudType: "AWS::Logs::LogStream",
    equal: { LogGroupName: "logGroupName", LogStreamName: "name" },
    within: { LogGroupName: "logGroupName" },
    id: ({ logGroupName, name }) => `${String(logGroupName)}:${String(name)}`,
  },
  "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": {
    cloudType: "AWS::Logs::SubscriptionFilter",
    equal: { LogGroupName: "logGroup", FilterName: "name" },
    within: { LogGroupName: "logGroup" },
    id: ({ logGroup, name }) => `${String(logGroup)}|${String(name)}`,
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": { cloudType: "AWS::CloudWatch::Alarm", equal: { AlarmName: "name" } },
  "aws:ecr/repository:Repository": { cloudType: "AWS::ECR::Repository", equal: { RepositoryName: "name" } },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": { cloudType: "AWS::IAM::OIDCProvider" },
  "aws:iam/policy:Policy": { cloudType: "AWS::IAM::ManagedPolicy", equal: { ManagedPolicyName: "name" } },
  "aws:iam/role:Role": { cloudType: "AWS::IAM::Role" },
  "aws:iam/rolePolicy:RolePolicy": {
    cloudType: "AWS::IAM::RolePolicy",
    equal: { RoleName: "role", PolicyName: "name" },
    within: { RoleName: "role" },
    id: ({ role, name }) => `${String(role)}:${String(name)}`,
  },
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": {
    cloudType: "AWS::KinesisFirehose::DeliveryStream",
    equal: { DeliveryStreamName: "name" },
    id: (_, { properties }) => String(properties.Arn),
  },
  "aws:kms/key:Key": { cloudType: "AWS::KMS::Key" },
  "aws:kms/alias:Alias": { cloudType: "AWS::KMS::Alias", equal: { AliasName: "name" } },
  "aws:secretsmanager/secret:Secret": { cloudType: "AWS::SecretsManager::Secret" },
  "aws:secretsmanager/secretPolicy:SecretPolicy": {
    cloudType: "AWS::SecretsManager::ResourcePolicy",
    equal: { SecretId: "secretArn" },
    id: ({ secretArn }) => String(secretArn),
  },
  "aws:secretsmanager/secretRotation:SecretRotation": {
    cloudType: "AWS::SecretsManager::RotationSchedule",
    equal: { SecretId: "secretId" },
    id: ({ secretId }) => String(secretId),
  },
  "aws:lambda/function:Function": { cloudType: "AWS::Lambda::Function" },
  "aws:lambda/permission:Permission": {
    cloudType: "AWS::Lambda::Permission",
    equal: { FunctionName: "function", StatementId: "statementId" },
    within: { FunctionName: "function" },
    id: ({ function: name, statementId }) => `${lastSegment(String(name), ":")}/${String(statementId)}`,
  },
  "aws:route53/record:Record": {
    cloudType: "AWS::Route53::RecordSet",
    equal: { HostedZoneId: "zoneId", Name: "name", Type: "type" },
  },
  "aws:s3/bucket:Bucket": { cloudType: "AWS::S3::Bucket", equal: { BucketName: "bucket" } },
  "aws:scheduler/schedule:Schedule": {
    cloudType: "AWS::Scheduler::Schedule",
    equal: { GroupName: "groupName", Name: "name" },
    id: ({ groupName, name }) => `${String(groupName)}/${String(name)}`,
  },
  "aws:scheduler/scheduleGroup:ScheduleGroup": { cloudType: "AWS::Scheduler::ScheduleGroup", equal: { Name: "name" } },
  "aws:sns/topic:Topic": { cloudType: "AWS::SNS::Topic" },
  "aws:sqs/queue:Queue": { cloudType: "AWS::SQS::Queue" },
  "aws:rds/instance:Instance": { cloudType: "AWS::RDS::DBInstance" },
  "aws:rds/subnetGroup:SubnetGroup": { cloudType: "AWS::RDS::DBSubnetGroup" },
  "aws:rds/parameterGroup:ParameterGroup": { cloudType: "AWS::RDS::DBParameterGroup" },
  "aws:elasticache/replicationGroup:ReplicationGroup": { cloudType: "AWS::ElastiCache::ReplicationGroup" },
  "aws:elasticache/subnetGroup:SubnetGroup": { cloudType: "AWS::ElastiCache::SubnetGroup" },
  "aws:elasticache/parameterGroup:ParameterGroup": { cloudType: "AWS::ElastiCache::ParameterGroup" },
  "aws:synthetics/canary:Canary": { cloudType: "AWS::Synthetics::Canary" },
  "aws:wafv2/webAcl:WebAcl": {
    cloudType: "AWS::WAFv2::WebACL",
    equal: { Name: "name", Scope: "scope" },
    within: { Scope: "scope" },
    id: ({ name, scope }, { properties }) => [properties.Id, name, scope].map(String).join("/"),
  },
  // Known by a number alone. The local cloud lists it beside AWS's types, to which it is a stranger.
  "github:index/repositoryRuleset:RepositoryRuleset": {
    cloudType: "GitHub::Repository::Ruleset",
    equal: { Repository: "repository", Name: "name" },
  },
};

/**
 * What may be created once more without harm: AWS has one default security group a network, and takes settings of
 * something else, a secret's value or a function's call again.
 */
export const repeatable: readonly string[] = [
  "aws:acm/certificateValidation:CertificateValidation",
  "aws:appautoscaling/scheduledAction:ScheduledAction",
  "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
  "aws:cloudwatch/eventTarget:EventTarget",
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  "aws:ecr/lifecyclePolicy:LifecyclePolicy",
  "aws:lambda/invocation:Invocation",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketObjectv2:BucketObjectv2",
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:secretsmanager/secretVersion:SecretVersion",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:wafv2/webAclAssociation:WebAclAssociation",
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
  // GitHub answers with the policy that has the pattern already.
  "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",
];

/** What GitHub keeps under names of ours: the inputs that its id is made of, so that nobody has to look for it. */
export const named: Readonly<Record<string, readonly string[]>> = {
  "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable": ["repository", "environment", "variableName"],
  "github:index/actionsVariable:ActionsVariable": ["repository", "variableName"],
  "github:index/issueLabel:IssueLabel": ["repository", "name"],
  "github:index/repositoryEnvironment:RepositoryEnvironment": ["repository", "environment"],
};

/** What a crash may have created under a name of ours; the refresh that follows tells whether it did. */
export function knownByName({ type, urn, inputs = {} }: RecoverableResource): Found | undefined {
  const parts = named[type]?.map((input) => inputs[input]);
  return parts?.every((part) => typeof part === "string") ? { urn, id: parts.join(":") } : undefined;
}

/** What a crash interrupted. */
export function interrupted<R extends RecoverableResource>({ deployment }: RecoverableState<R>) {
  return deployment.pending_operations ?? [];
}

/** The request that lists what `resource` may have become. */
export function listing({
  type,
  inputs = {},
}: RecoverableResource): { cloudType: string; model: Properties } | undefined {
  const recipe = recipes[type];
  if (recipe === undefined) return undefined;
  const { cloudType, within = {} } = recipe;
  return { cloudType, model: Object.fromEntries(Object.entries(within).map(([name, input]) => [name, inputs[input]])) };
}

/** Finds, among all of its type, what the crash created for `resource`; the newest where several fit. */
export function findIn(resource: RecoverableResource, all: readonly CloudDescription[]): Found | undefined {
  const recipe = recipes[resource.type];
  if (recipe === undefined) return undefined;
  const { inputs = {}, urn } = resource;
  const found = all.findLast(({ properties }) => isSame(recipe, inputs, properties));
  return found && { urn, id: recipe.id?.(inputs, found) ?? found.identifier };
}

function isSame({ equal }: Recipe, inputs: Properties, properties: Properties): boolean {
  if (equal !== undefined) {
    return Object.entries(equal).every(
      ([name, input]) => text(at(properties, name) ?? properties[capitalised(input)]) === text(inputs[input]),
    );
  }
  const wanted = (inputs.tags ?? {}) as Properties;
  const tags = tagsOf(properties);
  return wanted.Name !== undefined && ["Name", "env"].every((key) => tags[key] === wanted[key]);
}

/** CloudFormation writes tags as a list of keys and values. */
function tagsOf({ Tags: tags }: Properties): Properties {
  if (!Array.isArray(tags)) return {};
  return Object.fromEntries((tags as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]));
}

/**
 * The state without unfinished operations: what was found is in it, to be read by the next refresh, and what never came
 * to be is not. Operations on known resources are dropped as well, for that refresh tells how they ended.
 */
export function adopt<R extends RecoverableResource, S extends RecoverableState<R>>(
  state: S,
  found: readonly Found[],
): S {
  const ids = new Map(found.map(({ urn, id }) => [urn, id]));
  const adopted = interrupted<R>(state)
    .filter(({ type, resource }) => type === "creating" && ids.has(resource.urn))
    .map(({ resource }) => ({ ...resource, id: ids.get(resource.urn), outputs: {} }));
  return {
    ...state,
    deployment: {
      ...state.deployment,
      resources: [...(state.deployment.resources ?? []), ...adopted],
      pending_operations: [],
    },
  };
}

/** Absent and empty say the same here; numbers may come as text. */
const text = (value: unknown): string =>
  typeof value === "number" || typeof value === "boolean" ? String(value) : typeof value === "string" ? value : "";

const capitalised = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1);

/** What stands at a dotted path. */
const at = (properties: Properties, path: string): unknown =>
  path.split(".").reduce<unknown>((value, key) => (value as Properties | undefined)?.[key], properties);

const lastSegment = (arn: string, separator = "/"): string => arn.slice(arn.lastIndexOf(separator) + 1);
