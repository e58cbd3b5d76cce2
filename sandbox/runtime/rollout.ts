/** How a service wants to be run. */
export interface Capacity {
  readonly desired: number;
  /** Share of the desired tasks that stay healthy during a rollout; 100 when not said. */
  readonly minimumHealthyPercent: number;
  /** Share of the desired tasks that may run during a rollout; 200 when not said. */
  readonly maximumPercent: number;
}

/** A task that has not been told to stop. */
export interface ActiveTask {
  readonly id: string;
  /** It belongs to the deployment that the service moves to. */
  readonly fresh: boolean;
  readonly healthy: boolean;
}

export interface Step {
  /** How many tasks of the primary deployment to start. */
  readonly start: number;
  /** Ids of tasks to stop. */
  readonly stop: readonly string[];
}

/** The next step of a rolling deployment: as many new tasks as may run, as few old ones as must stay healthy. */
export function nextStep(capacity: Capacity, tasks: readonly ActiveTask[]): Step {
  const { desired, minimumHealthyPercent, maximumPercent } = capacity;
  const lower = Math.ceil((desired * minimumHealthyPercent) / 100);
  const upper = Math.floor((desired * maximumPercent) / 100);
  const unhealthyFirst = (a: ActiveTask, b: ActiveTask) => Number(a.healthy) - Number(b.healthy);

  const fresh = tasks.filter((task) => task.fresh);
  const surplus = [...fresh]
    .reverse()
    .sort(unhealthyFirst)
    .slice(0, Math.max(0, fresh.length - desired));
  const old = tasks.filter((task) => !task.fresh).sort(unhealthyFirst);

  let spare = tasks.filter(({ healthy }) => healthy).length - lower;
  const stop = [...surplus, ...old].filter(({ healthy }) => !healthy || spare-- > 0).map(({ id }) => id);
  const start = Math.max(0, Math.min(desired - fresh.length, upper - tasks.length));
  return { start, stop };
}

/** Failed tasks in a row at which the circuit breaker gives a deployment up: half of the desired ones, 3–200 (AWS). */
export const breakerThreshold = (desired: number): number => Math.min(200, Math.max(3, Math.ceil(desired / 2)));

/** How long (ms) to wait before the next task after so many failed ones in a row. */
export const backoff = (failures: number): number => (failures === 0 ? 0 : Math.min(30_000, 500 * 2 ** (failures - 1)));
