import { manningOf, planOwnership, type SlotPlan } from "../../../core/ownership";
import type { Recorded, RecordedMigration, RecordedSlot } from "../../../core/record";
import { slots, type Capacity, type Release, type Request, type Slot, type Weights } from "../../../core/release";
import { boundsAt, tasksAt } from "../../../core/scaling";
import { instances, services, type Cloud, type Quality, type Service } from "./cloud";

interface Definition {
  readonly arn: string;
  readonly release: Release | undefined;
  readonly revision: number;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly capacity: Capacity;
  readonly revision: number;
}

interface Rule {
  readonly weights: Weights;
  readonly revision: number;
}

/** Resources of a stack: as the state has them, or as the cloud does. */
interface Resources {
  readonly rules: Record<Service, Rule>;
  readonly definitions: Record<Slot, Record<Service, Definition>>;
  readonly desired: Record<Slot, Record<Service, number>>;
  readonly bounds: Record<Slot, Record<Service, Bounds>>;
  migration: RecordedMigration | null;
}

/** One resource's change: in the cloud, then in the state. */
export interface Effect {
  readonly what: string;
  readonly cloud: () => void;
  readonly state: () => void;
  /** Whether Pulumi has waited long enough for it; undefined does not wait. */
  readonly settled?: () => boolean;
}

const each = <T>(make: (service: Service) => T): Record<Service, T> => ({ app: make("app"), api: make("api") });
const eachSlot = <T>(make: (slot: Slot) => T): Record<Slot, T> => ({ blue: make("blue"), green: make("green") });

/** The program and its state: a request counts only where it is the next one, and each part belongs to whom it does. */
export class Stack {
  private readonly state: Resources;
  private readonly actual: Resources;
  private current: Recorded | undefined;
  private registered = 0;
  /** Set by a crash in the midst of an update: whoever opens the state next repairs it first. */
  interrupted = false;

  constructor(
    private readonly cloud: Cloud,
    private readonly definitions: Map<string, Quality>,
    initial: Release,
    /** For a planted bug: a program that takes any request. */
    private readonly takesStale = false,
  ) {
    const make = (): Resources => ({
      rules: each(() => ({ weights: { blue: 100, green: 0 }, revision: 1 })),
      definitions: eachSlot(() => each(() => ({ arn: "none", release: undefined, revision: 1 }))),
      desired: eachSlot(() => each(() => 0)),
      bounds: eachSlot(() => each(() => ({ min: 0, max: 0, capacity: "none" as const, revision: 1 }))),
      migration: null,
    });
    this.state = make();
    this.actual = make();
    const { blue } = planOwnership(initial, undefined, undefined).slots;
    for (const effect of services.flatMap((service) => this.slotEffects("blue", service, blue))) {
      effect.cloud();
      effect.state();
    }
  }

  get record(): Recorded {
    return (this.current ??= this.read());
  }

  /** What an update for that request changes, in order. Without a request, or with a stale one, that is nothing. */
  update(request: Request | undefined): readonly Effect[] {
    const asked = request && this.takesStale ? { ...request, revision: this.record.revision + 1 } : request;
    const plan = planOwnership(undefined, asked, this.record);
    const { migration, traffic } = plan;
    return [
      ...(migration.requested ? [this.migrationEffect(migration.release!.release, migration.revision)] : []),
      ...slots.flatMap((slot) => services.flatMap((service) => this.slotEffects(slot, service, plan.slots[slot]))),
      ...(traffic.requested ? services.map((service) => this.ruleEffect(service, traffic)) : []),
    ];
  }

  /** The state learns of what the cloud has: of everything, or of the rules alone. */
  refresh(what: "all" | "rules"): void {
    for (const service of services) {
      this.state.rules[service] = { ...this.actual.rules[service], weights: this.cloud.rules[service] };
      if (what === "rules") continue;
      for (const slot of slots) {
        this.state.desired[slot][service] = this.cloud.tasks[slot][service].desired;
        this.state.bounds[slot][service] = this.actual.bounds[slot][service];
      }
    }
    if (what === "all") this.interrupted = false;
    this.current = undefined;
  }

