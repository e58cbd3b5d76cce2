import type { Sample } from "./environment";

/** Errors as a share of requests. */
export const errorRate = [
  { id: "rate", expression: "IF(requests > 20, 100 * errors / requests, 0)", returnData: true },
  ...["errors", "requests"].map((id) => ({
    id,
    metric: { namespace: "AWS/ApplicationELB", metricName: id, period: 60, stat: "Sum" },
  })),
];

export const lambdaTrust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
});

const eventsPolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      ...{ Effect: "Allow", Principal: { Service: "events.amazonaws.com" } },
      ...{ Action: "logs:PutLogEvents", Resource: "*" },
    },
  ],
});

export const graph = {
  type: "metric",
  ...{ x: 0, y: 0, width: 12, height: 6 },
  properties: { region: "eu-west-1", metrics: [["AWS/ApplicationELB", "RequestCount", "LoadBalancer", "app/web/1"]] },
};

export const WATCH_SAMPLES: readonly Sample[] = [
  [
    "alarm",
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    (made) => ({
      ...{ name: "cpu", namespace: "AWS/ECS", metricName: "CPUUtilization", statistic: "Average", period: 60 },
      ...{ evaluationPeriods: 3, threshold: 90, comparisonOperator: "GreaterThanThreshold" },
      alarmActions: [made("topic").outputs["arn"]],
    }),
  ],
  [
    "rate alarm",
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    () => ({
      ...{ name: "rate", metricQueries: errorRate, evaluationPeriods: 5, datapointsToAlarm: 3 },
      ...{ threshold: 1, comparisonOperator: "GreaterThanThreshold" },
    }),
  ],
  [
    "composite",
    "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    (made) => ({
      alarmName: "both",
      alarmRule: `ALARM("${made("alarm").id}") AND (ALARM(${made("rate alarm").id}))`,
      alarmActions: [made("topic").outputs["arn"]],
    }),
  ],
  [
    "dashboard",
    "aws:cloudwatch/dashboard:Dashboard",
    () => ({ dashboardName: "dev", dashboardBody: JSON.stringify({ widgets: [graph] }) }),
  ],
  [
    "metric filter",
    "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    (made) => ({
      name: "errors",
      logGroupName: made("log group").id,
      pattern: "{ $.status >= 500 }",
      metricTransformation: { name: "Errors", namespace: "dev", value: "1", defaultValue: "0" },
    }),
  ],
  [
    "event rule",
    "aws:cloudwatch/eventRule:EventRule",
    () => ({
      name: "dev-alarms",
      eventPattern: JSON.stringify({ source: ["aws.cloudwatch"], detail: { alarmName: [{ prefix: "dev-" }, "cpu"] } }),
    }),
  ],
  [
    "event target",
    "aws:cloudwatch/eventTarget:EventTarget",
    (made) => ({ rule: made("event rule").id, targetId: "log", arn: made("log group").outputs["arn"] }),
  ],
  [
    "log policy",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    () => ({ policyName: "dev-alarms", policyDocument: eventsPolicy }),
  ],
  [
    "log group policy",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    (made) => ({ resourceArn: made("log group").outputs["arn"], policyDocument: eventsPolicy }),
  ],
  ["canary role", "aws:iam/role:Role", () => ({ name: "canary", assumeRolePolicy: lambdaTrust })],
  [
    "canary",
    "aws:synthetics/canary:Canary",
    (made) => ({
      name: "dev-journey",
      artifactS3Location: "s3://dev-archive/journey",
      executionRoleArn: made("canary role").outputs["arn"],
      ...{ handler: "journey.handler", runtimeVersion: "syn-nodejs-puppeteer-17.0", startCanary: true },
      ...{ s3Bucket: "dev-archive", s3Key: "journey.zip", s3Version: "1" },
      schedule: { expression: "rate(5 minutes)" },
      runConfig: { timeoutInSeconds: 60, memoryInMb: 960 },
      vpcConfig: { subnetIds: [made("a").id], securityGroupIds: [made("tasks").id] },
    }),
  ],
];
