import type { Severity } from "../config/operations";
import type { MonitoringLevel } from "../tier-size";

/** One metric of CloudWatch. `Ref` stands for values that only the cloud knows: plain text, or a promise of it. */
export interface Metric<Ref> {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, Ref>>;
  /** `Sum`, `Average`, `Minimum`, `Maximum`, or a percentile such as `p99`. */
  readonly statistic: string;
}

/** What an alarm compares: one metric, or what metric math makes of several, by the names that it gives them. */
export type Watched<Ref> =
  | { readonly metric: Metric<Ref> }
  | { readonly expression: string; readonly metrics: Readonly<Record<string, Metric<Ref>>> };

/** One alarm, before anybody knows who listens to it. */
export interface Alarm<Ref> {
  /** What tells it from the environment's other alarms: `blue-app-errors`. */
  readonly key: string;
  /** For whoever it wakes up: what is wrong, and what that means. */
  readonly says: string;
  readonly severity: Severity;
  /** The lowest monitoring level that has it. */
  readonly from: MonitoringLevel;
  readonly watches: Watched<Ref>;
  readonly comparison: "above" | "below";
  readonly threshold: number;
  /** Seconds of one period (AWS: 10, 20, 30 or a multiple of 60), how many of them are looked at, how many must breach. */
  readonly period: number;
  readonly periods: number;
  readonly breaching?: number;
  /** What to make of periods without data: see `missingData`. */
  readonly missing: keyof typeof missingData;
}

/** What periods without data mean (AWS: TreatMissingData). None of them lets silence pass as proof of health. */
export const missingData = {
  /** Whatever exists reports this, so silence is a failure by itself. */
  "is a failure": "breaching",
  /** Silence says nothing: the alarm is in the state INSUFFICIENT_DATA, which is not OK. An idle slot is like that. */
  "is unknown": "missing",
  /** Only written when there is something to report, and another alarm notices when nothing works. */
  "is no event": "notBreaching",
} as const;

const operators = { above: "GreaterThanThreshold", below: "LessThanThreshold" } as const;

/** An alarm's conditions as CloudWatch takes them (API: PutMetricAlarm). */
export function alarmConditions<Ref>({ watches, ...alarm }: Alarm<Ref>) {
  const conditions = {
    alarmDescription: alarm.says,
    comparisonOperator: operators[alarm.comparison],
    threshold: alarm.threshold,
    evaluationPeriods: alarm.periods,
    datapointsToAlarm: alarm.breaching ?? alarm.periods,
    treatMissingData: missingData[alarm.missing],
  };
  if ("metric" in watches) {
    const { namespace, name: metricName, dimensions, statistic } = watches.metric;
    const kind = isPercentile(statistic) ? { extendedStatistic: statistic } : { statistic };
    return { ...conditions, namespace, metricName, dimensions, period: alarm.period, ...kind };
  }
  const metricQueries = [
    { id: "watched", expression: watches.expression, label: alarm.key, returnData: true },
    ...Object.entries(watches.metrics).map(([id, { namespace, name: metricName, dimensions, statistic: stat }]) => ({
      id,
      metric: { namespace, metricName, dimensions, period: alarm.period, stat },
      returnData: false,
    })),
  ];
  return { ...conditions, metricQueries };
}

const isPercentile = (statistic: string): boolean => /^p\d/.test(statistic);
