import type { Alarm } from "./alarm";
import { loggedErrors } from "./thresholds";

/**
 * The app's log contract (requirement 6): a JSON object a line; of a request `user`, `ip`, `time`, `route`, `status`.
 * Lines about anything else have a `level`.
 */
export const errorPattern = '{ ($.status >= 500) || ($.level = "error") }';

/** Where a service's own metrics go: next to those of the environment's other services. */
export const logNamespace = (path: string): string => path;

export const errorMetricName = (service: string): string => `LoggedErrors-${service}`;

/** Lines that tell of errors. The filter writes a zero for lines that do not, and nothing where there is no line. */
export const loggedErrorsAlarm = (namespace: string, service: string): Alarm<never> => ({
  key: `${service}-logged-errors`,
  says: `${service} logs more than ${loggedErrors} errors in five minutes; the dashboard has them by endpoint`,
  ...{ severity: "medium", from: "basic" },
  watches: { metric: { namespace, name: errorMetricName(service), statistic: "Sum", dimensions: {} } },
  ...{ comparison: "above", threshold: loggedErrors, period: 300, periods: 1, missing: "is no event" },
});

/** Logs Insights: what failed, by endpoint. */
export const errorsByEndpoint = [
  "filter status >= 500",
  "stats count(*) as errors, max(status) as worst, count_distinct(user) as users by service, route",
  "sort errors desc",
  "limit 20",
].join(" | ");
