import type { Cloud } from "../../../core/config/keys";
import type { Outputs } from "../../../core/outputs";
import { slots, type Slot } from "../../../core/release";
import type { OwnMetric, Window } from "../../../core/rollout/guard";
import {
  arrivals,
  metricsOf,
  ownMetricOf,
  spansOf,
  windowOf,
  type MeasuredBackend,
} from "../../../core/rollout/measuring";
import type { CloudWatch } from "./cloudwatch";

export interface Asked {
  /** The slot whose numbers are to be judged by the other's. */
  readonly receiver: Slot;
  /** Unix time, ms: since when the weights are as they are, and now. */
  readonly from: number;
  readonly now: number;
  /** Rounded up to what the cloud has: whole minutes on AWS, whole seconds in the local cloud. */
  readonly windowSeconds: number;
  readonly metrics: readonly OwnMetric[];
}

export interface Measurement {
  /** Those that are over and whose numbers have arrived, oldest first. */
  readonly windows: readonly Window[];
  /** Everything that has arrived, as one; from and to are the same while nothing has. */
  readonly whole: Window;
  /** By name, over the whole; undefined where there is no data. */
  readonly own: Readonly<Record<string, number | undefined>>;
}

/** Has CloudWatch tell what both slots have answered. */
export async function measure(
  cloudWatch: CloudWatch,
  cloud: Cloud,
  services: Outputs["services"],
  { receiver, from, now, windowSeconds, metrics }: Asked,
): Promise<Measurement> {
  const { whole, windows } = spansOf(from, now, windowSeconds, arrivals[cloud]);
  if (whole.from === whole.to) {
    return { windows: [], whole: { ...whole, receiver: undefined, other: undefined }, own: {} };
  }
  const backends = backendsOf(services);
  const asked = [...metricsOf(backends), ...metrics.map(ownMetricOf)];
  const periods = [whole, ...windows].map((span) => span.to - span.from);
  const numbers = await cloudWatch.numbers(asked, whole, periods);
  return {
    windows: windows.map((span) => windowOf(span, receiver, backends, numbers)),
    whole: windowOf(whole, receiver, backends, numbers),
    own: Object.fromEntries(metrics.map((metric) => [metric.name, numbers(ownMetricOf(metric), whole)])),
  };
}

/** Slots by the names that their metrics go under, which are parts of ARNs (AWS: metrics' dimensions). */
function backendsOf(services: Outputs["services"]): readonly MeasuredBackend[] {
  return Object.values(services).flatMap(({ rule, slots: groups }) =>
    slots.map((slot) => ({
      slot,
      loadBalancer: /:listener-rule\/(app\/[^/]+\/[^/]+)\//.exec(rule)?.[1] ?? "",
      targetGroup: groups[slot].targetGroup.slice(groups[slot].targetGroup.lastIndexOf(":") + 1),
    })),
  );
}
