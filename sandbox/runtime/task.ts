import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Cloud } from "../cloud";
import { messageOf } from "../failure";
import { startChild, stopChild } from "./child";
import { type LogFile, redact } from "./log-file";
import { Mounts } from "./mounts";
import { freePort } from "./ports";
import { resolveValueFrom } from "./secrets";
import { mainContainer, type TaskDefinition } from "./task-definition";

export type TaskStatus = "PENDING" | "RUNNING" | "STOPPING" | "STOPPED";

export interface TaskContext {
  readonly cloud: Cloud;
  readonly log: LogFile;
  /** PEM file of the authority that signs what the local cloud's servers show. */
  readonly authorityFile: string;
  /** Whether none of its kind may run. */
  readonly isDead?: () => boolean;
}

/** Whatever image a container names, this is what runs. */
const APP = join(__dirname, "..", "app", "main.ts");

/** One running copy of a task definition: a process of the sample app. */
export class Task {
  readonly id = randomBytes(16).toString("hex");
  readonly createdAt = new Date();
  readonly deploymentId: string;
  /** ARNs of the groups it is a target of while it runs. */
  readonly targetGroups: readonly string[];
  status: TaskStatus = "PENDING";
  /** The real port that stands for the container's; 0 until there is one. */
  port = 0;
  startedAt: Date | undefined;
  stoppedAt: Date | undefined;
  stoppedReason: string | undefined;
  exitCode: number | undefined;
  /** It was told to go; its end is no failure. */
  retired = false;
  private readonly command: readonly string[] | undefined;
  private child: ChildProcess | undefined;
  private mounts: Mounts | undefined;

  constructor(
    readonly definition: TaskDefinition,
    plan: {
      readonly deploymentId: string;
      readonly targetGroups: readonly string[];
      /** What to run in place of the image's own command. */
      readonly command?: readonly string[];
    },
    private readonly context: TaskContext,
    /** Told of every change of the status. */
    private readonly onChange: (task: Task) => void,
  ) {
    this.deploymentId = plan.deploymentId;
    this.targetGroups = plan.targetGroups;
    this.command = plan.command;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  async start(): Promise<void> {
    try {
      if (this.context.isDead?.()) throw new Error("the sandbox keeps it from starting: a fault");
      const { environment, secrets } = this.environment();
      this.port = await freePort();
      if (this.status !== "PENDING") return;
      this.child = startChild(APP, {
        environment: {
          ...environment,
          ...secrets,
          PORT: String(this.port),
          ...(this.command && { SANDBOX_COMMAND: JSON.stringify(this.command) }),
          NODE_EXTRA_CA_CERTS: this.context.authorityFile,
        },
        onLine: (line) => {
          this.context.log.write(redact(line, Object.values(secrets)));
        },
      });
    } catch (error) {
      this.stopped(`ResourceInitializationError: ${messageOf(error)}`);
      return;
    }
    this.child.once("error", (error) => {
      this.stopped(`CannotStartContainerError: ${error.message}`);
    });
    this.child.once("exit", (code, signal) => {
      this.exitCode = code ?? undefined;
      this.stopped(this.stoppedReason ?? `Essential container in task exited (${signal ?? `exit code ${code}`})`);
    });
    this.startedAt = new Date();
    this.become("RUNNING");
  }

  /** From now on the task is on its way out; its process goes on until `stop`. */
  retire(reason: string): void {
    this.retired = true;
    this.stoppedReason = reason;
    this.become("STOPPING");
  }

  /** SIGTERM, then SIGKILL after the container's stop timeout, or `graceMs`. Resolves when the process is gone. */
  async stop(graceMs = (mainContainer(this.definition)?.stopTimeout ?? 30) * 1000): Promise<void> {
    if (this.child) await stopChild(this.child, graceMs);
    else this.stopped(this.stoppedReason ?? "Task was stopped before it started");
  }

  /** Ends the process without a word, as a crash does. */
  kill(): void {
    this.child?.kill("SIGKILL");
  }

  private environment() {
    const container = mainContainer(this.definition);
    if (!container) throw new Error(`${this.definition.arn} has no essential container`);
    const { environment = [], secrets = [] } = container;
    const mounts = (this.mounts = new Mounts(container));
    return {
      environment: Object.fromEntries(environment.map(({ name, value }) => [name, mounts.place(value)])),
      secrets: Object.fromEntries(
        secrets.map(({ name, valueFrom }) => [name, resolveValueFrom(this.context.cloud, valueFrom)]),
      ),
    };
  }

  private stopped(reason: string): void {
    if (this.status === "STOPPED") return;
    this.stoppedAt = new Date();
    this.stoppedReason = reason;
    this.mounts?.remove();
    this.become("STOPPED");
  }

  private become(status: TaskStatus): void {
    this.status = status;
    this.onChange(this);
  }
}
