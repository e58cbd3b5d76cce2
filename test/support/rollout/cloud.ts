import { slots, type Slot, type Weights } from "../../../core/release";
import type { ObservedService, Seen } from "../../../core/rollout/view";
import { TrafficLog, type Rate, type Rates } from "./traffic-log";

/** Services of the model's app: one that scales by its load, and one that does not. */
export const instances = {
  app: { normal: 3, min: 2, max: 8, autoscaling: true },
  api: { normal: 2, min: 2, max: 2, autoscaling: false },
} as const;
export type Service = keyof typeof instances;
export const services = Object.keys(instances) as Service[];

/** How a release behaves, by the beginning of its name. */
export const qualities = {
  sound: { starts: true, failing: 0, p99Seconds: 0.1 },
  broken: { starts: false, failing: 0, p99Seconds: 0.1 },
  failing: { starts: true, failing: 0.05, p99Seconds: 0.1 },
  slow: { starts: true, failing: 0, p99Seconds: 4 },
} as const;
export type Quality = keyof typeof qualities;

export interface Fault {
  /** Share of its tasks that pass health checks. */
  readonly healthy: number;
  readonly failing: number;
  readonly p99Seconds: number;
}

const well: Fault = { healthy: 1, failing: 0, p99Seconds: 0 };

/** Seconds until a task is healthy, until a circuit breaker gives up, and between two looks of autoscaling. */
const seconds = { start: 40, giveUp: 90, scaling: 60, scalingIn: 300 } as const;
/** Requests a second that autoscaling gives each task. */
const perTask = 60;

interface Tasks {
  /** As AWS has them, whatever anybody has recorded. */
  desired: number;
  definition: string;
  bounds: { min: number; max: number };
  rollout: ObservedService["rollout"];
  running: number;
  /** Times at which tasks on their way are up. */
  starting: number[];
  /** The deployment that is under way: until when, and what it goes back to. */
  deploying: { until: number; before: string | undefined } | undefined;
  lastScaledIn: number;
}

/** AWS, as far as rollouts see it: rules, tasks that take their time, autoscaling, alarms, numbers. */
export class Cloud {
  readonly rules: Record<Service, Weights>;
  readonly tasks: Record<Slot, Record<Service, Tasks>>;
  readonly log = new TrafficLog();
  readonly firing: Record<Slot, boolean> = { blue: false, green: false };
  readonly faults: Record<Slot, Fault> = { blue: well, green: well };
  readonly blind = { alarms: false, metrics: false };
  /** Requests a second to each service. */
  load = 100;
  /** Of the environment's own metric; undefined where nobody sends it. */
  orders: number | undefined = 20;
  private rates: Rates | undefined;

  constructor(
    public now: number,
    /** Quality by task definition. */
    readonly definitions: Map<string, Quality>,
  ) {
    const each = <T>(make: () => T): Record<Service, T> => ({ app: make(), api: make() });
    this.rules = each(() => ({ blue: 100, green: 0 }));
    const nothing = (): Tasks => ({
      ...{ desired: 0, definition: "none", bounds: { min: 0, max: 0 }, rollout: "completed" as const },
      ...{ running: 0, starting: [], deploying: undefined, lastScaledIn: 0 },
    });
    this.tasks = { blue: each(nothing), green: each(nothing) };
  }

  seen(): Seen {
    const observed = (slot: Slot, service: Service): ObservedService => {
      const { desired, definition, rollout } = this.tasks[slot][service];
      return { desired, definition, rollout, healthy: this.healthy(slot, service) };
    };
    const slotSeen = (slot: Slot) => ({ app: observed(slot, "app"), api: observed(slot, "api") });
    const alarms = (slot: Slot) => (this.blind.alarms ? "unreadable" : this.firing[slot] ? [`${slot}-errors`] : []);
    return {
      live: { ...this.rules },
      slots: { blue: slotSeen("blue"), green: slotSeen("green") },
      alarms: { blue: alarms("blue"), green: alarms("green") },
    };
  }

  healthy(slot: Slot, service: Service): number {
    return Math.floor(this.tasks[slot][service].running * this.faults[slot].healthy);
  }

  /** The most that any service sends to a slot. */
  share(slot: Slot): number {
    return Math.max(...services.map((service) => this.rules[service][slot]));
  }

  setWeights(service: Service, weights: Weights): void {
    this.rules[service] = weights;
    this.rates = undefined;
  }

  setFault(slot: Slot, fault: Partial<Fault>): void {
    this.faults[slot] = { ...well, ...fault };
    this.rates = undefined;
  }

