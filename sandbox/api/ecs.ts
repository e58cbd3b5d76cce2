import type { CloudResource } from "../cloud";
import { updateService } from "../runtime/autoscaling";
import type { Deployment } from "../runtime/deployment";
import { lastSegment, properties, tagsOf, TYPES } from "../runtime/properties";
import type { RunningService } from "../runtime/running-service";
import type { Task } from "../runtime/task";
import { findTaskDefinition } from "../runtime/task-definition";
import type { ApiContext, Handlers } from "./handler";
import { AwsError } from "./protocol";
import { findOneOff, runTask, toApiOneOff } from "./run-task";

/** AWS's times are seconds. */
const seconds = (date: Date | undefined): number | undefined => date && date.getTime() / 1000;

const tagList = (record: CloudResource) => Object.entries(tagsOf(record)).map(([key, value]) => ({ key, value }));

/** The service with that name or ARN, in that cluster where one is named. */
function findService({ cloud }: ApiContext, service: string, cluster: string | undefined): CloudResource | undefined {
  return cloud.list(TYPES.service).find((record) => {
    const { name, cluster: own = "default" } = properties<{ name: string; cluster: string }>(record);
    const inCluster = cluster === undefined || lastSegment(own) === lastSegment(cluster);
    return record.id === service || (name === lastSegment(service) && inCluster);
  });
}

const taskArn = (service: string, { id }: Task): string =>
  service.replace(/:service\/(.*)\/[^/]+$/, (_, cluster: string) => `:task/${cluster}/${id}`);

const clusterArn = (record: CloudResource): string => record.id.replace(/:service\/([^/]+)\/.*$/, ":cluster/$1");

function toApiDeployment(running: RunningService, deployment: Deployment): object {
  const active = running.active(deployment);
  const primary = deployment === running.primary;
  return {
    id: deployment.id,
    status: primary ? "PRIMARY" : "ACTIVE",
    taskDefinition: deployment.definition.arn,
    desiredCount: primary ? running.settings.desired : 0,
    pendingCount: active.filter(({ status }) => status === "PENDING").length,
    runningCount: active.filter(({ status }) => status === "RUNNING").length,
    failedTasks: deployment.failedTasks,
    createdAt: seconds(deployment.createdAt),
    updatedAt: seconds(deployment.updatedAt),
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  };
}

function toApiService(context: ApiContext, record: CloudResource): object {
  const {
    name,
    desiredCount = 0,
    taskDefinition,
    loadBalancers,
    launchType,
    networkConfiguration,
  } = properties<{
    readonly name: string;
    readonly desiredCount: number;
    readonly taskDefinition: string;
    readonly loadBalancers: readonly object[];
    readonly launchType: string;
    readonly networkConfiguration: {
      readonly subnets: readonly string[];
      readonly securityGroups: readonly string[];
      readonly assignPublicIp: boolean;
    };
  }>(record);
  const running = context.services.get(record.id);
  const active = running?.active() ?? [];
  return {
    serviceArn: record.id,
    serviceName: name,
    clusterArn: clusterArn(record),
    status: "ACTIVE",
    ...{ desiredCount, taskDefinition, loadBalancers, launchType },
    networkConfiguration: networkConfiguration && {
      awsvpcConfiguration: {
        subnets: networkConfiguration.subnets,
        securityGroups: networkConfiguration.securityGroups,
        assignPublicIp: networkConfiguration.assignPublicIp ? "ENABLED" : "DISABLED",
      },
    },
    runningCount: active.filter(({ status }) => status === "RUNNING").length,
    pendingCount: active.filter(({ status }) => status === "PENDING").length,
    deployments: running?.deployments.map((deployment) => toApiDeployment(running, deployment)) ?? [],
    events: [],
    tags: tagList(record),
  };
}

function toApiTask(record: CloudResource, running: RunningService, task: Task): object {
  return {
    taskArn: taskArn(record.id, task),
    clusterArn: clusterArn(record),
    taskDefinitionArn: task.definition.arn,
    group: `service:${running.settings.name}`,
    startedBy: task.deploymentId,
    lastStatus: task.status,
    desiredStatus: task.status === "STOPPED" || task.retired ? "STOPPED" : "RUNNING",
    healthStatus: "UNKNOWN",
    createdAt: seconds(task.createdAt),
    startedAt: seconds(task.startedAt),
    stoppedAt: seconds(task.stoppedAt),
    stoppedReason: task.stoppedReason,
    containers: task.definition.containers.map(({ name, image }) => ({
      name,
      image,
      lastStatus: task.status,
      exitCode: task.exitCode,
    })),
  };
}

/** Every task there is or was lately, with its service. */
function* tasksOf({
  cloud,
  services,
}: ApiContext): Generator<{ record: CloudResource; running: RunningService; task: Task }> {
  for (const record of cloud.list(TYPES.service)) {
    const running = services.get(record.id);
    for (const task of running?.tasks ?? []) yield { record, running: running as RunningService, task };
  }
}

