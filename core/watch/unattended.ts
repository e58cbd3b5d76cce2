import type { Alarm, Metric } from "./alarm";
import { requestMetrics, type WatchedBackend } from "./slot-alarms";

/** Where promenade counts what concerns its own work. */
export const rolloutNamespace = "promenade/rollouts";

/** What whoever drives a rollout says every minute: requests are being watched. */
export const watchedMetric = (environment: string): Metric<string> => ({
  namespace: rolloutNamespace,
  ...{ name: "Watched", dimensions: { Environment: environment }, statistic: "Sum" },
});

/** Minutes for which nobody may watch: a driver that is taken over, or begins, is quicker. */
const minutes = 5;

/**
 * A shift that its driver has left: both slots of a service get requests, and nobody's guard would take them back.
 *
 * @param both the service in either slot.
 */
export function unattendedAlarm<Ref>(environment: string, both: readonly WatchedBackend<Ref>[]): Alarm<Ref | string> {
  const requests: Readonly<Record<string, Metric<Ref | string>>> = Object.fromEntries(
    both.map(({ slot, loadBalancer: LoadBalancer, targetGroup: TargetGroup }) => [
      slot,
      requestMetrics({ LoadBalancer, TargetGroup }).requests,
    ]),
  );
  const service = both[0]?.service.name ?? "";
  return {
    key: `${service}-unattended`,
    says:
      `${service}: both slots get requests, and nobody watches. ` +
      `npx promenade traffic resume goes on, rollback takes them back`,
    ...{ severity: "critical", from: "production-like" },
    watches: {
      expression: "IF(FILL(blue, 0) > 0 AND FILL(green, 0) > 0 AND FILL(drivers, 0) == 0, 1, 0)",
      metrics: { ...requests, drivers: watchedMetric(environment) },
    },
    ...{ comparison: "above", threshold: 0, period: 60, periods: minutes, missing: "is no event" },
  };
}
