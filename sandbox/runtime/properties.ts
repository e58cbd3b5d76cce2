import type { CloudResource } from "../cloud";

/** Type tokens of what the runtime gives life to, or reads. */
export const TYPES = {
  balancer: "aws:lb/loadBalancer:LoadBalancer",
  listener: "aws:lb/listener:Listener",
  rule: "aws:lb/listenerRule:ListenerRule",
  distribution: "aws:cloudfront/distribution:Distribution",
  vpcOrigin: "aws:cloudfront/vpcOrigin:VpcOrigin",
  record: "aws:route53/record:Record",
  targetGroup: "aws:lb/targetGroup:TargetGroup",
  cluster: "aws:ecs/cluster:Cluster",
  service: "aws:ecs/service:Service",
  taskDefinition: "aws:ecs/taskDefinition:TaskDefinition",
  database: "aws:rds/instance:Instance",
  cache: "aws:elasticache/replicationGroup:ReplicationGroup",
  scalableTarget: "aws:appautoscaling/target:Target",
  secret: "aws:secretsmanager/secret:Secret",
  secretVersion: "aws:secretsmanager/secretVersion:SecretVersion",
  secretRotation: "aws:secretsmanager/secretRotation:SecretRotation",
  function: "aws:lambda/function:Function",
  metricAlarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  compositeAlarm: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  invocation: "aws:lambda/invocation:Invocation",
} as const;

/** A record as the cloud sees it: what was asked for, under what the cloud made of it. */
export const properties = <T>({ inputs, outputs }: Pick<CloudResource, "inputs" | "outputs">): Partial<T> =>
  ({ ...inputs, ...outputs }) as Partial<T>;

/** Tags of a record, the provider's default ones included. */
export const tagsOf = (resource: CloudResource): Readonly<Record<string, string>> => {
  const { tags, tagsAll } = properties<{ tags: Record<string, string>; tagsAll: Record<string, string> }>(resource);
  return { ...tags, ...tagsAll };
};

/** The last part of an ARN or path: `cluster/dev` → `dev`. */
export const lastSegment = (text: string): string => text.slice(text.lastIndexOf("/") + 1);
