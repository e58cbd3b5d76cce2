import { DescribeTasksCommand, ECSClient, paginateListTasks, type Task } from "@aws-sdk/client-ecs";

/** Whether a task that read its secrets before then still runs. */
export type OlderTaskRuns = (than: Date) => Promise<boolean>;

/** AWS describes at most 100 tasks a call. */
const pageSize = 100;

/** Looks at a whole cluster: tasks of services and those that were started by hand. */
export function olderTaskRunsIn(cluster: string): OlderTaskRuns {
  const client = new ECSClient();
  return async (than) => {
    // One that was told to stop still answers its last requests.
    for (const desiredStatus of ["RUNNING", "STOPPED"] as const) {
      for await (const { taskArns = [] } of paginateListTasks({ client, pageSize }, { cluster, desiredStatus })) {
        if (taskArns.length === 0) continue;
        const { tasks = [] } = await client.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
        if (tasks.some((task) => runs(task) && (task.createdAt ?? new Date(0)) < than)) return true;
      }
    }
    return false;
  };
}

const runs = ({ lastStatus }: Task): boolean => lastStatus !== "STOPPED";
