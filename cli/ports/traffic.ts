import { createRequire } from "node:module";
import type { Outputs } from "../../core/outputs";
import { slots, type Slot, type Weights } from "../../core/release";
import type { AlarmNames } from "../../core/rollout/slot-alarms";
import type { Seen } from "../../core/rollout/view";
import type { Observed } from "../../core/status";
import { watchedMetric } from "../../core/watch/unattended";
import { failed } from "../failure";
import type { Endpoint } from "../workspace";
import type * as cloudwatch from "./traffic/cloudwatch";
import type * as measurement from "./traffic/measurement";
import type { Asked, Measurement } from "./traffic/measurement";
import { openRules, type Rules } from "./traffic/rules";
import type * as slotServices from "./traffic/slot-services";

const load = createRequire(__filename);

/** What looks and measures, loaded when it is first needed: who only writes weights waits for neither. */
const parts = {
  cloudwatch: () => load("./traffic/cloudwatch") as typeof cloudwatch,
  measurement: () => load("./traffic/measurement") as typeof measurement,
  slotServices: () => load("./traffic/slot-services") as typeof slotServices,
};

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
  /** Says that somebody watches the environment's requests; whether it is heard matters to an alarm alone. */
  attend(): Promise<void>;
  /** Live weights alone, by service. */
  weights(): Promise<Readonly<Record<string, Weights>>>;
  close(): void;
}

type Place = Pick<Outputs, "environment" | "region" | "cluster" | "services">;

/** Loads what a look at traffic takes, while something else is waited for. */
export async function readyTraffic(): Promise<void> {
  const sdks = [import("@aws-sdk/client-elastic-load-balancing-v2"), import("@aws-sdk/client-ecs")];
  parts.slotServices();
  await Promise.allSettled(sdks);
}

/** The traffic of what is deployed. */
export async function openTraffic(
  endpoint: Endpoint | undefined,
  outputs: Place,
  { alarms }: { readonly alarms: AlarmNames },
): Promise<TrafficPort> {
  const { environment, region, services } = outputs;
  const rules = await openRules(endpoint, region, services);
  let inSlots: Promise<slotServices.SlotServices> | undefined;
  let watching: Promise<cloudwatch.CloudWatch> | undefined;
  const slotsOpened = () => (inSlots ??= parts.slotServices().openSlotServices(endpoint, outputs, rules));
  const watchOpened = () => (watching ??= parts.cloudwatch().openCloudWatch(endpoint, region));

  async function look(): Promise<Seen> {
    const [live, slots, firing] = await Promise.all([
      rules.weights(),
      slotsOpened().then((one) => one.look()),
      watchOpened().then((one) => one.firing(alarms)),
    ]);
    return { live, slots, alarms: firing };
  }

  async function measure(asked: Asked): Promise<Measurement> {
    const cloud = endpoint === undefined ? "aws" : "sandbox";
    return parts.measurement().measure(await watchOpened(), cloud, services, asked);
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
    attend: async () => {
      await watchOpened()
        .then((one) => one.count(watchedMetric(environment)))
        .catch(() => undefined);
    },
    weights: async () => told("weights could not be read", rules.weights()),
    close: () => {
      rules.close();
      void inSlots?.then((one) => one.close());
      void watching?.then((one) => one.close());
    },
  };
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