interface ServiceInput {
  readonly cluster?: string;
  readonly service?: string;
  readonly desiredCount?: number;
  readonly taskDefinition?: string;
  readonly forceNewDeployment?: boolean;
}

/** Elastic Container Service. */
export const ecs: Handlers = {
  DescribeServices: ({ cluster, services = [] }: { cluster?: string; services?: string[] }, context) => {
    const found = services.map((service) => ({ service, record: findService(context, service, cluster) }));
    return {
      services: found.flatMap(({ record }) => (record ? [toApiService(context, record)] : [])),
      failures: found.flatMap(({ service, record }) => (record ? [] : [{ arn: service, reason: "MISSING" }])),
    };
  },

  ListTasks: (input: { cluster?: string; serviceName?: string; desiredStatus?: string }, context) => {
    const { cluster, serviceName, desiredStatus = "RUNNING" } = input;
    const only = serviceName === undefined ? undefined : findService(context, serviceName, cluster);
    if (serviceName !== undefined && !only) throw new AwsError("ServiceNotFoundException", "Service not found.");
    const listed = [...tasksOf(context)]
      .filter(({ record }) => !only || record.id === only.id)
      .filter(({ record }) => cluster === undefined || lastSegment(clusterArn(record)) === lastSegment(cluster))
      .filter(({ task }) => (task.status === "STOPPED" || task.retired) === (desiredStatus === "STOPPED"));
    return { taskArns: listed.map(({ record, task }) => taskArn(record.id, task)) };
  },

  DescribeTasks: ({ tasks = [] }: { tasks?: string[] }, context) => {
    const all = [...tasksOf(context)];
    const found = tasks.map((asked) => {
      const kept = all.find(({ task }) => task.id === lastSegment(asked));
      const once = findOneOff(context, asked);
      return { asked, task: kept ? toApiTask(kept.record, kept.running, kept.task) : once && toApiOneOff(once) };
    });
    return {
      tasks: found.flatMap(({ task }) => task ?? []),
      failures: found.flatMap(({ asked, task }) => (task ? [] : [{ arn: asked, reason: "MISSING" }])),
    };
  },

  /**
   * The container is told to end at once, whatever it is answering, while the load balancer learns that it is going; a
   * service that keeps the task starts another one.
   */
  StopTask: ({ task: asked = "", reason }: { task?: string; reason?: string }, context) => {
    const kept = [...tasksOf(context)].find(({ task }) => task.id === lastSegment(asked));
    const once = findOneOff(context, asked);
    const task = kept?.task ?? once?.task;
    if (!task) throw new AwsError("InvalidParameterException", "The referenced task was not found.");
    if (task.status === "PENDING" || task.status === "RUNNING") {
      task.retire(reason ?? "Task stopped by user");
      for (const group of task.targetGroups) void context.targets.deregister(group, task.port);
      void task.stop();
    }
    return { task: kept ? toApiTask(kept.record, kept.running, kept.task) : once && toApiOneOff(once) };
  },

  DescribeTaskDefinition: ({ taskDefinition = "" }: { taskDefinition?: string }, context) => {
    const found = findTaskDefinition(context.cloud, taskDefinition);
    if (!found) throw new AwsError("ClientException", "Unable to describe task definition.");
    const record = context.cloud
      .list(TYPES.taskDefinition)
      .find((each) => properties<{ arn: string }>(each).arn === found.arn);
    const { cpu, memory, networkMode, taskRoleArn, executionRoleArn } = record
      ? properties<Record<string, string>>(record)
      : {};
    return {
      taskDefinition: {
        taskDefinitionArn: found.arn,
        family: found.family,
        revision: found.revision,
        containerDefinitions: found.containers,
        status: record ? "ACTIVE" : "INACTIVE",
        ...{ cpu, memory, networkMode, taskRoleArn, executionRoleArn },
      },
      tags: record ? tagList(record) : [],
    };
  },

  UpdateService: async (
    { cluster, service = "", desiredCount, taskDefinition, forceNewDeployment }: ServiceInput,
    context,
  ) => {
    const record = findService(context, service, cluster);
    if (!record) throw new AwsError("ServiceNotFoundException", "Service not found.");
    const definition = taskDefinition === undefined ? undefined : findTaskDefinition(context.cloud, taskDefinition);
    if (taskDefinition !== undefined && !definition) throw new AwsError("ClientException", "TaskDefinition not found.");
    const changes = {
      ...(desiredCount !== undefined && { desiredCount }),
      ...(definition && { taskDefinition: definition.arn }),
      ...(forceNewDeployment !== undefined && { forceNewDeployment }),
    };
    await updateService(context.cloud, context.services, record, changes, new AbortController().signal);
    return { service: toApiService(context, context.cloud.get(record.type, record.id) ?? record) };
  },

  ...runTask,
};
