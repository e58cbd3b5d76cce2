import { setTimeout as sleep } from "node:timers/promises";
import { SandboxFailure } from "../failure";
import { type CompletedDeployments, type Deployment, newDeployment } from "./deployment";
import { backoff, breakerThreshold, type Capacity, nextStep } from "./rollout";
import { Task, type TaskContext } from "./task";
import { findTaskDefinition, type TaskDefinition } from "./task-definition";
import type { Targets } from "./targets";

export interface ServiceSettings extends Capacity {
  readonly name: string;
  readonly targetGroups: readonly string[];
  readonly circuitBreaker: { readonly enable: boolean; readonly rollback: boolean };
  /** How long (ms) after its start a task may be unhealthy. */
  readonly grace: number;
}

export interface ServiceContext extends TaskContext {
  readonly arn: string;
  readonly targets: Targets;
  readonly completed: CompletedDeployments;
  /** The circuit breaker went back to that definition. */
  readonly onRollback: (definition: TaskDefinition) => void;
}

/** A task outside any target group counts as healthy once it has run for this long (ms). */
const SETTLING = 500;
/** What changes with time alone (settling, grace periods, backoff) is looked at this often (ms). */
const TICK = 500;
/** A task that was healthy for this long (ms) is no failure of its deployment when it ends. */
const PROVEN = 10_000;
/** Stopped tasks that stay visible. */
const REMEMBERED = 10;

