import type { ServiceSettings } from "../config/services";
import type { Slot } from "../release";
import type { Alarm, Metric } from "./alarm";
import { limits, minimumRequests } from "./thresholds";

/** One service of one slot, by the names that its metrics go under. */
export interface WatchedBackend<Ref> {
  readonly slot: Slot;
  readonly service: Pick<ServiceSettings, "name" | "containerMemoryMiB" | "taskMemoryMiB">;
  readonly clusterName: Ref;
  /** Name of the ECS service. */
  readonly serviceName: Ref;
  /** `app/web/0123` and `targetgroup/blue/0123`. */
  readonly loadBalancer: Ref;
  readonly targetGroup: Ref;
  /** Whether Container Insights counts its tasks. */
  readonly counted: boolean;
}

/** How a slot's metrics of the load balancer are called. */
export const requestMetrics = <Ref>(dimensions: Readonly<Record<string, Ref>>) => {
  const metric = (name: string, statistic: string): Metric<Ref> => ({
    namespace: "AWS/ApplicationELB",
    ...{ name, statistic, dimensions },
  });
  return {
    requests: metric("RequestCount", "Sum"),
    errors: metric("HTTPCode_Target_5XX_Count", "Sum"),
    p50: metric("TargetResponseTime", "p50"),
    p95: metric("TargetResponseTime", "p95"),
    p99: metric("TargetResponseTime", "p99"),
    unhealthy: metric("UnHealthyHostCount", "Maximum"),
  };
};

/** An idle slot has no requests and an empty one no targets: what is not there is unknown, and nobody's alarm. */
const idle = { missing: "is unknown" } as const;

/** For three minutes of five, so that one slow minute calls nobody. */
const sustained = { period: 60, periods: 5, breaching: 3 } as const;

/** What can go wrong with one service of one slot. */
export function slotAlarms<Ref>(backend: WatchedBackend<Ref>): readonly Alarm<Ref>[] {
  const { slot, service, clusterName: ClusterName, serviceName: ServiceName, counted } = backend;
  const { loadBalancer: LoadBalancer, targetGroup: TargetGroup } = backend;
  const { requests, errors, p99, unhealthy } = requestMetrics({ LoadBalancer, TargetGroup });
  const who = `${service.name} in slot ${slot}`;
  const alarm = (what: string, rest: Omit<Alarm<Ref>, "key">): Alarm<Ref> => ({
    key: `${slot}-${service.name}-${what}`,
    ...rest,
  });
  const ofTasks = (name: string, namespace: string, statistic: string): Metric<Ref> => ({
    ...{ namespace, name, statistic },
    dimensions: { ClusterName, ServiceName },
  });

  return [
    alarm("unhealthy", {
      says: `${who}: tasks fail their health check`,
      ...{ severity: "high", from: "basic", watches: { metric: unhealthy } },
      ...{ comparison: "above", threshold: 0, period: 60, periods: 3, ...idle },
    }),
    alarm("errors", {
      says: `${who}: more than ${limits.errorPercent} % of requests fail`,
      ...{ severity: "high", from: "metrics", comparison: "above", threshold: limits.errorPercent },
      watches: {
        expression: `IF(requests >= ${minimumRequests}, 100 * FILL(errors, 0) / requests)`,
        metrics: { errors, requests },
      },
      ...sustained,
      ...idle,
    }),
    alarm("latency", {
      says: `${who}: 1 of 100 requests takes longer than ${limits.p99Seconds} s`,
      ...{ severity: "high", from: "metrics", comparison: "above", threshold: limits.p99Seconds },
      watches: { expression: `IF(requests >= ${minimumRequests}, p99)`, metrics: { p99, requests } },
      ...sustained,
      ...idle,
    }),
    alarm("memory", {
      says: `${who}: a task uses more than ${limits.memoryPercent} % of the memory that its container may have`,
      ...{ severity: "high", from: "metrics", comparison: "above" },
      // ECS reports the share of the whole task; the container's limit may be less.
      threshold: Math.round((limits.memoryPercent * service.containerMemoryMiB) / service.taskMemoryMiB),
      watches: { metric: ofTasks("MemoryUtilization", "AWS/ECS", "Maximum") },
      ...sustained,
      ...idle,
    }),
    alarm("cpu", {
      says: `${who}: tasks use more than ${limits.cpuPercent} % of their CPU, and no further one takes load off them`,
      ...{ severity: "high", from: "metrics", comparison: "above", threshold: limits.cpuPercent },
      watches: { metric: ofTasks("CPUUtilization", "AWS/ECS", "Average") },
      ...{ period: 60, periods: 10 },
      ...idle,
    }),
    ...(counted
      ? [
          alarm("missing-tasks", {
            says: `${who}: fewer tasks run than should, and ECS does not get them to`,
            ...{ severity: "high", from: "production-like", comparison: "above", threshold: 0 },
            watches: {
              expression: "desired - running",
              metrics: {
                desired: ofTasks("DesiredTaskCount", "ECS/ContainerInsights", "Average"),
                running: ofTasks("RunningTaskCount", "ECS/ContainerInsights", "Average"),
              },
            },
            ...{ period: 60, periods: 10 },
            ...idle,
          }),
        ]
      : []),
  ];
}
