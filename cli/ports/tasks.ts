import { setTimeout as sleep } from "node:timers/promises";
import type { ECSClient, RunTaskCommandInput } from "@aws-sdk/client-ecs";
import { shortHash } from "../../core/names";
import type { MigrationOutputs, Outputs } from "../../core/outputs";
import type { RecordedMigration } from "../../core/record";
import { failed } from "../failure";
import type { Endpoint } from "../workspace";
import { clientSettings } from "./aws";

/** How often (ms) a task is looked at, and how long it may run. */
const interval = { sandbox: 250, aws: 5000 } as const;
const patience = 60 * 60_000;

interface OneOff {
  readonly cluster: string;
  /** The container that runs the command. */
  readonly container: string;
  readonly command: readonly string[];
  /** What asks for it, for whoever looks at the task. */
  readonly startedBy: string;
  /** The same one again waits for the task that was started by it (AWS: RunTask, 24 hours). */
  readonly clientToken: string;
}

/** A command to run once, as a task like those of a service: its image, its network, its secrets. */
export interface OneOffCommand extends OneOff {
  /** ECS's name of the service. */
  readonly service: string;
}

/** Runs it to its end. @throws Failure when it cannot be started, or ends with anything but 0. */
export async function runOnce(endpoint: Endpoint | undefined, region: string, asked: OneOffCommand): Promise<void> {
  const { cluster, service, container, command } = asked;
  const found = await run(endpoint, region, asked, async (client) => {
    const sdk = await import("@aws-sdk/client-ecs");
    const { services: [like] = [] } = await client.send(
      new sdk.DescribeServicesCommand({ cluster, services: [service] }),
    );
    return {
      taskDefinition: like?.taskDefinition,
      networkConfiguration: like?.networkConfiguration,
      overrides: { containerOverrides: [{ name: container, command: [...command] }] },
    };
  });
  if (found === undefined) return;
  throw failed({
    where: command.join(" "),
    wrong: `it did not do its work as a task of ${service}`,
    found,
    allowed: "a command of the app's image that ends with exit code 0",
    change: "read the service's log, or name another command in promenade:data",
  });
}

/**
 * Migrates the database: runs the task that the record names, where the outputs say, to its end.
 *
 * @param once names this migration; whoever comes with the same finds the task that is running, or has run, for it.
 * @throws Failure when it cannot be started, or ends with anything but 0.
 */
export async function migrate(
  endpoint: Endpoint | undefined,
  { region, cluster, migration: place }: Pick<Outputs, "region" | "cluster" | "migration">,
  { release, definition }: RecordedMigration,
  once: string,
): Promise<void> {
  if (place === undefined) throw new Error("the outputs tell of no migration, and the record has one");
  const { container, command } = place;
  const clientToken = shortHash(once, 64);
  const asked = { cluster, container, command, startedBy: `promenade migrates for ${release}`, clientToken };
  const found = await run(endpoint, region, asked, () => Promise.resolve(taskOf(place, definition)));
  if (found === undefined) return;
  throw failed({
    where: command.join(" "),
    wrong: `the database was not migrated for ${release}; no slot and no request has been touched`,
    found,
    allowed: "a command of the release's image that ends with exit code 0",
    change: `read the log of ${place.family}, and deploy a release whose migration works`,
  });
}

const taskOf = ({ subnets, securityGroup }: MigrationOutputs, taskDefinition: string): Wanted => ({
  taskDefinition,
  networkConfiguration: {
    awsvpcConfiguration: { subnets: [...subnets], securityGroups: [securityGroup], assignPublicIp: "DISABLED" },
  },
});

type Wanted = Pick<RunTaskCommandInput, "networkConfiguration" | "overrides"> & {
  readonly taskDefinition: string | undefined;
};

/** What AWS takes: 128 letters, digits, hyphens, slashes and underscores. */
const mark = (text: string): string => text.replace(/[^\w/-]+/g, "-").slice(0, 128);

/** What kept it from ending with 0; undefined when nothing did. */
async function run(
  endpoint: Endpoint | undefined,
  region: string,
  asked: OneOff,
  wanted: (client: ECSClient) => Promise<Wanted>,
): Promise<string | undefined> {
  const sdk = await import("@aws-sdk/client-ecs");
  const client = new sdk.ECSClient(clientSettings(endpoint, region));
  try {
    const { cluster, clientToken } = asked;
    const startedBy = mark(asked.startedBy);
    const { tasks: [task] = [], failures = [] } = await client.send(
      new sdk.RunTaskCommand({ cluster, startedBy, clientToken, launchType: "FARGATE", ...(await wanted(client)) }),
    );
    if (task?.taskArn === undefined) return failures[0]?.reason ?? "no task was started";
    return await finish(client, asked, task.taskArn, endpoint === undefined ? interval.aws : interval.sandbox);
  } finally {
    client.destroy();
  }
}

async function finish(
  client: ECSClient,
  { cluster, container }: OneOff,
  taskArn: string,
  pause: number,
): Promise<string | undefined> {
  const sdk = await import("@aws-sdk/client-ecs");
  for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(pause)) {
    const { tasks: [task] = [] } = await client.send(new sdk.DescribeTasksCommand({ cluster, tasks: [taskArn] }));
    if (task?.lastStatus !== "STOPPED") continue;
    const exitCode = task.containers?.find(({ name }) => name === container)?.exitCode;
    return exitCode === 0 ? undefined : `exit code ${exitCode ?? "none"}: ${task.stoppedReason ?? "no reason given"}`;
  }
  return `still running after ${patience / 60_000} minutes`;
}
