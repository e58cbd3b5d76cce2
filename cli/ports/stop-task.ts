import { setTimeout as sleep } from "node:timers/promises";
import type { Outputs } from "../../core/outputs";
import type { Endpoint } from "../workspace";
import { clientSettings } from "./aws";

/** How often (ms) a task is looked at, and how long it may take to end: twice what ECS gives a container to stop. */
const interval = { sandbox: 100, aws: 2000 } as const;
const patience = 4 * 60_000;

/** Stops one task of an ECS service, and waits until it is gone. @throws what the SDK throws, and when it stays. */
export async function stopOneTask(
  endpoint: Endpoint | undefined,
  { region, cluster }: Pick<Outputs, "region" | "cluster">,
  service: string,
  reason: string,
): Promise<void> {
  const sdk = await import("@aws-sdk/client-ecs");
  const client = new sdk.ECSClient(clientSettings(endpoint, region));
  const pause = interval[endpoint === undefined ? "aws" : "sandbox"];
  try {
    const { taskArns: [task] = [] } = await client.send(new sdk.ListTasksCommand({ cluster, serviceName: service }));
    if (task === undefined) throw new Error(`${service} has no task`);
    await client.send(new sdk.StopTaskCommand({ cluster, task, reason }));
    for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(pause)) {
      const { tasks: [found] = [] } = await client.send(new sdk.DescribeTasksCommand({ cluster, tasks: [task] }));
      if (found === undefined || found.lastStatus === "STOPPED") return;
    }
    throw new Error(`a task of ${service} has not stopped within ${patience / 60_000} minutes`);
  } finally {
    client.destroy();
  }
}
