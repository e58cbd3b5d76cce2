import type { Deployment, Service } from "@aws-sdk/client-ecs";
import type { Outputs } from "../../../core/outputs";
import { slots, type Slot } from "../../../core/release";
import type { ObservedService, ObservedSlot } from "../../../core/rollout/view";
import type { Endpoint } from "../../workspace";
import { clientSettings, promptly } from "../aws";
import { chunks } from "./chunks";
import type { Rules } from "./rules";

/** Services that one call tells of (AWS: DescribeServices). */
const atOnce = 10;

export interface SlotServices {
  /** Both slots' services as they run now; those that ECS does not have are left out. */
  look(): Promise<Readonly<Record<Slot, ObservedSlot>>>;
  close(): void;
}

/** What ECS and the load balancer say of the services in both slots. */
export async function openSlotServices(
  endpoint: Endpoint | undefined,
  { region, cluster, services }: Pick<Outputs, "region" | "cluster" | "services">,
  rules: Pick<Rules, "healthy">,
): Promise<SlotServices> {
  const sdk = await import("@aws-sdk/client-ecs");
  const client = new sdk.ECSClient({ ...clientSettings(endpoint, region), ...promptly });
  const all = Object.entries(services).flatMap(([name, one]) =>
    slots.map((slot) => ({ name, slot, ...one.slots[slot] })),
  );

  async function describe(): Promise<ReadonlyMap<string | undefined, Service>> {
    const pages = await Promise.all(
      chunks(all, atOnce).map(async (some) => {
        const asked = { cluster, services: some.map(({ service }) => service) };
        return (await client.send(new sdk.DescribeServicesCommand(asked))).services ?? [];
      }),
    );
    const active = pages.flat().filter(({ status }) => status === "ACTIVE");
    return new Map(active.map((service) => [service.serviceName, service]));
  }

  async function look(): Promise<Readonly<Record<Slot, ObservedSlot>>> {
    const [found, healthy] = await Promise.all([
      describe(),
      Promise.all(all.map(({ targetGroup }) => rules.healthy(targetGroup))),
    ]);
    const seen = all.flatMap(({ name, slot, service }, index) => {
      const one = found.get(service);
      return one === undefined ? [] : [{ name, slot, is: observed(one, healthy[index] ?? 0) }];
    });
    const ofSlot = (slot: Slot): ObservedSlot =>
      Object.fromEntries(seen.filter((one) => one.slot === slot).map(({ name, is }) => [name, is]));
    return { blue: ofSlot("blue"), green: ofSlot("green") };
  }

  return { look, close: () => client.destroy() };
}

function observed({ desiredCount = 0, deployments = [] }: Service, healthy: number): ObservedService {
  const primary = deployments.find(({ status }) => status === "PRIMARY");
  return {
    desired: desiredCount,
    healthy,
    definition: primary?.taskDefinition ?? "",
    rollout: rolloutOf(primary, deployments),
  };
}

/** ECS calls a deployment completed as soon as its own tasks run: those before it may still be going. */
function rolloutOf(primary: Deployment | undefined, deployments: readonly Deployment[]): ObservedService["rollout"] {
  if (primary?.rolloutState === "FAILED") return "failed";
  const others = deployments.filter((one) => one !== primary);
  const draining = others.some(({ runningCount = 0, pendingCount = 0 }) => runningCount + pendingCount > 0);
  return primary?.rolloutState === "COMPLETED" && !draining ? "completed" : "in progress";
}
