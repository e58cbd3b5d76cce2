import { TYPES } from "../runtime/properties";
import { lastSegment, properties } from "../runtime/properties";
import type { OneOffTask } from "../runtime/one-off-tasks";
import { findTaskDefinition, mainContainer } from "../runtime/task-definition";
import type { ApiContext, Handlers } from "./handler";
import { AwsError } from "./protocol";

interface Input {
  readonly cluster?: string;
  readonly taskDefinition?: string;
  readonly startedBy?: string;
  readonly clientToken?: string;
  readonly launchType?: string;
  readonly networkConfiguration?: { readonly awsvpcConfiguration?: { readonly subnets?: readonly string[] } };
  readonly overrides?: {
    readonly containerOverrides?: readonly { readonly name?: string; readonly command?: readonly string[] }[];
  };
}

const arnOf = ({ cluster, task }: OneOffTask): string => `${cluster.replace(":cluster/", ":task/")}/${task.id}`;

/** ECS's own shape of a task that no service keeps. */
export function toApiOneOff(one: OneOffTask): object {
  const { cluster, startedBy, task } = one;
  return {
    taskArn: arnOf(one),
    clusterArn: cluster,
    taskDefinitionArn: task.definition.arn,
    group: `family:${task.definition.family}`,
    startedBy,
    lastStatus: task.status,
    desiredStatus: task.status === "STOPPED" ? "STOPPED" : "RUNNING",
    stoppedReason: task.stoppedReason,
    stopCode: task.status === "STOPPED" ? "EssentialContainerExited" : undefined,
    containers: task.definition.containers.map(({ name, image }) => ({
      ...{ name, image, lastStatus: task.status, exitCode: task.exitCode },
    })),
  };
}

export const findOneOff = ({ oneOffTasks }: ApiContext, asked: string): OneOffTask | undefined =>
  oneOffTasks.list().find(({ task }) => task.id === lastSegment(asked));

/** Tasks that are run once. */
export const runTask: Handlers = {
  RunTask: (input: Input, context) => {
    const { cluster = "default", taskDefinition = "", startedBy, clientToken, overrides } = input;
    const home = context.cloud
      .list(TYPES.cluster)
      .find(({ id, outputs }) => [id, outputs["name"], outputs["arn"]].includes(cluster));
    if (!home) throw new AwsError("ClusterNotFoundException", "Cluster not found.");
    const definition = findTaskDefinition(context.cloud, taskDefinition);
    if (!definition) throw new AwsError("ClientException", "TaskDefinition not found.");
    if ((input.networkConfiguration?.awsvpcConfiguration?.subnets ?? []).length === 0) {
      throw new AwsError(
        "InvalidParameterException",
        "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
      );
    }
    if (startedBy !== undefined && !/^[\w/-]{0,128}$/.test(startedBy)) {
      throw new AwsError(
        "InvalidParameterException",
        "startedBy may have up to 128 letters, numbers, hyphens, slashes and underscores.",
      );
    }
    if (clientToken !== undefined && !/^[!-~]{1,64}$/.test(clientToken)) {
      throw new AwsError("InvalidParameterException", "clientToken may have up to 64 characters from ! to ~.");
    }
    const names = definition.containers.map(({ name }) => name);
    const stranger = overrides?.containerOverrides?.find(({ name = "" }) => !names.includes(name));
    if (stranger) {
      throw new AwsError(
        "InvalidParameterException",
        `Override for container named ${stranger.name} is not a container in the TaskDefinition.`,
      );
    }
    const main = mainContainer(definition)?.name;
    const { command } = overrides?.containerOverrides?.find(({ name }) => name === main) ?? {};
    const { arn = home.id } = properties<{ arn: string }>(home);
    const one = context.oneOffTasks.run(definition, { cluster: arn, command, startedBy, clientToken });
    return { tasks: [toApiOneOff(one)], failures: [] };
  },
};
