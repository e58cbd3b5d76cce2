import { slots, type Slot, type Weights } from "./release";

const day = 86_400_000;

/** An entry of the vault, as Secrets Manager describes it. */
export interface RotatedEntry {
  readonly name: string;
  /** Days between two rotations. */
  readonly days: number;
  readonly createdAt: Date;
  /** When the last rotation ended; undefined before the first one. */
  readonly rotatedAt: Date | undefined;
  /** When Secrets Manager means to rotate it by itself. */
  readonly nextAt: Date | undefined;
}

/** A task that runs, and so holds the secrets of the moment it was made. */
export interface RunningTask {
  readonly service: string;
  readonly slot: Slot;
  readonly createdAt: Date;
}

/** Live shares by service. */
type Shares = Readonly<Record<string, Weights>>;

/** What `rotate` does next: make tasks anew that hold old values, or give an entry a new one. */
export type RotationStep =
  | { readonly kind: "restart"; readonly slot: Slot; readonly services: readonly string[] }
  | { readonly kind: "rotate"; readonly entry: RotatedEntry }
  | { readonly kind: "done" };

export interface RotationState {
  readonly entries: readonly RotatedEntry[];
  readonly tasks: readonly RunningTask[];
  readonly live: Shares;
  /** Names of the entries that are still to be rotated. */
  readonly wanted: readonly string[];
}

/** Whether its next date has come, or its interval is over. */
export function isDue({ days, createdAt, rotatedAt, nextAt }: RotatedEntry, now: Date): boolean {
  const latest = (rotatedAt ?? createdAt).getTime() + days * day;
  return Math.min(latest, nextAt?.getTime() ?? latest) <= now.getTime();
}

/**
 * The next step, from what is there now: so a run that was cut short is finished by the next one. An entry waits for tasks
 * that are older than its last rotation, whose value the next one would end; the others wait with it, so that no slot
 * is restarted more than twice.
 */
export function nextRotationStep({ entries, tasks, live, wanted }: RotationState): RotationStep {
  const free = ({ rotatedAt }: RotatedEntry): boolean => olderThan(tasks, rotatedAt).length === 0;
  const [entry, ...others] = entries.filter(({ name }) => wanted.includes(name));
  if (entry !== undefined && [entry, ...others].every(free)) return { kind: "rotate", entry };
  const old = entries.flatMap(({ rotatedAt }) => olderThan(tasks, rotatedAt));
  const slot = quietestFirst(live).find((each) => old.some((task) => task.slot === each));
  if (slot === undefined) return { kind: "done" };
  const services = old.filter((task) => task.slot === slot).map(({ service }) => service);
  return { kind: "restart", slot, services: [...new Set(services)].sort() };
}

const olderThan = (tasks: readonly RunningTask[], moment: Date | undefined): readonly RunningTask[] =>
  moment === undefined ? [] : tasks.filter(({ createdAt }) => createdAt < moment);

/** Why tasks must not be restarted now; undefined when one slot has all of the traffic, as the record says. */
export function shiftUnderWay(recorded: Shares, live: Shares): string | undefined {
  const text = ({ blue, green }: Weights): string => `blue ${blue}, green ${green}`;
  const none: Weights = { blue: 0, green: 0 };
  for (const [service, weights] of Object.entries(live)) {
    if (slots.every((slot) => weights[slot] > 0)) return `${service}: both slots take requests (${text(weights)})`;
    const kept = recorded[service] ?? none;
    if (slots.some((slot) => kept[slot] !== weights[slot])) {
      return `${service}: live weights are ${text(weights)}, the record says ${text(kept)}`;
    }
  }
  const leading = new Set(Object.values(live).map((weights) => quietestFirst({ service: weights }).at(-1)));
  return leading.size > 1 ? "services differ in the slot that takes their requests" : undefined;
}

/** A value that does not work shows where nobody is served. */
function quietestFirst(live: Shares): readonly Slot[] {
  const share = (slot: Slot): number => Object.values(live).reduce((sum, weights) => sum + weights[slot], 0);
  return [...slots].sort((one, other) => share(one) - share(other));
}
