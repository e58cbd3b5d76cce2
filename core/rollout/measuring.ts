import type { Cloud } from "../config/keys";
import { slots, type Slot } from "../release";
import type { Metric } from "../watch/alarm";
import { wholeRequests } from "../watch/slo";
import { requestMetrics } from "../watch/slot-alarms";
import type { Measured, OwnMetric, Window } from "./guard";
import { otherSlot } from "./shares";

/** One service of one slot, by the names that its metrics go under: `app/web/0123` and `targetgroup/blue/0123`. */
export interface MeasuredBackend {
  readonly slot: Slot;
  readonly loadBalancer: string;
  readonly targetGroup: string;
}

/** A span of time (Unix time, ms). */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What stands for a metric in a span; undefined where there is no data. */
export type Numbers = (metric: Metric<string>, span: Span) => number | undefined;

/** How finely a cloud keeps its metrics, and how long after a span it knows all of it. */
interface Arrival {
  readonly unitSeconds: number;
  readonly lagSeconds: number;
}

/** AWS: whole minutes by the clock, which load balancers report within two more. The local cloud knows each second at once. */
export const arrivals: Readonly<Record<Cloud, Arrival>> = {
  aws: { unitSeconds: 60, lagSeconds: 120 },
  sandbox: { unitSeconds: 1, lagSeconds: 0 },
};

export interface Spans {
  /** All whose numbers have arrived; empty while there is none, from and to being the same then. */
  readonly whole: Span;
  /** Complete ones, oldest first. */
  readonly windows: readonly Span[];
}

/** What can be known now of the time since `from`. The unit that `from` lies in is left out: it began before. */
export function spansOf(from: number, now: number, windowSeconds: number, arrival: Arrival): Spans {
  const unit = arrival.unitSeconds * 1000;
  const start = Math.ceil(from / unit) * unit;
  const end = Math.max(start, Math.floor((now - arrival.lagSeconds * 1000) / unit) * unit);
  const width = Math.ceil(windowSeconds / arrival.unitSeconds) * unit;
  const windows = Array.from({ length: Math.floor((end - start) / width) }, (_, index) => ({
    from: start + index * width,
    to: start + (index + 1) * width,
  }));
  return { whole: { from: start, to: end }, windows };
}

/** All metrics that slots are judged by. */
export const metricsOf = (backends: readonly MeasuredBackend[]): readonly Metric<string>[] =>
  backends.flatMap((backend) => {
    const { requests, errors, p99, well, unanswered } = metricsOfBackend(backend);
    return [requests, errors, p99, unanswered, ...well];
  });

function metricsOfBackend({ loadBalancer: LoadBalancer, targetGroup: TargetGroup }: MeasuredBackend) {
  const { requests, errors, p99 } = requestMetrics({ LoadBalancer, TargetGroup });
  const well = ["2XX", "3XX", "4XX"].map((kind) => ({ ...requests, name: `HTTPCode_Target_${kind}_Count` }));
  return { requests, errors, p99, well, unanswered: wholeRequests(LoadBalancer).unanswered };
}

/** A metric of the environment's own, as CloudWatch finds it. */
export const ownMetricOf = ({ namespace, metric, statistic, dimensions }: OwnMetric): Metric<string> => ({
  ...{ namespace, name: metric, statistic, dimensions },
});

/** What both slots answered in a span. */
export function windowOf(span: Span, receiver: Slot, backends: readonly MeasuredBackend[], numbers: Numbers): Window {
  const ofSlot = Object.fromEntries(
    slots.map((slot) => [slot, together(backends.filter((one) => one.slot === slot).map(measured))]),
  ) as Record<Slot, Measured | undefined>;
  return { ...span, receiver: ofSlot[receiver], other: ofSlot[otherSlot[receiver]] };

  function measured(backend: MeasuredBackend): Measured | undefined {
    const metrics = metricsOfBackend(backend);
    const requests = numbers(metrics.requests, span);
    if (requests === undefined) return undefined;
    const count = (metric: Metric<string>): number => numbers(metric, span) ?? 0;
    const errors = count(metrics.errors);
    const well = metrics.well.reduce((sum, metric) => sum + count(metric), 0);
    // Where a target was chosen and gave no answer, the load balancer answers: with a 5xx, or not at all to a client
    // that has gone. It counts its own 5xx for no target group (AWS), so that they bound what this one had of them.
    const lost = Math.min(Math.max(0, requests - well - errors), count(metrics.unanswered));
    return { requests, errors: errors + lost, p99Seconds: numbers(metrics.p99, span) ?? null };
  }
}

/** Services as one: of the slowest requests, those of the slowest service. */
function together(each: readonly (Measured | undefined)[]): Measured | undefined {
  const known = each.filter((one) => one !== undefined);
  if (known.length === 0) return undefined;
  const p99 = known.flatMap(({ p99Seconds }) => p99Seconds ?? []);
  return {
    requests: known.reduce((sum, { requests }) => sum + requests, 0),
    errors: known.reduce((sum, { errors }) => sum + errors, 0),
    p99Seconds: p99.length === 0 ? null : Math.max(...p99),
  };
}
