import type { Severity } from "../config/operations";
import type { Alarm, Metric, Watched } from "./alarm";
import { minimumRequests } from "./thresholds";

/** How fast the budget of errors is used up, over a long window and, so that the alarm ends with its cause, a short one. */
export interface BurnRate {
  /** Times the rate at which the budget lasts for exactly its month. */
  readonly times: number;
  readonly severity: Severity;
  /** Seconds of a period and number of periods, each of which must breach. */
  readonly long: readonly [period: number, periods: number];
  readonly short: readonly [period: number, periods: number];
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Two that page, two that open a ticket (Google, The Site Reliability Workbook, chapter 5). */
export const burnRates: readonly BurnRate[] = [
  { times: 14.4, severity: "critical", long: [hour, 1], short: [5 * minute, 1] },
  { times: 6, severity: "critical", long: [6 * hour, 1], short: [30 * minute, 1] },
  { times: 3, severity: "high", long: [day, 1], short: [2 * hour, 1] },
  // CloudWatch has no period of three days: each of the three has to breach.
  { times: 1, severity: "high", long: [day, 3], short: [6 * hour, 1] },
];

/** Metrics of all requests of an environment, those among them that the load balancer answers itself. */
export function wholeRequests<Ref>(LoadBalancer: Ref) {
  const metric = (name: string, statistic: string): Metric<Ref> => ({
    namespace: "AWS/ApplicationELB",
    ...{ name, statistic, dimensions: { LoadBalancer } },
  });
  return {
    requests: metric("RequestCount", "Sum"),
    failed: metric("HTTPCode_Target_5XX_Count", "Sum"),
    unanswered: metric("HTTPCode_ELB_5XX_Count", "Sum"),
    rejected: metric("RejectedConnectionCount", "Sum"),
    p50: metric("TargetResponseTime", "p50"),
    p95: metric("TargetResponseTime", "p95"),
    p99: metric("TargetResponseTime", "p99"),
  };
}

/** Metric math for all requests: the load balancer does not count those that it found no target for. */
export const allRequests = "(FILL(requests, 0) + FILL(unanswered, 0))";

/** Percent of all requests that fail; no data where there are too few of them to tell. */
export function failures<Ref>(loadBalancer: Ref): Watched<Ref> {
  const { requests, failed, unanswered } = wholeRequests(loadBalancer);
  return {
    expression: `IF(${allRequests} >= ${minimumRequests}, 100 * (FILL(failed, 0) + FILL(unanswered, 0)) / ${allRequests})`,
    metrics: { requests, failed, unanswered },
  };
}

/** Two alarms that say nothing by themselves, and the one that speaks when both are on. */
export interface BurnAlarm<Ref> {
  readonly key: string;
  readonly says: string;
  readonly severity: Severity;
  readonly windows: readonly [long: Alarm<Ref>, short: Alarm<Ref>];
}

/** Alarms on a budget of errors. `availability` is the percent of requests that are promised to work. */
export function burnAlarms<Ref>(availability: number, loadBalancer: Ref): readonly BurnAlarm<Ref>[] {
  return burnRates.map(({ times, severity, long, short }) => {
    const key = `budget-${String(times).replace(".", "-")}x`;
    const threshold = burnThreshold(availability, times);
    const window = (name: string, [period, periods]: BurnRate["long"]): Alarm<Ref> => ({
      key: `${key}-${name}`,
      says: `Errors use up the month's budget ${times} times too fast, ${name} window`,
      ...{ severity, from: "production-like", watches: failures(loadBalancer), comparison: "above", threshold },
      ...{ period, periods, missing: "is unknown" },
    });
    const says = `Errors use up the month's budget ${times} times too fast, and have not stopped to`;
    return { key, says, severity, windows: [window("long", long), window("short", short)] };
  });
}

/** Percent of requests that may fail, without the noise of binary fractions. */
export const budgetOf = (availability: number): number => Number((100 - availability).toFixed(6));

/** Percent of requests; below 100, which no share can exceed. */
const burnThreshold = (availability: number, times: number): number =>
  Math.min(Number((times * budgetOf(availability)).toFixed(6)), 99);
