import { Distribution } from "./distribution";

/** What CloudWatch knows a metric by. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** How long seconds are kept. */
export const KEPT_SECONDS = 3600;

/** The last hour of every metric, second by second. */
export class MetricStore {
  /** By metric, then by Unix time, s. */
  private readonly series = new Map<string, Map<number, Distribution>>();
  private readonly namespaces = new Set<string>();

  constructor(
    readonly now: () => number = Date.now,
    /** Metrics that answer as if nothing had been measured. */
    private readonly hidden: (metric: MetricName) => boolean = () => false,
  ) {}

  /** `at`: Unix time, ms. */
  put(metric: MetricName, value: number, count = 1, at = this.now()): void {
    const second = Math.floor(at / 1000);
    const key = keyOf(metric);
    const seconds = this.series.get(key) ?? new Map<number, Distribution>();
    this.series.set(key, seconds);
    this.namespaces.add(metric.namespace);
    const values = seconds.get(second) ?? fresh(seconds, second);
    values.add(value, count);
  }

  /** What was measured from one second to before another (Unix time, s). */
  read(metric: MetricName, from: number, to: number): Distribution {
    const whole = new Distribution();
    const seconds = this.series.get(keyOf(metric));
    if (!seconds || this.hidden(metric)) return whole;
    const now = Math.floor(this.now() / 1000);
    for (let at = Math.max(from, now - KEPT_SECONDS); at < Math.min(to, now + 1); at += 1) {
      const values = seconds.get(at);
      if (values) whole.addAll(values);
    }
    return whole;
  }

  /** Whether anything was ever measured there. */
  knows(namespace: string): boolean {
    return this.namespaces.has(namespace);
  }
}

/** A new second; old ones go as new ones come. */
function fresh(seconds: Map<number, Distribution>, second: number): Distribution {
  const values = new Distribution();
  seconds.set(second, values);
  for (const at of seconds.keys()) {
    if (at > second - KEPT_SECONDS) break;
    seconds.delete(at);
  }
  return values;
}

const keyOf = ({ namespace, name, dimensions }: MetricName): string =>
  JSON.stringify([namespace, name, ...Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