  setLoad(load: number): void {
    this.load = load;
    this.rates = undefined;
  }

  /** Starts a deployment; tasks of before serve until those of it are up. */
  deploy(slot: Slot, service: Service, definition: string): void {
    const tasks = this.tasks[slot][service];
    if (tasks.definition === definition) return;
    const before = tasks.running > 0 ? tasks.definition : undefined;
    tasks.definition = definition;
    tasks.rollout = "in progress";
    tasks.deploying = { until: this.now + (this.starts(definition) ? seconds.start : seconds.giveUp) * 1000, before };
    if (before === undefined) tasks.starting = [];
  }

  setDesired(slot: Slot, service: Service, desired: number): void {
    const tasks = this.tasks[slot][service];
    tasks.desired = desired;
    tasks.running = Math.min(tasks.running, desired);
    const missing = desired - tasks.running;
    tasks.starting = tasks.starting.slice(0, missing);
    while (tasks.starting.length < missing) tasks.starting.push(this.now + seconds.start * 1000);
    this.rates = undefined;
  }

  /** Time goes by, and what was on its way arrives. */
  advance(milliseconds: number): void {
    const end = this.now + milliseconds;
    while (this.now < end) {
      const next = Math.min(end, this.nextChange());
      this.log.add(this.now, next, (this.rates ??= this.ratesNow()));
      this.now = next;
      for (const slot of slots) for (const service of services) this.settle(slot, service);
    }
  }

  private nextChange(): number {
    let next = Infinity;
    for (const slot of slots) {
      for (const service of services) {
        const { starting, deploying, desired } = this.tasks[slot][service];
        if (deploying !== undefined) next = Math.min(next, deploying.until);
        else if (starting[0] !== undefined && starting[0] > this.now) next = Math.min(next, starting[0]);
        if (this.wanted(slot, service) !== desired) next = Math.min(next, this.scalingTime(this.now + 1));
      }
    }
    return Math.max(next, this.now + 1);
  }

  private readonly scalingTime = (from: number): number =>
    Math.ceil(from / (seconds.scaling * 1000)) * seconds.scaling * 1000;

  private settle(slot: Slot, service: Service): void {
    const tasks = this.tasks[slot][service];
    const { deploying } = tasks;
    if (deploying !== undefined && deploying.until <= this.now) {
      tasks.deploying = undefined;
      if (this.starts(tasks.definition)) {
        tasks.rollout = "completed";
        tasks.running = tasks.desired;
        tasks.starting = [];
      } else if (deploying.before === undefined) {
        tasks.rollout = "failed";
      } else {
        tasks.definition = deploying.before;
        tasks.rollout = "completed";
      }
      this.rates = undefined;
    }
    if (tasks.deploying === undefined && this.starts(tasks.definition)) {
      while (tasks.starting[0] !== undefined && tasks.starting[0] <= this.now) {
        tasks.starting.shift();
        tasks.running++;
        this.rates = undefined;
      }
    }
    const wanted = this.wanted(slot, service);
    if (wanted === tasks.desired || this.scalingTime(this.now) !== this.now) return;
    if (wanted > tasks.desired) this.setDesired(slot, service, wanted);
    else if (tasks.desired > tasks.bounds.max || this.now - tasks.lastScaledIn >= seconds.scalingIn * 1000) {
      tasks.lastScaledIn = this.now;
      this.setDesired(slot, service, Math.min(tasks.bounds.max, tasks.desired - 1));
    }
  }

  /** What autoscaling aims at. */
  private wanted(slot: Slot, service: Service): number {
    const { min, max } = this.tasks[slot][service].bounds;
    const byLoad = Math.ceil((this.load * this.rules[service][slot]) / 100 / perTask);
    return Math.min(max, Math.max(min, byLoad));
  }

  private starts(definition: string): boolean {
    return qualities[this.definitions.get(definition) ?? "broken"].starts;
  }

  private ratesNow(): Rates {
    const rateOf = (slot: Slot): Rate => {
      const { healthy, failing, p99Seconds } = this.faults[slot];
      const asked = services.filter((service) => this.tasks[slot][service].running > 0);
      const requests = asked.reduce((sum, service) => sum + (this.load * this.rules[service][slot]) / 100, 0);
      const own = qualities[this.definitions.get(this.tasks[slot].app.definition) ?? "broken"];
      return {
        requests,
        failing: healthy === 0 ? 1 : Math.max(failing, own.failing),
        p99Seconds: Math.max(p99Seconds, own.p99Seconds),
      };
    };
    return { blue: rateOf("blue"), green: rateOf("green") };
  }
}