/** Keeps the processes of one service as its settings and its task definition ask, changing them a few at a time. */
export class RunningService {
  /** The primary one first. */
  deployments: readonly Deployment[] = [];
  tasks: readonly Task[] = [];
  private readonly healthySince = new Map<Task, number>();
  private readonly unsubscribe: () => void;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    public settings: ServiceSettings,
    private readonly context: ServiceContext,
  ) {
    this.unsubscribe = context.targets.onChange(() => this.reconcile());
  }

  get primary(): Deployment | undefined {
    return this.deployments[0];
  }

  configure(settings: ServiceSettings): void {
    this.settings = settings;
    this.reconcile();
  }

  /** Moves the service to a definition; `resumed` when it had already completed that before a restart. */
  deploy(definition: TaskDefinition, { reason = "ECS deployment in progress.", resumed = false } = {}): void {
    const deployment = newDeployment(definition, reason);
    if (resumed) this.complete(deployment);
    this.deployments = [deployment, ...this.deployments];
    this.reconcile();
  }

  /** Kills every task where none may run; starts new ones at once where they may again. */
  heed(): void {
    if (this.context.isDead?.()) for (const task of this.active()) task.kill();
    else for (const deployment of this.deployments) deployment.failuresInARow = 0;
    this.reconcile();
  }

  active(deployment?: Deployment): readonly Task[] {
    return this.tasks.filter(
      ({ status, deploymentId }) =>
        (status === "PENDING" || status === "RUNNING") && (!deployment || deploymentId === deployment.id),
    );
  }

  isHealthy(task: Task): boolean {
    if (task.status !== "RUNNING" || !task.startedAt) return false;
    if (task.targetGroups.length === 0) return Date.now() - task.startedAt.getTime() >= SETTLING;
    return task.targetGroups.every((arn) => this.health(arn, task) === "healthy");
  }

  /**
   * Waits until the primary deployment is completed with all its tasks healthy. A rollback counts, as on AWS. Throws
   * when the deployment has failed for good, or after `timeout` ms; returns early when aborted.
   */
  async steady(signal: AbortSignal, timeout: number): Promise<void> {
    const deadline = Date.now() + timeout;
    while (!this.closed && !signal.aborted) {
      const { primary } = this;
      if (primary?.rolloutState === "COMPLETED" && this.fullyHealthy(primary)) return;
      if (primary?.rolloutState === "FAILED") throw this.failure(primary.rolloutStateReason);
      if (Date.now() > deadline) throw this.failure(`it was not steady within ${timeout / 1000} s`);
      await sleep(50);
    }
  }

  /** Ends all tasks: after draining, or within `graceMs` when that is given. */
  async close(graceMs?: number): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    this.unsubscribe();
    const living = this.tasks.filter(({ status }) => status !== "STOPPED");
    await Promise.all(
      living.map((task) => (graceMs === undefined ? this.stop(task, "Service was deleted") : task.stop(graceMs))),
    );
    this.context.log.close();
  }

  private reconcile(): void {
    const { primary } = this;
    if (this.closed || !primary) return;
    clearTimeout(this.timer);
    for (const task of this.active()) this.observe(task);
    const byId = new Map(this.active().map((task) => [task.id, task]));
    const views = [...byId.values()].map((task) => ({
      id: task.id,
      fresh: task.deploymentId === primary.id,
      healthy: this.isHealthy(task),
    }));
    const { start, stop } = nextStep(this.settings, views);
    for (const id of stop)
      void this.stop(byId.get(id) as Task, `Scaling activity initiated by deployment ${primary.id}`);
    const wait = primary.lastFailureAt + backoff(primary.failuresInARow) - Date.now();
    if (primary.rolloutState !== "FAILED" && wait <= 0) for (let i = 0; i < start; i++) this.start(primary);
    if (primary.rolloutState === "IN_PROGRESS" && this.fullyHealthy(primary)) this.complete(primary);
    this.deployments = this.deployments.filter((each) => each === this.primary || this.active(each).length > 0);
    this.timer = setTimeout(() => this.reconcile(), wait > 0 ? Math.min(wait, TICK) : TICK);
  }

  private fullyHealthy(deployment: Deployment): boolean {
    const active = this.active();
    return (
      active.length === this.settings.desired &&
      active.every((task) => task.deploymentId === deployment.id && this.isHealthy(task))
    );
  }

  private start(deployment: Deployment): void {
    const plan = { deploymentId: deployment.id, targetGroups: this.settings.targetGroups };
    const task = new Task(deployment.definition, plan, this.context, (changed) => this.onTask(changed));
    const stopped = this.tasks.filter(({ status }) => status === "STOPPED").slice(-REMEMBERED);
    this.tasks = [...this.tasks.filter(({ status }) => status !== "STOPPED"), ...stopped, task];
    void task.start();
  }

  private async stop(task: Task, reason: string): Promise<void> {
    task.retire(reason);
    await Promise.all(task.targetGroups.map((arn) => this.context.targets.deregister(arn, task.port)));
    await task.stop();
  }

  private onTask(task: Task): void {
    const { targets } = this.context;
    if (task.status === "RUNNING") for (const arn of task.targetGroups) targets.register(arn, task.port);
    if (task.status === "STOPPED") {
      for (const arn of task.targetGroups) targets.drop(arn, task.port);
      if (!task.retired && !this.closed) this.fail(task);
      this.healthySince.delete(task);
    }
    if (!this.closed) setImmediate(() => this.reconcile());
  }

  /** Notes when a task became healthy, and replaces it when it is unhealthy after its grace period. */
  private observe(task: Task): void {
    if (this.isHealthy(task)) {
      if (!this.healthySince.has(task)) this.healthySince.set(task, Date.now());
      return;
    }
    const age = Date.now() - (task.startedAt?.getTime() ?? Date.now());
    const unhealthy = task.targetGroups.find((arn) => this.health(arn, task) === "unhealthy");
    if (!unhealthy || age < this.settings.grace) return;
    this.fail(task);
    void this.stop(task, `Task failed ELB health checks in (target-group ${unhealthy})`);
  }

  private fail(task: Task): void {
    const deployment = this.deployments.find(({ id }) => id === task.deploymentId);
    if (!deployment) return;
    const healthyFor = Date.now() - (this.healthySince.get(task) ?? Date.now());
    deployment.failedTasks += 1;
    deployment.failuresInARow = healthyFor >= PROVEN ? 1 : deployment.failuresInARow + 1;
    deployment.lastFailureAt = Date.now();
    const { circuitBreaker, desired } = this.settings;
    const tripped = circuitBreaker.enable && deployment.failuresInARow >= breakerThreshold(desired);
    if (tripped && deployment === this.primary && deployment.rolloutState === "IN_PROGRESS") this.giveUp(deployment);
  }

  private giveUp(deployment: Deployment): void {
    deployment.rolloutState = "FAILED";
    deployment.rolloutStateReason = "ECS deployment circuit breaker: tasks failed to start.";
    deployment.updatedAt = new Date();
    const completed = this.context.completed.load(this.context.arn);
    const good = completed === undefined ? undefined : findTaskDefinition(this.context.cloud, completed);
    if (!this.settings.circuitBreaker.rollback || !good || good.arn === deployment.definition.arn) return;
    this.context.onRollback(good);
    this.deploy(good, { reason: `ECS deployment circuit breaker: rolling back from ${deployment.id}.` });
  }

  private complete(deployment: Deployment): void {
    deployment.rolloutState = "COMPLETED";
    deployment.rolloutStateReason = `ECS deployment ${deployment.id} completed.`;
    deployment.updatedAt = new Date();
    this.context.completed.save(this.context.arn, deployment.definition.arn);
  }

  private health(arn: string, task: Task): string | undefined {
    return this.context.targets.healthOf(arn, task.port)?.state;
  }

  private failure(wrong: string): SandboxFailure {
    const last = this.tasks.findLast(({ status, stoppedReason }) => status === "STOPPED" && stoppedReason);
    return new SandboxFailure({
      where: `service ${this.settings.name}`,
      wrong,
      found: last ? `its last task stopped: ${last.stoppedReason}` : `${this.active().length} tasks, not all healthy`,
      allowed: `${this.settings.desired} healthy tasks of ${this.primary?.definition.arn}`,
      change: `read what the tasks said in ${this.context.log.path}, and deploy again`,
    });
  }
}
