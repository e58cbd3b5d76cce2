import { setTimeout as sleep } from "node:timers/promises";
import type { Outputs } from "../../core/outputs";
import { slots } from "../../core/release";
import type { RunningTask } from "../../core/rotation";
import { failed } from "../failure";
import type { Endpoint } from "../workspace";
import { clientSettings } from "./aws";

/** How often (ms) a rollout is looked at, and how long it may take. */
const interval = 500;
const patience = 15 * 60_000;

export interface Services {
  /** Tasks that run in both slots. `service` is ECS's name. */
  tasks(): Promise<readonly RunningTask[]>;
  /** Replaces a service's tasks by new ones of the same definition. @throws Failure when these do not come up. */
  restart(service: string): Promise<void>;
  close(): void;
}

/** The environment's ECS services. */
export async function openServices(
  endpoint: Endpoint | undefined,
  { region, cluster, services }: Outputs,
): Promise<Services> {
  const sdk = await import("@aws-sdk/client-ecs");
  const client = new sdk.ECSClient(clientSettings(endpoint, region));
  const all = Object.values(services).flatMap((one) =>
    slots.map((slot) => ({ slot, service: one.slots[slot].service })),
  );

  async function tasksOf({ slot, service }: (typeof all)[number]): Promise<readonly RunningTask[]> {
    const found: RunningTask[] = [];
    const pages = sdk.paginateListTasks({ client, pageSize: 100 }, { cluster, serviceName: service });
    for await (const { taskArns = [] } of pages) {
      if (taskArns.length === 0) continue;
      const { tasks = [] } = await client.send(new sdk.DescribeTasksCommand({ cluster, tasks: taskArns }));
      found.push(...tasks.map(({ createdAt = new Date(0) }) => ({ service, slot, createdAt })));
    }
    return found;
  }

  async function restart(service: string): Promise<void> {
    const asked = await client.send(new sdk.UpdateServiceCommand({ cluster, service, forceNewDeployment: true }));
    const mine = asked.service?.deployments?.find(({ status }) => status === "PRIMARY")?.id;
    for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(interval)) {
      const { services: [found] = [] } = await client.send(
        new sdk.DescribeServicesCommand({ cluster, services: [service] }),
      );
      const deployments = found?.deployments ?? [];
      const primary = deployments.find(({ status }) => status === "PRIMARY");
      if (primary?.id !== mine || primary?.rolloutState === "FAILED") throw notUp(service, primary?.rolloutStateReason);
      if (primary?.rolloutState === "COMPLETED" && deployments.length === 1) return;
    }
    throw notUp(service, `its rollout has not ended within ${patience / 60_000} minutes`);
  }

  return {
    tasks: async () => (await Promise.all(all.map(tasksOf))).flat(),
    restart,
    close: () => client.destroy(),
  };
}

const notUp = (service: string, reason = "ECS gives no reason") =>
  failed({
    where: service,
    wrong: "its new tasks did not come up; the old ones go on with the value before, which still works",
    found: reason,
    allowed: "tasks that are healthy with the secrets as they are now",
    change: "read the service's log, mend what keeps them down, and run: npx promenade rotate --due",
  });
