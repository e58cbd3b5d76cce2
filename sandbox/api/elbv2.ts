import type { CloudResource } from "../cloud";
import { LOOPBACK } from "../runtime/ports";
import { properties, TYPES } from "../runtime/properties";
import { balancersOf } from "../runtime/host-counts";
import { type Action, type Condition, groupsOf } from "../runtime/routing";
import {
  type ApiAction,
  type ApiCondition,
  fromApiAction,
  fromApiCondition,
  toApiAction,
  toApiCondition,
} from "./elb-shapes";
import type { ApiContext, Handlers } from "./handler";
import { AwsError } from "./protocol";

interface StoredRule {
  readonly arn: string;
  readonly listenerArn: string;
  readonly priority: number;
  readonly conditions: readonly Condition[];
  readonly actions: readonly Action[];
}

interface StoredListener {
  readonly loadBalancerArn: string;
  readonly port: number;
  readonly protocol: string;
  readonly defaultActions?: readonly Action[];
}

const MISSING = {
  [TYPES.rule]: ["RuleNotFound", "One or more rules not found"],
  [TYPES.listener]: ["ListenerNotFound", "One or more listeners not found"],
  [TYPES.targetGroup]: ["TargetGroupNotFound", "One or more target groups not found"],
  [TYPES.balancer]: ["LoadBalancerNotFound", "One or more load balancers not found"],
} satisfies Record<string, [code: string, message: string]>;

function find({ cloud }: ApiContext, type: keyof typeof MISSING, arn: string): CloudResource {
  const found = cloud.get(type, arn);
  if (!found) throw new AwsError(...MISSING[type]);
  return found;
}

/** Those asked for by ARN or by name, each of which has to exist; all when none is named. */
function select(
  context: ApiContext,
  type: keyof typeof MISSING,
  arns: readonly string[] = [],
  names: readonly string[] = [],
) {
  const all = context.cloud.list(type);
  if (arns.length === 0 && names.length === 0) return all;
  const named = names.map((name) => {
    const found = all.find((each) => properties<{ name: string }>(each).name === name);
    if (!found) throw new AwsError(...MISSING[type]);
    return found;
  });
  return [...arns.map((arn) => find(context, type, arn)), ...named];
}

function toApiRule(record: CloudResource): object {
  const { priority, conditions = [], actions = [] } = properties<StoredRule>(record);
  return {
    RuleArn: record.id,
    Priority: String(priority),
    Conditions: conditions.map(toApiCondition),
    Actions: actions.map(toApiAction),
    IsDefault: false,
  };
}

function toDefaultRule(listener: CloudResource): object {
  const { defaultActions = [] } = properties<{ defaultActions: readonly Action[] }>(listener);
  return {
    RuleArn: `${listener.id.replace(":listener/", ":listener-rule/")}/default`,
    Priority: "default",
    Conditions: [],
    Actions: defaultActions.map(toApiAction),
    IsDefault: true,
  };
}

function toApiGroup({ cloud }: ApiContext, record: CloudResource): object {
  const {
    name,
    port,
    protocol,
    vpcId,
    targetType,
    healthCheck = {},
  } = properties<{
    readonly name: string;
    readonly port: number;
    readonly protocol: string;
    readonly vpcId: string;
    readonly targetType: string;
    readonly healthCheck: {
      path?: string;
      interval?: number;
      timeout?: number;
      healthyThreshold?: number;
      unhealthyThreshold?: number;
      matcher?: string;
    };
  }>(record);
  return {
    TargetGroupArn: record.id,
    TargetGroupName: name,
    ...{ Port: port, Protocol: protocol, VpcId: vpcId, TargetType: targetType },
    HealthCheckPath: healthCheck.path,
    HealthCheckIntervalSeconds: healthCheck.interval,
    HealthCheckTimeoutSeconds: healthCheck.timeout,
    HealthyThresholdCount: healthCheck.healthyThreshold,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
    Matcher: { HttpCode: healthCheck.matcher ?? "200" },
    LoadBalancerArns: balancersOf(cloud, record.id),
  };
}

