/** Where a type's name in the cloud stands and what AWS allows there. */
export interface NameShape {
  readonly property: string;
  /** Longest name AWS takes, in characters. */
  readonly limit: number;
  /** A path: parts between slashes, one of which names the environment. */
  readonly path?: true;
  /** What AWS asks for, or uses, in front of the name proper. */
  readonly dictated?: string;
}

/**
 * Types whose names are unique in an account and region, hence carry their environment. Limits are the API's own.
 * Left out on purpose: image repositories, which environments share so that they run the same image.
 */
export const physicalNames: Readonly<Record<string, NameShape>> = {
  "aws:appautoscaling/policy:Policy": { property: "name", limit: 256 },
  "aws:appautoscaling/scheduledAction:ScheduledAction": { property: "name", limit: 256 },
  "aws:backup/plan:Plan": { property: "name", limit: 50 },
  "aws:backup/vault:Vault": { property: "name", limit: 50 },
  "aws:budgets/budget:Budget": { property: "name", limit: 100 },
  "aws:cloudfront/cachePolicy:CachePolicy": { property: "name", limit: 128 },
  "aws:cloudfront/originAccessControl:OriginAccessControl": { property: "name", limit: 64 },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": { property: "alarmName", limit: 255 },
  "aws:cloudwatch/dashboard:Dashboard": { property: "dashboardName", limit: 255 },
  "aws:cloudwatch/eventRule:EventRule": { property: "name", limit: 64 },
  "aws:cloudwatch/logGroup:LogGroup": { property: "name", limit: 512, path: true, dictated: "aws-waf-logs-" },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": { property: "policyName", limit: 255 },
  "aws:cloudwatch/metricAlarm:MetricAlarm": { property: "name", limit: 255 },
  "aws:dynamodb/table:Table": { property: "name", limit: 255 },
  "aws:ec2/securityGroup:SecurityGroup": { property: "name", limit: 255 },
  "aws:ecs/cluster:Cluster": { property: "name", limit: 255 },
  "aws:ecs/service:Service": { property: "name", limit: 255 },
  "aws:ecs/taskDefinition:TaskDefinition": { property: "family", limit: 255 },
  "aws:elasticache/parameterGroup:ParameterGroup": { property: "name", limit: 255 },
  "aws:elasticache/replicationGroup:ReplicationGroup": { property: "replicationGroupId", limit: 40 },
  "aws:elasticache/subnetGroup:SubnetGroup": { property: "name", limit: 255 },
  "aws:iam/instanceProfile:InstanceProfile": { property: "name", limit: 128 },
  "aws:iam/policy:Policy": { property: "name", limit: 128 },
  "aws:iam/role:Role": { property: "name", limit: 64 },
  "aws:kms/alias:Alias": { property: "name", limit: 256, dictated: "alias/" },
  "aws:lambda/function:Function": { property: "name", limit: 64 },
  "aws:lb/loadBalancer:LoadBalancer": { property: "name", limit: 32 },
  "aws:lb/targetGroup:TargetGroup": { property: "name", limit: 32 },
  "aws:rds/cluster:Cluster": { property: "clusterIdentifier", limit: 63 },
  "aws:rds/instance:Instance": { property: "identifier", limit: 63 },
  "aws:rds/parameterGroup:ParameterGroup": { property: "name", limit: 255 },
  "aws:rds/subnetGroup:SubnetGroup": { property: "name", limit: 255 },
  "aws:s3/bucket:Bucket": { property: "bucket", limit: 63, dictated: "aws-waf-logs-" },
  "aws:scheduler/schedule:Schedule": { property: "name", limit: 64 },
  "aws:scheduler/scheduleGroup:ScheduleGroup": { property: "name", limit: 64 },
  "aws:sns/topic:Topic": { property: "name", limit: 256 },
  "aws:sqs/queue:Queue": { property: "name", limit: 80 },
  "aws:synthetics/canary:Canary": { property: "name", limit: 255 },
  "aws:wafv2/webAcl:WebAcl": { property: "name", limit: 128 },
};
