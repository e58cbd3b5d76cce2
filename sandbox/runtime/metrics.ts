import { type MetricName, MetricStore } from "./metric-store";

/** Namespace of a load balancer's metrics. */
export const BALANCING = "AWS/ApplicationELB";

/** What became of a request that was routed to a target group. */
export type Outcome =
  /** A target answered it, whatever with. */
  | "answered"
  /** A target did not take the connection. */
  | "refused"
  /** A target took it and did not answer, or not to the end; or the client went away before that. */
  | "broken off"
  /** There was no target to give it to. */
  | "no target";

export interface Answer {
  readonly status: number;
  readonly ms: number;
  readonly outcome: Outcome;
}

export interface Latency {
  /** ms; null when nothing was measured. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface Measurement {
  /** Requests that were routed to the group. */
  readonly requests: number;
  /** Those answered with 5xx, by a target or by the load balancer on its behalf. */
  readonly errors: number;
  readonly latency: Latency;
}

export interface Point {
  /** Unix time, s. */
  readonly at: number;
  readonly requests: number;
  readonly errors: number;
}

/** Latencies are kept in classes that grow by 2 %, so an hour of them stays small and percentiles stay within 1 %. */
const GROWTH = Math.log(1.02);
const rounded = (ms: number): number =>
  Number(Math.exp(Math.round(Math.log(Math.max(ms, 0.1)) / GROWTH) * GROWTH).toPrecision(3));

/** The last part of an ARN, by which metrics name it: `app/web/0123`, `targetgroup/blue/0123`. */
export const suffix = (arn: string): string => arn.slice(arn.lastIndexOf(":") + 1).replace(/^loadbalancer\//, "");

/** Dimensions under which a load balancer's metrics are found. */
export const ofBalancer = (balancer: string) => ({ LoadBalancer: suffix(balancer) });
export const ofGroup = (balancer: string, group: string) => ({ ...ofBalancer(balancer), TargetGroup: suffix(group) });

/** Requests, errors and latencies of each target group and load balancer, kept as CloudWatch's metrics. */
export class Metrics {
  constructor(readonly store = new MetricStore()) {}

  record({ balancer, group }: { balancer: string; group: string }, { status, ms, outcome }: Answer): void {
    const kind = `${Math.floor(status / 100)}XX`;
    const latency = rounded(ms);
    const put = (name: string, dimensions: MetricName["dimensions"], value = 1) =>
      this.store.put({ namespace: BALANCING, name, dimensions }, value);
    for (const dimensions of [ofBalancer(balancer), ofGroup(balancer, group)]) {
      if (outcome !== "no target") put("RequestCount", dimensions);
      if (outcome === "refused") put("TargetConnectionErrorCount", dimensions);
      if (outcome !== "answered") continue;
      put(`HTTPCode_Target_${kind}_Count`, dimensions);
      put("TargetResponseTime", dimensions, latency / 1000);
    }
    // What the load balancer answers itself, it counts for no group (AWS: metrics of an Application Load Balancer).
    if (outcome !== "answered") put(`HTTPCode_ELB_${kind}_Count`, ofBalancer(balancer));
    this.store.put(own(group, "requests"), 1);
    if (status >= 500) this.store.put(own(group, "errors"), 1);
    this.store.put(own(group, "latency"), latency);
  }

  /** How many targets a group has in which state, now. A group without targets has no such metrics. */
  countHosts(dimensions: MetricName["dimensions"], counts: { readonly healthy: number; readonly unhealthy: number }) {
    this.store.put({ namespace: BALANCING, name: "HealthyHostCount", dimensions }, counts.healthy);
    this.store.put({ namespace: BALANCING, name: "UnHealthyHostCount", dimensions }, counts.unhealthy);
  }

  /** What was seen in the last `seconds` (at most an hour), the current one included. */
  measure(group: string, seconds: number): Measurement {
    const { from, to } = this.last(seconds);
    const latency = this.store.read(own(group, "latency"), from, to);
    const percentile = (name: string) => latency.statistic(name) ?? null;
    return {
      requests: this.store.read(own(group, "requests"), from, to).size,
      errors: this.store.read(own(group, "errors"), from, to).size,
      latency: { p50: percentile("p50"), p95: percentile("p95"), p99: percentile("p99") },
    };
  }

  points(group: string, seconds: number): readonly Point[] {
    const { from, to } = this.last(seconds);
    const count = (name: string, at: number) => this.store.read(own(group, name), at, at + 1).size;
    return Array.from({ length: to - from }, (_, second) => from + second)
      .map((at) => ({ at, requests: count("requests", at), errors: count("errors", at) }))
      .filter(({ requests }) => requests > 0);
  }

  private last(seconds: number) {
    const to = Math.floor(this.store.now() / 1000) + 1;
    return { from: to - seconds, to };
  }
}

/** What the admin routes tell of a group, answers on its behalf included. */
const own = (group: string, name: string): MetricName => ({
  namespace: "sandbox",
  name,
  dimensions: { group },
});
