import { isStatistic, statistics } from "../runtime/distribution";
import { compile } from "../runtime/metric-math";
import type { MetricName, MetricStore } from "../runtime/metric-store";
import { alarmActions } from "./cloudwatch-alarms";
import type { Handlers } from "./handler";
import { AwsError } from "./protocol";

interface ApiMetric {
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[] | undefined;
}

interface Query {
  readonly Id: string;
  readonly MetricStat?: { readonly Metric: ApiMetric; readonly Period: number; readonly Stat: string };
  readonly Expression?: string;
  readonly Label?: string;
  readonly ReturnData?: boolean;
}

interface DataInput {
  readonly MetricDataQueries?: readonly Query[];
  /** Seconds since 1970, as all times of this API. */
  readonly StartTime?: number;
  readonly EndTime?: number;
  readonly ScanBy?: "TimestampAscending" | "TimestampDescending";
}

interface Datum {
  readonly MetricName: string;
  readonly Dimensions?: ApiMetric["Dimensions"];
  readonly Timestamp?: number;
  readonly Value?: number;
  readonly Values?: readonly number[];
  readonly Counts?: readonly number[];
}

/** Data points that one call may ask for (AWS: GetMetricData). */
const MOST_POINTS = 100_800;

const invalid = (message: string): AwsError => new AwsError("ValidationError", message);

const nameOf = ({ Namespace = "", MetricName: name = "", Dimensions = [] }: ApiMetric): MetricName => ({
  ...{ namespace: Namespace, name },
  dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
});

/** Amazon CloudWatch. Periods may be of any whole number of seconds, where AWS keeps most metrics by the minute. */
export const cloudwatch: Handlers = {
  GetMetricData: (input: DataInput, { metrics }) => {
    const { MetricDataQueries: queries = [], StartTime: start, EndTime: end, ScanBy } = input;
    if (start === undefined || end === undefined) throw invalid("StartTime and EndTime are required.");
    if (start >= end) throw invalid("The parameter StartTime must be less than the parameter EndTime.");
    const period = periodOf(queries);
    // As on AWS, periods begin at the time that was asked for, rounded down to the finest that metrics are kept in.
    const first = Math.floor(start);
    const times = Array.from({ length: Math.ceil((end - first) / period) }, (_, index) => first + index * period);
    if (times.length * queries.length > MOST_POINTS) throw invalid(`More than ${MOST_POINTS} data points asked for.`);
    const series = seriesOf(queries, metrics, times, period);
    return {
      MetricDataResults: queries
        .filter(({ ReturnData = true }) => ReturnData)
        .map(({ Id, Label, MetricStat }) => {
          const values = series.get(Id) ?? [];
          const points = times.flatMap((time, index) => {
            const value = values[index];
            return value === undefined ? [] : [{ time, value }];
          });
          if (ScanBy !== "TimestampAscending") points.reverse();
          return {
            ...{ Id, Label: Label ?? MetricStat?.Metric.MetricName ?? Id, StatusCode: "Complete" },
            Timestamps: points.map(({ time }) => time),
            Values: points.map(({ value }) => value),
          };
        }),
      Messages: [],
    };
  },

  PutMetricData: ({ Namespace = "", MetricData = [] }: { Namespace?: string; MetricData?: Datum[] }, { metrics }) => {
    if (!/^[^:][\x20-\x7e]{0,254}$/.test(Namespace)) throw invalid("The parameter Namespace is missing or malformed.");
    if (Namespace.startsWith("AWS/")) throw invalid("The value AWS/ for parameter Namespace is invalid.");
    for (const datum of MetricData) {
      const { Value, Values = Value === undefined ? [] : [Value], Counts = [], Timestamp } = datum;
      if (Values.length === 0) throw invalid(`The sandbox takes Value or Values of ${datum.MetricName}, nothing else.`);
      const at = Timestamp === undefined ? metrics.now() : Timestamp * 1000;
      Values.forEach((value, index) => {
        metrics.put(nameOf({ ...datum, Namespace }), value, Counts[index] ?? 1, at);
      });
    }
    return {};
  },

  ...alarmActions,
};

/** The one period of all queries; seconds. */
function periodOf(queries: readonly Query[]): number {
  const periods = new Set<number>();
  for (const { Id, MetricStat, Expression } of queries) {
    if ((MetricStat === undefined) === (Expression === undefined)) {
      throw invalid(`Query ${Id} has to have either MetricStat or Expression.`);
    }
    if (!MetricStat) continue;
    const { Period, Stat } = MetricStat;
    if (!Number.isInteger(Period) || Period < 1)
      throw invalid(`Period must be a whole number of seconds, not ${Period}`);
    if (!isStatistic(Stat)) throw invalid(`The sandbox knows no statistic ${Stat}; it has ${statistics}`);
    periods.add(Period);
  }
  const [period, ...others] = periods;
  if (period === undefined) throw invalid("At least one query has to be of a metric.");
  if (others.length > 0) throw invalid("The sandbox takes one Period for all queries of a call.");
  return period;
}

/** By query, a value for each time. An expression may name metrics, and expressions before it. */
function seriesOf(queries: readonly Query[], metrics: MetricStore, times: readonly number[], period: number) {
  const series = new Map<string, readonly (number | undefined)[]>();
  for (const { Id, MetricStat: asked } of queries) {
    if (!asked) continue;
    const metric = nameOf(asked.Metric);
    series.set(
      Id,
      times.map((time) => metrics.read(metric, time, time + period).statistic(asked.Stat)),
    );
  }
  for (const { Id, Expression } of queries) {
    if (Expression === undefined) continue;
    const compute = compiled(Expression);
    const known = [...series];
    series.set(
      Id,
      times.map((_, index) => compute(Object.fromEntries(known.map(([id, values]) => [id, values[index]])))),
    );
  }
  return series;
}

function compiled(expression: string): ReturnType<typeof compile> {
  try {
    return compile(expression);
  } catch (error) {
    throw invalid(`Error in expression '${expression}': ${(error as Error).message}`);
  }
}
