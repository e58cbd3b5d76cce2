/** What one target group answered in one second. */
interface Second {
  /** Unix time, s. */
  readonly at: number;
  requests: number;
  errors: number;
  /** Requests by latency class, see `classOf`. */
  readonly latencies: Map<number, number>;
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

/** How long seconds are kept. */
const KEPT_SECONDS = 3600;

/** Latencies are kept in classes that grow by 2 %, so an hour of them stays small and percentiles stay within 1 %. */
const GROWTH = Math.log(1.02);
const classOf = (ms: number): number => Math.round(Math.log(Math.max(ms, 0.1)) / GROWTH);
const latencyOf = (latencyClass: number): number => Number(Math.exp(latencyClass * GROWTH).toPrecision(3));

/** The last hour of each target group's requests, errors and latencies, second by second. */
export class Metrics {
  private readonly series = new Map<string, Second[]>();

  constructor(private readonly now: () => number = Date.now) {}

  record(group: string, answer: { readonly status: number; readonly ms: number }): void {
    const second = this.current(group);
    second.requests += 1;
    if (answer.status >= 500) second.errors += 1;
    const latencyClass = classOf(answer.ms);
    second.latencies.set(latencyClass, (second.latencies.get(latencyClass) ?? 0) + 1);
  }

  groups(): readonly string[] {
    return [...this.series.keys()];
  }

  /** What was seen in the last `seconds` (at most an hour), the current one included. */
  measure(group: string, seconds: number): Measurement {
    const window = this.window(group, seconds);
    const sum = (of: (second: Second) => number) => window.reduce((total, second) => total + of(second), 0);
    return {
      requests: sum(({ requests }) => requests),
      errors: sum(({ errors }) => errors),
      latency: percentiles(window),
    };
  }

  points(group: string, seconds: number): readonly Point[] {
    return this.window(group, seconds).map(({ at, requests, errors }) => ({ at, requests, errors }));
  }

  forget(group: string): void {
    this.series.delete(group);
  }

  private window(group: string, seconds: number): readonly Second[] {
    const since = Math.floor(this.now() / 1000) - seconds;
    return (this.series.get(group) ?? []).filter(({ at }) => at > since);
  }

  private current(group: string): Second {
    const at = Math.floor(this.now() / 1000);
    const seconds = this.series.get(group) ?? [];
    this.series.set(group, seconds);
    const last = seconds.at(-1);
    if (last?.at === at) return last;
    const fresh: Second = { at, requests: 0, errors: 0, latencies: new Map() };
    seconds.push(fresh);
    while ((seconds[0]?.at ?? at) <= at - KEPT_SECONDS) seconds.shift();
    return fresh;
  }
}

function percentiles(window: readonly Second[]): Latency {
  const counts = new Map<number, number>();
  for (const { latencies } of window) {
    for (const [latencyClass, count] of latencies) counts.set(latencyClass, (counts.get(latencyClass) ?? 0) + count);
  }
  const classes = [...counts].sort(([a], [b]) => a - b);
  const total = classes.reduce((sum, [, count]) => sum + count, 0);
  const percentile = (share: number): number | null => {
    let seen = 0;
    const found = classes.find(([, count]) => (seen += count) >= share * total);
    return found ? latencyOf(found[0]) : null;
  };
  return { p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99) };
}
