import { viewersRegion } from "../edge";
import { stack, type Panel } from "./dashboard-layout";
import { graph, line, mathOf, number, table, type Line } from "./dashboard-panels";
import { cdnMetric } from "./edge-alarms";
import { errorsByEndpoint } from "./log-metrics";
import { allRequests, budgetOf, failures, wholeRequests } from "./slo";
import { requestMetrics, type WatchedBackend } from "./slot-alarms";
import type { WatchedCache, WatchedDatabase } from "./store-alarms";
import { limits, objectives } from "./thresholds";

/** What of an environment its dashboard shows. */
export interface Shown<Ref> {
  readonly region: string;
  readonly loadBalancer: Ref;
  /** Of both slots. */
  readonly backends: readonly WatchedBackend<Ref>[];
  /** Names of the app's log groups. */
  readonly logGroups: readonly string[];
  readonly database: WatchedDatabase<Ref> | undefined;
  readonly cache: WatchedCache<Ref> | undefined;
  readonly distribution: Ref | undefined;
  readonly journey: Ref | undefined;
  /** Percent of requests that are promised to work. */
  readonly availability: number | undefined;
  /** ARNs of the environment's alarms. */
  readonly alarms: readonly Ref[];
}

/** The dashboard of an environment as CloudWatch takes it (API: Dashboard Body Structure); requirement 6 names its graphs. */
export function dashboardBody<Ref>(watched: Shown<Ref>): object {
  const { region } = watched;
  const rows = [requests(watched), failuresOf(watched), slotsOf(watched), stores(watched), edges(watched)];
  return { periodOverride: "inherit", widgets: stack(rows, { region }) };
}

function requests<Ref>({ loadBalancer, backends, alarms }: Shown<Ref>): readonly Panel[] {
  const { p50, p95, p99 } = wholeRequests(loadBalancer);
  return [
    graph("Requests a second", "left", backends.flatMap(perSecond)),
    graph(
      "Response time, seconds",
      "left",
      [line(p50, { label: "p50" }), line(p95, { label: "p95" }), line(p99, { label: "p99" })],
      { objective: objectives.p99Seconds, alarm: limits.p99Seconds },
    ),
    { type: "alarm", properties: { title: "Alarms", alarms, sortBy: "stateUpdatedTimestamp" } },
  ];
}

function perSecond<Ref>(backend: WatchedBackend<Ref>): readonly Line[] {
  const id = idOf(backend);
  const { requests: metric } = metricsOf(backend);
  return [line(metric, { id, visible: false }), mathOf(`${id} / PERIOD(${id})`, titleOf(backend))];
}

function failuresOf<Ref>({ loadBalancer, logGroups, availability }: Shown<Ref>): readonly Panel[] {
  const watched = failures(loadBalancer);
  if (!("metrics" in watched)) return [];
  const hidden = Object.entries(watched.metrics).map(([id, metric]) => line(metric, { id, visible: false }));
  const share = graph("Failed requests, percent", "left", [...hidden, mathOf(watched.expression, "failed")], {
    alarm: limits.errorPercent,
  });
  const endpoints = table("Errors by endpoint", logGroups, errorsByEndpoint);
  if (availability === undefined) return [share, endpoints];
  const used = `(FILL(failed, 0) + FILL(unanswered, 0)) / ${allRequests} / ${budgetOf(availability) / 100}`;
  const left = number("Budget of errors left in this range, percent", [
    ...hidden,
    mathOf(`100 * (1 - ${used})`, "left"),
  ]);
  return [share, endpoints, left];
}

function slotsOf<Ref>({ backends }: Shown<Ref>): readonly Panel[] {
  const services = [...new Set(backends.map(({ service }) => service.name))];
  const shares = services.flatMap((name) => {
    const both = backends.filter(({ service }) => service.name === name);
    const total = both.map((backend) => `FILL(${idOf(backend)}, 0)`).join(" + ");
    return [
      ...both.map((backend) => line(metricsOf(backend).requests, { id: idOf(backend), visible: false })),
      ...both.map((backend) => mathOf(`100 * FILL(${idOf(backend)}, 0) / (${total})`, titleOf(backend))),
    ];
  });
  const each = (pick: (backend: WatchedBackend<Ref>) => readonly Line[]) => backends.flatMap(pick);
  return [
    graph("Share of requests, percent", "stacked", shares),
    graph(
      "5xx answers",
      "left",
      each((backend) => [line(metricsOf(backend).errors, { label: titleOf(backend) })]),
    ),
    graph(
      "Tasks that fail their health check",
      "left",
      each((backend) => [line(metricsOf(backend).unhealthy, { label: titleOf(backend) })]),
    ),
    graph(
      "CPU of tasks, percent",
      "left",
      each((backend) => [ofTasks(backend, "CPUUtilization", "Average")]),
      { alarm: limits.cpuPercent },
    ),
    graph(
      "Memory of tasks, percent",
      "left",
      each((backend) => [ofTasks(backend, "MemoryUtilization", "Maximum")]),
      { alarm: limits.memoryPercent },
    ),
  ];
}

