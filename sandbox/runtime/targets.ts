import type { Cloud } from "../cloud";
import type { EnvironmentFaults } from "./environment-faults";
import { check, checkEvery, type Health, type HealthCheck, judge, NEW } from "./health";
import { properties, TYPES } from "./properties";

/** One process behind a target group. */
export interface Target {
  readonly port: number;
  readonly registeredAt: number;
  health: Health;
  /** Requests under way, by what cuts them off. */
  readonly inFlight: Set<() => void>;
}

interface Group {
  readonly targets: Map<number, Target>;
  next: number;
}

interface TargetGroupProperties {
  readonly healthCheck: HealthCheck;
  /** Seconds; 300 when not said. */
  readonly deregistrationDelay: number | string;
}

/** What target groups hold at the moment: which processes, how healthy they are, what they are busy with. */
export class Targets {
  private readonly groups = new Map<string, Group>();
  private readonly listeners = new Set<() => void>();
  private readonly timers = new Map<Target, NodeJS.Timeout>();

  constructor(
    private readonly cloud: Cloud,
    private readonly faults?: Pick<EnvironmentFaults, "healthCheck">,
  ) {}

  /** Calls back when a target's health changed; returns what ends that. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  register(arn: string, port: number): void {
    const group = this.groups.get(arn) ?? { targets: new Map<number, Target>(), next: 0 };
    this.groups.set(arn, group);
    if (group.targets.has(port)) return;
    const target: Target = { port, registeredAt: Date.now(), health: NEW, inFlight: new Set() };
    group.targets.set(port, target);
    this.watch(arn, target);
  }

  /** Takes a target out: no new requests, those under way may end within the group's delay. Resolves when it is out. */
  async deregister(arn: string, port: number): Promise<void> {
    const group = this.groups.get(arn);
    const target = group?.targets.get(port);
    if (!group || !target) return;
    clearTimeout(this.timers.get(target));
    this.timers.delete(target);
    target.health = { state: "draining", reason: "Target.DeregistrationInProgress", against: 0 };
    this.announce();
    const end = Date.now() + Number(this.declared(arn).deregistrationDelay ?? 300) * 1000;
    while (target.inFlight.size > 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
    for (const cutOff of target.inFlight) cutOff();
    group.targets.delete(port);
    this.announce();
  }

  /** A dead process: out at once. */
  drop(arn: string, port: number): void {
    const target = this.groups.get(arn)?.targets.get(port);
    if (!target) return;
    clearTimeout(this.timers.get(target));
    this.timers.delete(target);
    this.groups.get(arn)?.targets.delete(port);
    this.announce();
  }

  list(arn: string): readonly Target[] {
    return [...(this.groups.get(arn)?.targets.values() ?? [])];
  }

  healthOf(arn: string, port: number): Health | undefined {
    return this.groups.get(arn)?.targets.get(port)?.health;
  }

  /**
   * The target that takes the next request: healthy ones in turn; when all are unhealthy, all of those in turn (the
   * group fails open, as on AWS); undefined when there is none.
   */
  choose(arn: string): Target | undefined {
    const group = this.groups.get(arn);
    if (!group) return undefined;
    const inState = (state: Health["state"]) => this.list(arn).filter(({ health }) => health.state === state);
    const healthy = inState("healthy");
    const eligible = healthy.length > 0 ? healthy : inState("unhealthy");
    return eligible[group.next++ % eligible.length];
  }

  close(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    this.groups.clear();
  }

  private declared(arn: string): Partial<TargetGroupProperties> {
    const record = this.cloud.get(TYPES.targetGroup, arn);
    return record ? properties<TargetGroupProperties>(record) : {};
  }

  private watch(arn: string, target: Target): void {
    const declared = this.declared(arn).healthCheck ?? {};
    const every = target.health.state === "initial" ? Math.min(250, checkEvery(declared)) : checkEvery(declared);
    const look = async () => {
      const unchecked = declared.enabled === false ? "passed" : this.faults?.healthCheck(arn, declared);
      const result = unchecked ?? (await check(target.port, declared));
      if (this.timers.get(target) !== timer) return;
      const before = target.health.state;
      target.health = judge(target.health, result, Date.now() - target.registeredAt, declared);
      if (target.health.state !== before) this.announce();
      this.watch(arn, target);
    };
    const timer = setTimeout(() => void look(), every);
    this.timers.set(target, timer);
  }

  private announce(): void {
    for (const listener of this.listeners) listener();
  }
}
