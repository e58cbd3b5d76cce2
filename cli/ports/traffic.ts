import type { Outputs } from "../../core/outputs";
import { slots, type Slot, type Weights } from "../../core/release";
import type { OwnMetric, Window } from "../../core/rollout/guard";
import {
  arrivals,
  metricsOf,
  ownMetricOf,
  spansOf,
  windowOf,
  type MeasuredBackend,
} from "../../core/rollout/measuring";
import type { AlarmNames } from "../../core/rollout/slot-alarms";
import type { Seen } from "../../core/rollout/view";
import type { Observed } from "../../core/status";
import { failed } from "../failure";
import type { Endpoint } from "../workspace";
import { openCloudWatch, type CloudWatch } from "./traffic/cloudwatch";
import { openRules, type Rules } from "./traffic/rules";
import { openSlotServices, type SlotServices } from "./traffic/slot-services";

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

/**
 * An environment's traffic as the cloud has it: weights, tasks, alarms, numbers. Each method throws a Failure when the
 * cloud cannot be asked after several attempts.
 */
export interface TrafficPort {
  /** Alarms that cannot be read do not fail it: they are told as such. */
  look(): Promise<Seen>;
  /** What both slots have answered since the weights are as they are. */
  measure(asked: Asked): Promise<Measurement>;
  /** Writes the weights of every service's rule past Pulumi; everything else of the rules stays as it is. */
  write(weights: Weights): Promise<void>;
  /** Live weights alone, by service. */
  weights(): Promise<Readonly<Record<string, Weights>>>;
  close(): void;
}

type Place = Pick<Outputs, "environment" | "region" | "cluster" | "services">;

/** The traffic of what is deployed. Clients are made when they are first needed: who only writes waits for none but one. */
export async function openTraffic(
  endpoint: Endpoint | undefined,
  outputs: Place,
  { alarms }: { readonly alarms: AlarmNames },
): Promise<TrafficPort> {
  const { environment, region, services } = outputs;
  const arrival = arrivals[endpoint === undefined ? "aws" : "sandbox"];
  const backends = backendsOf(outputs);
  const rules = await openRules(endpoint, region, services);
  let slotServices: Promise<SlotServices> | undefined;
  let cloudWatch: Promise<CloudWatch> | undefined;

  async function look(): Promise<Seen> {
    slotServices ??= openSlotServices(endpoint, outputs, rules);
    cloudWatch ??= openCloudWatch(endpoint, region);
    const [live, inSlots, firing] = await Promise.all([
      rules.weights(),
      slotServices.then((one) => one.look()),
      cloudWatch.then((one) => one.firing(alarms)),
    ]);
    return { live, slots: inSlots, alarms: firing };
  }

  async function measure({ receiver, from, now, windowSeconds, metrics }: Asked): Promise<Measurement> {
    const { whole, windows } = spansOf(from, now, windowSeconds, arrival);
    if (whole.from === whole.to) return { windows: [], whole: { ...whole, ...nothing }, own: {} };
    cloudWatch ??= openCloudWatch(endpoint, region);
    const asked = [...metricsOf(backends), ...metrics.map(ownMetricOf)];
    const periods = [whole, ...windows].map((span) => span.to - span.from);
    const numbers = await (await cloudWatch).numbers(asked, whole, periods);
    return {
      windows: windows.map((span) => windowOf(span, receiver, backends, numbers)),
      whole: windowOf(whole, receiver, backends, numbers),
      own: Object.fromEntries(metrics.map((metric) => [metric.name, numbers(ownMetricOf(metric), whole)])),
    };
  }

  /** What AWS or the way to it says becomes a problem that tells what to do. */
  async function told<T>(what: string, doing: Promise<T>): Promise<T> {
    try {
      return await doing;
    } catch (error) {
      throw failed(
        {
          where: environment,
          wrong: `its ${what}, after several attempts`,
          found: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
          allowed: "a cloud that answers, and a caller who may describe and modify the load balancer's rules",
          change: "check the credentials and the network, then run the same command again: it goes on where it stopped",
        },
        { cause: error },
      );
    }
  }

  return {
    look: async () => told("traffic could not be looked at", look()),
    measure: async (asked) => told("metrics could not be read", measure(asked)),
    write: async (weights) => told("weights could not be written", rules.write(weights)),
    weights: async () => told("weights could not be read", rules.weights()),
    close: () => {
      rules.close();
      void slotServices?.then((one) => one.close());
      void cloudWatch?.then((one) => one.close());
    },
  };
}

const nothing = { receiver: undefined, other: undefined };

function backendsOf({ services }: Place): readonly MeasuredBackend[] {
  return Object.values(services).flatMap(({ rule, slots: groups }) =>
    slots.map((slot) => ({
      slot,
      loadBalancer: /:listener-rule\/(app\/[^/]+\/[^/]+)\//.exec(rule)?.[1] ?? "",
      targetGroup: groups[slot].targetGroup.slice(groups[slot].targetGroup.lastIndexOf(":") + 1),
    })),
  );
}

/** Looks at live weights and target health alone. @throws what the SDK throws when the cloud is away. */
export async function observe(endpoint: Endpoint | undefined, { region, services }: Place): Promise<Observed> {
  const rules: Rules = await openRules(endpoint, region, services);
  const healthyIn = async (slot: Slot): Promise<readonly [Slot, number]> => {
    const counts = await Promise.all(Object.values(services).map((one) => rules.healthy(one.slots[slot].targetGroup)));
    return [slot, counts.reduce((sum, count) => sum + count, 0)];
  };
  try {
    const [weights, healthy] = await Promise.all([rules.weights(), Promise.all(slots.map(healthyIn))]);
    return { weights, healthy: Object.fromEntries(healthy) as Observed["healthy"] };
  } finally {
    rules.close();
  }
}
