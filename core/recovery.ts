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
   * CloudFormation's property to the input that must equal it; without it, the tags `Name` and `env` tell. The local
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

/**
 * Everything that dev creates and AWS does not take twice. What is missing here needs no adopting: creating a default
 * security group or a secret's version again is harmless, and random values live in the state alone.
 */
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
  "aws:cloudwatch/logGroup:LogGroup": { cloudType: "AWS::Logs::LogGroup" },
  "aws:iam/role:Role": { cloudType: "AWS::IAM::Role" },
  "aws:iam/rolePolicy:RolePolicy": {
    cloudType: "AWS::IAM::RolePolicy",
    equal: { RoleName: "role", PolicyName: "name" },
    within: { RoleName: "role" },
    id: ({ role, name }) => `${String(role)}:${String(name)}`,
  },
  "aws:kms/key:Key": { cloudType: "AWS::KMS::Key" },
  "aws:kms/alias:Alias": { cloudType: "AWS::KMS::Alias", equal: { AliasName: "name" } },
  "aws:secretsmanager/secret:Secret": { cloudType: "AWS::SecretsManager::Secret" },
  "aws:lambda/function:Function": { cloudType: "AWS::Lambda::Function" },
  "aws:sqs/queue:Queue": { cloudType: "AWS::SQS::Queue" },
  "aws:rds/instance:Instance": { cloudType: "AWS::RDS::DBInstance" },
  "aws:rds/subnetGroup:SubnetGroup": { cloudType: "AWS::RDS::DBSubnetGroup" },
  "aws:rds/parameterGroup:ParameterGroup": { cloudType: "AWS::RDS::DBParameterGroup" },
  "aws:elasticache/replicationGroup:ReplicationGroup": { cloudType: "AWS::ElastiCache::ReplicationGroup" },
  "aws:elasticache/subnetGroup:SubnetGroup": { cloudType: "AWS::ElastiCache::SubnetGroup" },
  "aws:elasticache/parameterGroup:ParameterGroup": { cloudType: "AWS::ElastiCache::ParameterGroup" },
};

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
      ([name, input]) => text(properties[name] ?? properties[capitalised(input)]) === text(inputs[input]),
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

const lastSegment = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);