  private ruleEffect(service: Service, { weights, revision }: Rule): Effect {
    return {
      what: `rule ${service}`,
      cloud: () => {
        this.cloud.setWeights(service, weights);
        this.actual.rules[service] = { weights, revision };
      },
      state: this.writing(() => (this.state.rules[service] = { weights, revision })),
    };
  }

  private migrationEffect(release: string, revision: number): Effect {
    const migration = { release, revision, definition: `migrate:${revision}` };
    return {
      what: "migration",
      cloud: () => undefined,
      state: this.writing(() => (this.state.migration = migration)),
    };
  }

  private slotEffects(slot: Slot, service: Service, plan: SlotPlan): readonly Effect[] {
    const { lifted, release, revision, capacity } = plan;
    const seeding = this.state.definitions[slot][service].arn === "none" && release !== undefined;
    const has = (part: SlotPlan["lifted"][number]): boolean => lifted.includes(part) || (seeding && revision === 1);
    const manning = manningOf(plan, service);
    const tasks = this.cloud.tasks[slot][service];
    const { min, max } = boundsAt(manning, instances[service]);
    const desired = tasksAt(manning, instances[service]);
    const of = `${slot}/${service}`;
    const arn = `${of}:${++this.registered}`;
    const contents: Effect = {
      what: `definition ${of}`,
      cloud: () => this.definitions.set(arn, qualityOf(release?.release ?? "")),
      state: this.writing(() => (this.state.definitions[slot][service] = { arn, release, revision })),
    };
    const running: Effect = {
      what: `service ${of}`,
      cloud: () => {
        if (has("contents")) this.cloud.deploy(slot, service, arn);
        this.cloud.setDesired(slot, service, desired);
      },
      state: this.writing(() => (this.state.desired[slot][service] = desired)),
      settled: () => tasks.rollout !== "in progress" && this.cloud.healthy(slot, service) >= tasks.desired,
    };
    const bounds: Effect = {
      what: `bounds ${of}`,
      cloud: () => {
        tasks.bounds = { min, max };
        if (tasks.desired < min) this.cloud.setDesired(slot, service, min);
        if (tasks.desired > max) this.cloud.setDesired(slot, service, max);
        this.actual.bounds[slot][service] = { min, max, capacity, revision };
      },
      state: this.writing(() => (this.state.bounds[slot][service] = { min, max, capacity, revision })),
    };
    return [
      ...(has("contents") ? [contents] : []),
      ...(has("tasks") ? [running] : []),
      ...(has("bounds") ? [bounds] : []),
    ];
  }

  private writing(write: () => unknown): () => void {
    return () => {
      write();
      this.current = undefined;
    };
  }

  private read(): Recorded {
    const { rules, definitions, desired, bounds, migration } = this.state;
    const slotOf = (slot: Slot): RecordedSlot => {
      const defined = definitions[slot];
      const { release } = defined.app;
      const revision = Math.max(...services.map((service) => defined[service].revision));
      return {
        ...{ release: release?.release ?? null, commit: release?.commit ?? null, revision },
        complete: services.every(
          (service) => defined[service].revision === revision && bounds[slot][service].revision >= revision,
        ),
        capacity: bounds[slot].app.capacity,
        images: release === undefined ? {} : each((service) => defined[service].release?.images[service] ?? ""),
        definitions: each((service) => defined[service].arn),
        minimum: each((service) => bounds[slot][service].min),
        maximum: each((service) => bounds[slot][service].max),
        desired: services.reduce((sum, service) => sum + desired[slot][service], 0),
      };
    };
    const recorded = eachSlot(slotOf);
    const revisions = services.flatMap((service) => [
      rules[service].revision,
      ...slots.map((slot) => bounds[slot][service].revision),
    ]);
    return {
      revision: Math.max(recorded.blue.revision, recorded.green.revision, migration?.revision ?? 0, ...revisions),
      moved: Math.max(...services.map((service) => rules[service].revision)),
      slots: recorded,
      weights: each((service) => rules[service].weights),
      migration,
    };
  }
}

const qualityOf = (release: string): Quality =>
  (["broken", "failing", "slow"] as const).find((quality) => release.startsWith(quality)) ?? "sound";
