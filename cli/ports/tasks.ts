import { setTimeout as sleep } from "node:timers/promises";
import type { ECSClient } from "@aws-sdk/client-ecs";
import { failed } from "../failure";
import type { Endpoint } from "../workspace";
import { clientSettings } from "./aws";

/** How often (ms) a task is looked at, and how long it may run. */
const interval = { sandbox: 250, aws: 5000 } as const;
const patience = 60 * 60_000;

/** A command to run once, as a task like those of a service: its image, its network, its secrets. */
export interface OneOffCommand {
  readonly cluster: string;
  /** ECS's name of the service. */
  readonly service: string;
  /** The container that runs the command. */
  readonly container: string;
  readonly command: readonly string[];
  /** What asks for it, for whoever looks at the task (AWS: 128 characters). */
  readonly startedBy: string;
  /** The same one again waits for the task that was started by it (AWS: RunTask, 24 hours). */
  readonly clientToken: string;
}

/** Runs it to its end. @throws Failure when it cannot be started, or ends with anything but 0. */
export async function runOnce(endpoint: Endpoint | undefined, region: string, asked: OneOffCommand): Promise<void> {
  const sdk = await import("@aws-sdk/client-ecs");
  const client = new sdk.ECSClient(clientSettings(endpoint, region));
  try {
    const taskArn = await start(client, asked);
    await finish(client, asked, taskArn, endpoint === undefined ? interval.aws : interval.sandbox);
  } finally {
    client.destroy();
  }
}

async function start(client: ECSClient, asked: OneOffCommand): Promise<string> {
  const { cluster, service, container, command, startedBy, clientToken } = asked;
  const sdk = await import("@aws-sdk/client-ecs");
  const { services: [like] = [] } = await client.send(
    new sdk.DescribeServicesCommand({ cluster, services: [service] }),
  );
  const { tasks: [task] = [], failures = [] } = await client.send(
    new sdk.RunTaskCommand({
      ...{ cluster, startedBy, clientToken, launchType: "FARGATE" },
      taskDefinition: like?.taskDefinition,
      networkConfiguration: like?.networkConfiguration,
      overrides: { containerOverrides: [{ name: container, command: [...command] }] },
    }),
  );
  if (task?.taskArn !== undefined) return task.taskArn;
  throw ended(asked, failures[0]?.reason ?? "no task was started");
}

async function finish(client: ECSClient, asked: OneOffCommand, taskArn: string, pause: number): Promise<void> {
  const sdk = await import("@aws-sdk/client-ecs");
  for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(pause)) {
    const { tasks: [task] = [] } = await client.send(
      new sdk.DescribeTasksCommand({ cluster: asked.cluster, tasks: [taskArn] }),
    );
    if (task?.lastStatus !== "STOPPED") continue;
    const exitCode = task.containers?.find(({ name }) => name === asked.container)?.exitCode;
    if (exitCode === 0) return;
    throw ended(asked, `exit code ${exitCode ?? "none"}: ${task.stoppedReason ?? "no reason given"}`);
  }
  throw ended(asked, `still running after ${patience / 60_000} minutes`);
}

const ended = ({ command, service }: OneOffCommand, found: string) =>
  failed({
    where: command.join(" "),
    wrong: `it did not do its work as a task of ${service}`,
    found,
    allowed: "a command of the app's image that ends with exit code 0",
    change: "read the service's log, or name another command in promenade:data",
  });
