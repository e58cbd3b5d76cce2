import { frontDoorProblems } from "./front-door";
import { covers, egress, hasWayOut, ingress, routeTable, vpcOf } from "./network";
import { by, list, ofType, type Stack, type StackResource } from "./resources";

/** What AWS reaches a task's host through while it starts one (Fargate, platform 1.4.0). */
const startup = ["ecr.api", "ecr.dkr", "s3", "logs", "secretsmanager"] as const;

interface Network {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

/**
 * Whatever cannot be reached that has to be: what tasks need from AWS to start, their stores, the tasks from the load
 * balancer, and the load balancer from the internet or from the CDN before it. Empty when everything has a way.
 */
export function reachabilityProblems(stack: Stack): readonly string[] {
  const services = ofType(stack, "aws:ecs/service:Service");
  return [
    ...services.flatMap((service) =>
      [...startupProblems(stack, service), ...storeProblems(stack, service), ...balancerProblems(stack, service)].map(
        (problem) => `${service.name}: ${problem}`,
      ),
    ),
    ...ofType(stack, "aws:lambda/function:Function").flatMap((called) =>
      functionProblems(stack, called).map((problem) => `${called.name}: ${problem}`),
    ),
    ...ofType(stack, "aws:lb/loadBalancer:LoadBalancer").flatMap((balancer) => frontDoorProblems(stack, balancer)),
  ];
}

function startupProblems(stack: Stack, service: StackResource): readonly string[] {
  const { subnets, securityGroups } = networkOf(service);
  if (!letsHttpsOut(stack, securityGroups)) return ["its security group lets no HTTPS out"];
  return subnets.flatMap((subnet) =>
    startup
      .filter((target) => !hasWayOut(stack, subnet) && !hasEndpoint(stack, securityGroups, subnet, target))
      .map((target) => `no way from ${subnet} to ${target}`),
  );
}

const letsHttpsOut = (stack: Stack, securityGroups: readonly string[]): boolean =>
  securityGroups.some((group) =>
    ofType(stack, egress).some(
      ({ inputs }) => inputs.securityGroupId === group && inputs.cidrIpv4 === "0.0.0.0/0" && covers(inputs, 443),
    ),
  );

/** A function in a network needs AWS's APIs, and the database that its environment names. */
function functionProblems(stack: Stack, { inputs }: StackResource): readonly string[] {
  const { vpcConfig, environment } = inputs as {
    readonly vpcConfig?: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };
    readonly environment?: { readonly variables?: Readonly<Record<string, string>> };
  };
  if (vpcConfig === undefined) return [];
  const { subnetIds, securityGroupIds } = vpcConfig;
  const endpoint = environment?.variables?.DATABASE_ENDPOINT;
  const database = by(stack, "aws:rds/instance:Instance", "endpoint", endpoint);
  return [
    ...(letsHttpsOut(stack, securityGroupIds) ? [] : ["its security group lets no HTTPS out"]),
    ...subnetIds.filter((subnet) => !hasWayOut(stack, subnet)).map((subnet) => `no way out of ${subnet}`),
    ...(endpoint === undefined || database !== undefined ? [] : ["its database is not of this stack"]),
    ...pairProblems(stack, securityGroupIds, list(database, "vpcSecurityGroupIds"), 5432).filter(() => database),
  ];
}

function hasEndpoint(stack: Stack, from: readonly string[], subnet: string, target: string): boolean {
  return ofType(stack, "aws:ec2/vpcEndpoint:VpcEndpoint")
    .filter(({ inputs }) => String(inputs.serviceName).endsWith(`.${target}`))
    .some((endpoint) =>
      endpoint.inputs.vpcEndpointType === "Gateway"
        ? list(endpoint, "routeTableIds").includes(String(routeTable(stack, subnet)))
        : endpoint.inputs.privateDnsEnabled === true &&
          pairProblems(stack, from, list(endpoint, "securityGroupIds"), 443).length === 0,
    );
}

/** Kinds of stores, with where each says its groups of subnets and of security. */
const stores = [
  {
    type: "aws:rds/instance:Instance",
    securityGroups: "vpcSecurityGroupIds",
    subnetGroup: ["aws:rds/subnetGroup:SubnetGroup", "dbSubnetGroupName"],
  },
  {
    type: "aws:elasticache/replicationGroup:ReplicationGroup",
    securityGroups: "securityGroupIds",
    subnetGroup: ["aws:elasticache/subnetGroup:SubnetGroup", "subnetGroupName"],
  },
] as const;

function storeProblems(stack: Stack, service: StackResource): readonly string[] {
  const { subnets, securityGroups } = networkOf(service);
  return stores.flatMap(({ type, securityGroups: groups, subnetGroup: [groupType, property] }) =>
    ofType(stack, type).flatMap((store) => {
      const group = by(stack, groupType, "name", store.inputs[property]);
      const networks = new Set([...subnets, ...list(group, "subnetIds")].map((subnet) => vpcOf(stack, subnet)));
      return [
        ...(group === undefined || networks.size !== 1 ? [`${store.name} is not in its network`] : []),
        ...pairProblems(stack, securityGroups, list(store, groups), Number(store.inputs.port)).map(
          (problem) => `${store.name}: ${problem}`,
        ),
      ];
    }),
  );
}

interface Target {
  readonly targetGroupArn: string;
  readonly containerPort: number;
}

function balancerProblems(stack: Stack, service: StackResource): readonly string[] {
  const { securityGroups } = networkOf(service);
  const targets = service.inputs.loadBalancers as readonly Target[];
  if (targets.length === 0) return ["no load balancer knows it"];
  return targets.flatMap(({ targetGroupArn, containerPort }) => {
    const balancers = balancersOf(stack, targetGroupArn);
    if (balancers.length === 0) return ["no rule of a load balancer leads to its target group"];
    return balancers.flatMap((balancer) =>
      pairProblems(stack, list(balancer, "securityGroups"), securityGroups, containerPort).map(
        (problem) => `from ${balancer.name}: ${problem}`,
      ),
    );
  });
}

/** Load balancers with a rule that forwards to the target group. */
function balancersOf(stack: Stack, targetGroup: string): Stack {
  const listeners = ofType(stack, "aws:lb/listenerRule:ListenerRule")
    .filter(({ inputs }) => JSON.stringify(inputs.actions).includes(JSON.stringify(targetGroup)))
    .map(({ inputs }) => by(stack, "aws:lb/listener:Listener", "arn", inputs.listenerArn));
  const arns = new Set(listeners.map((listener) => listener?.inputs.loadBalancerArn));
  return ofType(stack, "aws:lb/loadBalancer:LoadBalancer").filter(({ outputs }) => arns.has(outputs.arn));
}

/** A connection needs both: a rule that lets it out of the one group, and one that lets it into the other. */
function pairProblems(stack: Stack, from: readonly string[], to: readonly string[], port: number): readonly string[] {
  const rule = (type: string, own: readonly string[], other: readonly string[]): boolean =>
    ofType(stack, type).some(
      ({ inputs }) =>
        own.includes(String(inputs.securityGroupId)) &&
        other.includes(String(inputs.referencedSecurityGroupId)) &&
        covers(inputs, port),
    );
  return [
    ...(rule(egress, from, to) ? [] : [`nothing lets port ${port} out`]),
    ...(rule(ingress, to, from) ? [] : [`nothing lets port ${port} in`]),
  ];
}

const networkOf = ({ inputs }: StackResource): Network => {
  const { subnets = [], securityGroups = [] } = inputs.networkConfiguration as Partial<Network>;
  return { subnets, securityGroups };
};