/** Elastic Load Balancing. */
export const elbv2: Handlers = {
  DescribeLoadBalancers: ({ LoadBalancerArns, Names }: { LoadBalancerArns?: string[]; Names?: string[] }, context) => ({
    LoadBalancers: select(context, TYPES.balancer, LoadBalancerArns, Names).map((record) => {
      const {
        name,
        dnsName,
        internal,
        vpcId,
        loadBalancerType = "application",
      } = properties<Record<string, string>>(record);
      return {
        LoadBalancerArn: record.id,
        LoadBalancerName: name,
        DNSName: dnsName,
        Scheme: internal ? "internal" : "internet-facing",
        VpcId: vpcId,
        State: { Code: "active" },
        Type: loadBalancerType,
      };
    }),
  }),

  DescribeTargetGroups: ({ TargetGroupArns, Names }: { TargetGroupArns?: string[]; Names?: string[] }, context) => ({
    TargetGroups: select(context, TYPES.targetGroup, TargetGroupArns, Names).map((record) =>
      toApiGroup(context, record),
    ),
  }),

  DescribeTargetHealth: ({ TargetGroupArn = "" }: { TargetGroupArn?: string }, context) => ({
    TargetHealthDescriptions: context.targets
      .list(find(context, TYPES.targetGroup, TargetGroupArn).id)
      .map((target) => ({
        Target: { Id: LOOPBACK, Port: target.port },
        HealthCheckPort: String(target.port),
        TargetHealth: { State: target.health.state, Reason: target.health.reason },
      })),
  }),

  DescribeListeners: (
    { LoadBalancerArn, ListenerArns }: { LoadBalancerArn?: string; ListenerArns?: string[] },
    context,
  ) => {
    if (LoadBalancerArn !== undefined) find(context, TYPES.balancer, LoadBalancerArn);
    return {
      Listeners: select(context, TYPES.listener, ListenerArns)
        .map((record) => ({ id: record.id, ...properties<StoredListener>(record) }))
        .filter(({ loadBalancerArn }) => LoadBalancerArn === undefined || loadBalancerArn === LoadBalancerArn)
        .map(({ id, loadBalancerArn, port, protocol, defaultActions = [] }) => ({
          ...{ ListenerArn: id, LoadBalancerArn: loadBalancerArn, Port: port, Protocol: protocol },
          DefaultActions: defaultActions.map(toApiAction),
        })),
    };
  },

  DescribeRules: ({ ListenerArn, RuleArns = [] }: { ListenerArn?: string; RuleArns?: string[] }, context) => {
    if (ListenerArn === undefined) return { Rules: RuleArns.map((arn) => toApiRule(find(context, TYPES.rule, arn))) };
    const listener = find(context, TYPES.listener, ListenerArn);
    const rules = context.cloud
      .list(TYPES.rule)
      .filter((rule) => properties<StoredRule>(rule).listenerArn === ListenerArn)
      .sort((a, b) => Number(properties<StoredRule>(a).priority) - Number(properties<StoredRule>(b).priority));
    return { Rules: [...rules.map(toApiRule), toDefaultRule(listener)] };
  },

  /** A change of the record, as one made in AWS's console: the next refresh sees it. */
  ModifyRule: async (
    { RuleArn = "", Actions, Conditions }: { RuleArn?: string; Actions?: ApiAction[]; Conditions?: ApiCondition[] },
    context,
  ) => {
    const rule = find(context, TYPES.rule, RuleArn);
    const { actions: before = [] } = properties<StoredRule>(rule);
    const actions = Actions?.map((action, index) => fromApiAction(action, before[index]));
    for (const { arn, weight = 1 } of actions?.flatMap(groupsOf) ?? []) {
      find(context, TYPES.targetGroup, arn);
      if (!Number.isInteger(weight) || weight < 0 || weight > 999) {
        throw new AwsError("ValidationError", `Weight '${weight}' must be a whole number between 0 and 999`);
      }
    }
    const changes = {
      ...(actions && { actions }),
      ...(Conditions && { conditions: Conditions.map(fromApiCondition) }),
    };
    const changed = { ...rule, inputs: { ...rule.inputs, ...changes }, outputs: { ...rule.outputs, ...changes } };
    await context.cloud.put(changed);
    return { Rules: [toApiRule(changed)] };
  },
};
