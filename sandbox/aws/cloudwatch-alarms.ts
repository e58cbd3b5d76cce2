import type { Properties } from "../cloud";
import { matches, type Rule } from "../provider/rules";
import { isUnknown } from "../provider/values";
import type { Problem } from "../schema/validate";
import { text } from "./ids";

/** Seconds over which a metric is summed up. */
export const period: Rule = (value, path) =>
  [10, 20, 30].includes(Number(value)) || (Number(value) > 0 && Number(value) % 60 === 0)
    ? undefined
    : `expected ${path} to be 10, 20, 30 or a multiple of 60, got ${text(value)}`;

export const percentile: Rule = matches(
  /^((p|tm|tc|ts|wm)\d{1,2}(\.\d{1,10})?|p100|IQM|iqm|(PR|TC|TM|TS|WM|pr|tc|tm|ts|wm)\(.*\))$/,
  "is no statistic like p99, tm90 or PR(:100)",
);

const HOUR = 3600;
const DAY = 86_400;

/** Metrics that one alarm can watch (AWS: CloudWatch quotas). */
const MOST_METRICS = 10;

const given = (value: unknown): boolean => value !== undefined && value !== null;

/** What PutMetricAlarm refuses of the arguments taken together. */
export function alarmProblems(inputs: Properties): readonly Problem[] {
  const { metricQueries, evaluationPeriods, datapointsToAlarm, threshold, thresholdMetricId } = inputs;
  const queries = Array.isArray(metricQueries) ? (metricQueries as readonly Properties[]) : undefined;
  const at = (path: string, reason: string): Problem => ({ path, reason });
  return [
    ...(given(inputs["metricName"]) === (queries !== undefined)
      ? [at("metricName", "one (and only one) of `metricName,metricQueries` must be specified")]
      : []),
    ...(queries === undefined ? plainProblems(inputs) : mathProblems(queries)),
    ...(given(threshold) === given(thresholdMetricId)
      ? [at("threshold", "one (and only one) of `threshold,thresholdMetricId` must be specified")]
      : []),
    ...(given(evaluationPeriods) ? [] : [at("evaluationPeriods", "The parameter EvaluationPeriods is required")]),
    ...(given(inputs["comparisonOperator"])
      ? []
      : [at("comparisonOperator", "The parameter ComparisonOperator is required")]),
    ...(Number(datapointsToAlarm) > Number(evaluationPeriods)
      ? [at("datapointsToAlarm", `cannot be more than evaluationPeriods, ${text(evaluationPeriods)}`)]
      : []),
    ...windowProblems(longestPeriod(inputs, queries), Number(evaluationPeriods)),
  ];
}

function plainProblems({ statistic, extendedStatistic, namespace, period: seconds }: Properties): readonly Problem[] {
  return [
    ...(given(statistic) === given(extendedStatistic)
      ? [
          {
            path: "statistic",
            reason: "One of `statistic` or `extended_statistic` must be set for a cloudwatch metric alarm",
          },
        ]
      : []),
    ...(given(namespace) ? [] : [{ path: "namespace", reason: "The parameter Namespace is required" }]),
    ...(given(seconds) ? [] : [{ path: "period", reason: "The parameter Period is required" }]),
  ];
}

function mathProblems(queries: readonly Properties[]): readonly Problem[] {
  const ids = queries.map(({ id }) => text(id));
  const returned = queries.filter(({ returnData }) => returnData === true).length;
  const metrics = queries.filter(({ metric }) => given(metric)).length;
  return [
    ...(returned === 1
      ? []
      : [
          {
            path: "metricQueries",
            reason: `exactly one element of the metrics list should return data, not ${returned}`,
          },
        ]),
    ...(new Set(ids).size === ids.length ? [] : [{ path: "metricQueries", reason: "two metrics have the same id" }]),
    ...(metrics > MOST_METRICS
      ? [{ path: "metricQueries", reason: `an alarm can watch at most ${MOST_METRICS} metrics, not ${metrics}` }]
      : []),
    ...queries.flatMap((query, index) => queryProblems(query, ids, `metricQueries[${index}]`)),
  ];
}

function queryProblems({ expression, metric }: Properties, ids: readonly string[], path: string): readonly Problem[] {
  if (given(expression) === given(metric)) {
    return [{ path, reason: "one (and only one) of `expression,metric` must be specified" }];
  }
  if (given(metric) || isUnknown(expression)) return [];
  const words =
    text(expression)
      .replace(/'[^']*'|"[^"]*"/g, "")
      .match(/\b[a-z][A-Za-z0-9_]*\b/g) ?? [];
  const unknown = words.filter((word) => !ids.includes(word));
  return unknown.length === 0
    ? []
    : [{ path: `${path}.expression`, reason: `names metrics that the alarm does not have: ${unknown.join(", ")}` }];
}

function longestPeriod({ period: own }: Properties, queries: readonly Properties[] = []): number {
  const ofQueries = queries.map((query) => query["period"] ?? (query["metric"] as Properties | undefined)?.["period"]);
  return Math.max(...[own, ...ofQueries].filter((each) => typeof each === "number"), 0);
}

/** A day at most; a week where the periods are of an hour or longer. */
function windowProblems(seconds: number, periods: number): readonly Problem[] {
  const longest = seconds >= HOUR ? 7 * DAY : DAY;
  return seconds * periods <= longest
    ? []
    : [
        {
          path: "evaluationPeriods",
          reason: `Metrics cannot be checked across more than ${longest} seconds (EvaluationPeriods * Period), got ${seconds * periods}`,
        },
      ];
}
