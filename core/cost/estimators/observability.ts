import type { Estimators } from "../estimator";
import { everywhere } from "../prices";
import { listAt, mapAt, numberAt, ofType, textAt, type Resource } from "../resource";
import { daysAMonth, loggedGigabytes, shareOf, type World } from "../world";

const logGroup = "aws:cloudwatch/logGroup:LogGroup";
const dashboard = "aws:cloudwatch/dashboard:Dashboard";
const canary = "aws:synthetics/canary:Canary";

export const observability: Estimators = {
  [logGroup]: ({ inputs }, world) => {
    const { prices, scale } = world;
    const written = loggedGigabytes(world) * shareOf(world, logGroup);
    const days = numberAt(inputs, "retentionInDays", 0) || scale.logs.retentionDays;
    const months = Math.min(days, scale.logs.retentionDays) / daysAMonth(world);
    return [
      { what: "written", unit: "GB", quantity: written, price: prices.logs.ingest },
      { what: "kept", unit: "GB months", quantity: written * months, price: prices.logs.storage },
    ];
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": ({ inputs }) => {
    const queries = listAt(inputs, "metricQueries").filter((query) => query.metric !== undefined);
    const periods = [
      numberAt(inputs, "period", 60),
      ...queries.map((query) => numberAt(mapAt(query, "metric"), "period", 60)),
    ];
    const fast = periods.some((period) => period < 60);
    return [
      {
        what: fast ? "metrics watched by the second" : "metrics watched",
        unit: "months",
        quantity: Math.max(1, queries.length),
        price: fast ? everywhere.fastAlarmMetric : everywhere.alarmMetric,
      },
    ];
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": () => [
    { what: "composite alarm", unit: "months", quantity: 1, price: everywhere.compositeAlarm },
  ],
  // Target tracking watches its metric by two alarms of its own, one for each direction.
  "aws:appautoscaling/policy:Policy": ({ inputs }) =>
    textAt(inputs, "policyType") === "TargetTrackingScaling"
      ? [{ what: "alarms of its own", unit: "months", quantity: 2, price: everywhere.alarmMetric }]
      : [],
  [dashboard]: (resource, { resources }) => {
    const free = ofType(resources, dashboard).indexOf(resource) < freeDashboards;
    return [{ what: "dashboard", unit: "months", quantity: free ? 0 : 1, price: everywhere.dashboard }];
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": ({ inputs }, { assumptions }) => {
    const [transformation = {}] = listAt(inputs, "metricTransformation");
    const dimensions = Object.keys(mapAt(transformation, "dimensions")).length;
    const metrics = dimensions === 0 ? 1 : assumptions.filteredMetrics;
    return [{ what: "metrics", unit: "months", quantity: metrics, price: everywhere.metric }];
  },
  "aws:ecs/cluster:Cluster": insights,
  [canary]: ({ inputs }, world) => [
    { what: "runs", unit: "runs", quantity: runsAMonth(inputs, world), price: everywhere.canaryRun },
    {
      what: "runs' compute",
      unit: "GB seconds",
      quantity: runsAMonth(inputs, world) * world.assumptions.functionSeconds,
      price: everywhere.function.gigabyteSecond,
    },
  ],
};

/** CloudWatch gives an account three dashboards for good, however old it is. */
const freeDashboards = 3;

function insights({ inputs }: Resource, { resources, assumptions }: World) {
  const level = listAt(inputs, "settings").find(({ name }) => name === "containerInsights")?.value;
  if (level !== "enabled" && level !== "enhanced") return [];
  const services = ofType(resources, "aws:ecs/service:Service").length;
  return [
    {
      what: "Container Insights",
      unit: "metrics",
      quantity: assumptions.insightsMetricsACluster + services * assumptions.insightsMetricsAService,
      price: level === "enhanced" ? everywhere.insightsMetric : everywhere.metric,
    },
  ];
}

const minutesIn: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

/** How often a canary runs; one without a rate runs once when it is started. */
function runsAMonth(inputs: Resource["inputs"], { assumptions }: World): number {
  const expression = textAt(mapAt(inputs, "schedule"), "expression");
  const [, count = "0", unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const minutes = Number(count) * (minutesIn[unit] ?? 0);
  return minutes === 0 ? 0 : (assumptions.hoursAMonth * 60) / minutes;
}
