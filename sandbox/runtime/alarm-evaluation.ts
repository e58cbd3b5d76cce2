import { compile } from "./metric-math";
import type { MetricStore } from "./metric-store";

export type StateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export interface Judged {
  readonly state: StateValue;
  readonly reason: string;
}

export interface WatchedMetric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly period: number;
  readonly stat: string;
}

/** A metric alarm, as its record declares it. */
export interface MetricAlarm {
  readonly name: string;
  readonly comparisonOperator: string;
  readonly threshold?: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm?: number;
  readonly treatMissingData?: "breaching" | "notBreaching" | "ignore" | "missing";
  readonly namespace?: string;
  readonly metricName?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly period?: number;
  readonly statistic?: string;
  readonly extendedStatistic?: string;
  readonly metricQueries?: readonly {
    readonly id: string;
    readonly expression?: string;
    readonly metric?: WatchedMetric;
    readonly returnData?: boolean;
  }[];
}

const comparisons: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** What an alarm watches: the metrics by id, and what is made of them. */
export function watchedBy(alarm: MetricAlarm) {
  const { metricQueries = [] } = alarm;
  const own = { ...alarm, stat: alarm.extendedStatistic ?? alarm.statistic ?? "" } as WatchedMetric;
  const metrics =
    metricQueries.length === 0
      ? [["own", own] as const]
      : metricQueries.flatMap(({ id, metric }) => (metric ? [[id, metric] as const] : []));
  const returned = metricQueries.find(({ returnData }) => returnData);
  return { metrics, expression: returned ? (returned.expression ?? returned.id) : "own" };
}

/** Judges an alarm by the periods up to now, as CloudWatch does every minute. @throws Error for math not modelled. */
export function judge(alarm: MetricAlarm, store: MetricStore, before: StateValue): Judged {
  const { evaluationPeriods: periods, threshold = NaN, comparisonOperator, treatMissingData = "missing" } = alarm;
  const breaches = comparisons[comparisonOperator];
  if (!breaches) throw new Error(`${comparisonOperator} is not modelled`);
  const values = valuesOf(alarm, store);
  const needed = alarm.datapointsToAlarm ?? periods;
  const filling = { breaching: true, notBreaching: false, ignore: undefined, missing: undefined }[treatMissingData];
  const points = values.map((value) => (value === undefined ? filling : breaches(value, threshold)));

  const breaching = points.filter((point) => point === true).length;
  const shown = values.map((value) => (value === undefined ? "-" : Number(value.toPrecision(6)))).join(", ");
  const reason = `${breaching} of the last ${periods} datapoints [${shown}] (oldest first) breach: ${comparisonOperator} ${threshold}; ${needed} are needed`;
  if (breaching >= needed || stillBreaching(points, needed)) {
    return { state: "ALARM", reason: `Threshold Crossed: ${reason}` };
  }
  if (points.some((point) => point !== undefined)) return { state: "OK", reason };
  if (treatMissingData === "ignore") return { state: before, reason: "No data: the state stays as it was" };
  return { state: "INSUFFICIENT_DATA", reason: `Insufficient Data: no datapoints in ${periods} periods` };
}

/** Too few points, the oldest of which is old enough and all of which breach (AWS: premature alarm state). */
function stillBreaching(points: readonly (boolean | undefined)[], needed: number): boolean {
  const first = points.indexOf(true);
  return first !== -1 && first <= points.length - needed && points.slice(first).every((point) => point !== false);
}

/** One value for each period, the oldest first. */
function valuesOf(alarm: MetricAlarm, store: MetricStore): readonly (number | undefined)[] {
  const { metrics, expression } = watchedBy(alarm);
  const compute = compile(expression);
  const period = Math.max(...metrics.map(([, metric]) => metric.period));
  const step = Math.min(period, 60);
  const end = Math.floor(store.now() / 1000 / step) * step;
  return Array.from({ length: alarm.evaluationPeriods }, (_, index) => {
    const from = end - (alarm.evaluationPeriods - index) * period;
    const scope = metrics.map(([id, { namespace, metricName: name, dimensions = {}, stat }]) => {
      const measured = store.read({ namespace, name, dimensions }, from, from + period);
      return [id, measured.statistic(stat)] as const;
    });
    return compute(Object.fromEntries(scope));
  });
}
