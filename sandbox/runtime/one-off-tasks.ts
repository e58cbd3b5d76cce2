import { join } from "node:path";
import type { Cloud } from "../cloud";
import type { SandboxFiles } from "../files";
import { LogFile } from "./log-file";
import { Task } from "./task";
import { mainContainer, type TaskDefinition } from "./task-definition";

/** What RunTask is asked for. */
export interface OneOff {
  /** ARN. */
  readonly cluster: string;
  readonly command: readonly string[] | undefined;
  readonly startedBy: string | undefined;
  /** The same one again names the same task. */
  readonly clientToken: string | undefined;
}

export interface OneOffTask extends OneOff {
  readonly task: Task;
}

/** Ended tasks that are still told of; ECS tells of them for an hour. */
const REMEMBERED = 50;

/** Tasks that no service keeps running: they run to their end, once. */
export class OneOffTasks {
  private all: OneOffTask[] = [];

  constructor(
    private readonly cloud: Cloud,
    private readonly files: SandboxFiles,
    private readonly authorityFile: string,
  ) {}

  run(definition: TaskDefinition, asked: OneOff): OneOffTask {
    const same = this.all.find(({ clientToken }) => clientToken !== undefined && clientToken === asked.clientToken);
    if (same) return same;
    const { cloud, authorityFile } = this;
    const log = new LogFile(join(this.files.logs, "tasks", `${definition.family}.log`));
    const command = asked.command ?? mainContainer(definition)?.command;
    const plan = { deploymentId: "", targetGroups: [], ...(command && { command }) };
    const task = new Task(definition, plan, { cloud, log, authorityFile }, ({ status }) => {
      if (status === "STOPPED") log.close();
    });
    const one = { ...asked, task };
    this.all = [...this.all, one].slice(-REMEMBERED);
    void task.start();
    return one;
  }

  list(): readonly OneOffTask[] {
    return this.all;
  }

  async close(graceMs: number): Promise<void> {
    await Promise.all(this.all.filter(({ task }) => task.status !== "STOPPED").map(({ task }) => task.stop(graceMs)));
  }
}