function stores<Ref>({ database, cache }: Shown<Ref>): readonly Panel[] {
  const ofDatabase = (name: string, label: string, statistic = "Average") =>
    database === undefined
      ? []
      : [
          line(
            { namespace: "AWS/RDS", name, statistic, dimensions: { DBInstanceIdentifier: database.identifier } },
            { label },
          ),
        ];
  const nodes = Object.entries(cache?.nodes ?? {});
  const ofCache = (name: string, statistic: string, prefix: string) =>
    nodes.map(([node, CacheClusterId], index) => {
      const metric = { namespace: "AWS/ElastiCache", name, statistic, dimensions: { CacheClusterId } };
      return line(metric, prefix === "" ? { label: node } : { id: `${prefix}${index}`, visible: false });
    });
  const sum = (prefix: string) => `(${nodes.map((_, index) => `${prefix}${index}`).join(" + ")})`;
  const hitRate = [
    ...ofCache("CacheHits", "Sum", "hits"),
    ...ofCache("CacheMisses", "Sum", "misses"),
    mathOf(`100 * ${sum("hits")} / (${sum("hits")} + ${sum("misses")})`, "hit rate"),
  ];
  return [
    ...(database === undefined
      ? []
      : [
          graph("Database: CPU, percent, and connections", "left", [
            ...ofDatabase("CPUUtilization", "CPU"),
            ...ofDatabase("DatabaseConnections", "connections", "Maximum"),
          ]),
          graph("Database: seconds a read and a write", "left", [
            ...ofDatabase("ReadLatency", "read"),
            ...ofDatabase("WriteLatency", "write"),
          ]),
          graph("Database: free storage, bytes", "left", ofDatabase("FreeStorageSpace", "free", "Minimum")),
        ]),
    ...(cache === undefined
      ? []
      : [
          graph("Cache hit rate, percent", "left", hitRate),
          graph("Cache: memory by node, percent", "left", ofCache("DatabaseMemoryUsagePercentage", "Maximum", ""), {
            alarm: limits.memoryPercent,
          }),
        ]),
  ];
}

function edges<Ref>({ distribution, journey }: Shown<Ref>): readonly Panel[] {
  const ofCdn = (name: string, statistic: string, label: string) =>
    line(cdnMetric(distribution, name, statistic), { label, region: viewersRegion });
  const ofJourney = (name: string, label: string) =>
    line(
      { namespace: "CloudWatchSynthetics", name, statistic: "Average", dimensions: { CanaryName: journey } },
      { label },
    );
  return [
    ...(journey === undefined
      ? []
      : [
          graph("User's journey: runs that succeed, percent", "left", [ofJourney("SuccessPercent", "success")]),
          graph("User's journey: milliseconds", "left", [ofJourney("Duration", "duration")]),
        ]),
    ...(distribution === undefined
      ? []
      : [
          graph("CDN: errors, percent", "left", [
            ofCdn("5xxErrorRate", "Average", "5xx"),
            ofCdn("4xxErrorRate", "Average", "4xx"),
          ]),
        ]),
  ];
}

function ofTasks<Ref>(backend: WatchedBackend<Ref>, name: string, statistic: string): Line {
  const { clusterName: ClusterName, serviceName: ServiceName } = backend;
  return line(
    { namespace: "AWS/ECS", name, statistic, dimensions: { ClusterName, ServiceName } },
    { label: titleOf(backend) },
  );
}

const metricsOf = <Ref>({ loadBalancer: LoadBalancer, targetGroup: TargetGroup }: WatchedBackend<Ref>) =>
  requestMetrics({ LoadBalancer, TargetGroup });

const titleOf = <Ref>({ slot, service }: WatchedBackend<Ref>): string => `${slot} ${service.name}`;

/** Metric math takes letters, digits and underscores. */
const idOf = <Ref>({ slot, service }: WatchedBackend<Ref>): string => `${slot}_${service.name.replace(/\W/g, "_")}`;
