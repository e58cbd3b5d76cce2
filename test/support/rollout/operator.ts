import { arrivals, spansOf } from "../../../core/rollout/measuring";
import { drive, type RolloutPorts } from "../../../cli/rollout/drive";
import { measureBake } from "../../../cli/rollout/watching";
import { Failure, failed, refused } from "../../../cli/failure";
import type { TrafficPort } from "../../../cli/ports/traffic";
import type { Asked, Measurement } from "../../../cli/ports/traffic/measurement";
import type { Recorded } from "../../../core/record";
import type { Request, Slot } from "../../../core/release";
import type { Command, next } from "../../../core/rollout";
import type { Ended, NewEvent } from "../../../core/rollout/decision";
import { eventSchema, type RolloutEvent } from "../../../core/rollout/evidence";
import { otherSlot } from "../../../core/rollout/shares";
import { standingOf, type Standing } from "../../../core/rollout/standing";
import type { View } from "../../../core/rollout/view";
import { services } from "./cloud";
import type { Rules } from "./rules";
import type { Effect } from "./stack";
import type { World } from "./world";

export type Machine = typeof next;

/** A process that is gone between two of its steps. */
export class Crash extends Error {}

/** Somebody had enough of waiting: Ctrl-C. */
class Left extends Error {}

export type Outcome =
  | { readonly how: "ended"; readonly ended: Ended }
  | { readonly how: "failed" | "refused"; readonly failure: Failure }
  | { readonly how: "crashed" | "left" };

export interface Doing {
  /** What happens at which of its boundaries, counted from 0: a crash, or something done by others meanwhile. */
  readonly meanwhile?: ReadonlyMap<number, () => void>;
  /** How many moments it waits before it is left. */
  readonly patience?: number;
  /** Lets others go first; it goes on when this resolves. */
  readonly turn?: () => Promise<void>;
  readonly machine?: Machine;
  /** For planted bugs. */
  readonly ports?: (ports: RolloutPorts, operator: Operator) => RolloutPorts;
}

/** How long (ms) a moment is, an update, and a call of an API. */
const times = { pause: 60_000, update: 4000, settling: 10_000, longestUpdate: 600_000 } as const;

/** One command on its way, as the process that runs it: everything it does has a boundary before and after it. */
export class Operator {
  /** Boundaries passed so far. */
  passed = 0;
  /** Changes that it has made of anything. */
  changes = 0;
  /** What had happened unbidden when it last looked. */
  lookedAt = -1;
  /** How often it has looked, and how often it had when somebody took its lease. */
  looks = 0;
  displacedAt: number | undefined;
  readonly line: string;
  readonly direct: boolean;
  readonly urgent: boolean;
  private record: Recorded | undefined;
  private unsaved: RolloutEvent[] = [];
  private waited = 0;
  private readonly unbiddenBefore: number;

  constructor(
    readonly world: World,
    private readonly rules: Rules,
    readonly name: string,
    readonly command: Command,
    private readonly doing: Doing = {},
  ) {
    this.unbiddenBefore = world.unbidden;
    this.line = `promenade ${command.kind}`;
    this.urgent = command.kind === "rollback" || command.kind === "abort";
    this.direct = command.kind === "rollback" && command.direct;
  }

  /** Whether nothing but itself has changed anything since it began. */
  get undisturbed(): boolean {
    const alone = this.displacedAt === undefined && !(this.direct && this.raced);
    return alone && this.unbiddenBefore === this.world.unbidden;
  }

  /** Whether another one is on its way at the same time. */
  get raced(): boolean {
    return this.doing.turn !== undefined;
  }

  /** Runs the command to its end. What breaks a rule of the model is thrown. */
  async run(): Promise<Outcome> {
    const { world } = this;
    world.running++;
    try {
      const ended = await this.carryOut();
      world.running--;
      world.leave(this, "released");
      this.rules.ended(this, ended);
      return { how: "ended", ended };
    } catch (error) {
      world.running--;
      if (world.updating === this) world.updating = undefined;
      const gone = error instanceof Crash || error instanceof Left;
      world.leave(this, gone ? "crashed" : "released");
      if (gone) return { how: error instanceof Crash ? "crashed" : "left" };
      if (!(error instanceof Failure)) throw error;
      const how = error.kind === "refused" ? "refused" : "failed";
      this.rules.thrown(this, error);
      return { how, failure: error };
    }
  }

  private async carryOut(): Promise<Ended> {
    const { world, doing } = this;
    await this.boundary();
    this.record = this.direct ? world.stack.record : await this.open();
    await this.boundary();
    const heldBy = world.take(this, this.urgent);
    if (heldBy !== undefined) throw refusedTo("lease", `held by ${heldBy.owner}`);
    const ports = doing.ports?.(this.ports(), this) ?? this.ports();
    const ended = await drive(ports, this.command, world.policy, doing.machine);
    if (this.direct) await this.settleDirectly();
    this.save();
    return ended;
  }

  private ports(): RolloutPorts {
    return {
      look: () => this.look(),
      ask: (request) => (this.direct ? this.write(request) : this.ask(request)),
      forget: () => (this.record = this.direct ? this.record : undefined),
      refresh: () => (this.direct ? Promise.resolve() : this.refresh()),
      note: (event) => this.note(event),
      migrate: (release, rollout) => this.migrate(release, rollout),
      verify: (slot, rollout) => this.verify(slot, rollout),
      keepLease: () => this.keepLease(),
      pause: () => this.pause(),
      tell: () => undefined,
      show: () => undefined,
    };
  }

  /** Where it may crash, and where others may act. */
  private async boundary(): Promise<void> {
    this.doing.meanwhile?.get(this.passed++)?.();
    await this.doing.turn?.();
  }

  private async look(): Promise<View> {
    await this.boundary();
    const { world } = this;
    this.looks++;
    this.lookedAt = world.unbidden;
    const seen = world.cloud.seen();
    const standing = this.standing();
    const record = (this.record ??= await this.open());
    const { now, policy } = world;
    const bake = await measureBake({ measure: this.measure } as TrafficPort, standing, seen, policy.limits, now);
    return { now, record, ...seen, standing, ...(bake && { bake }) };
  }

  private readonly measure = async ({ receiver, from, now, windowSeconds }: Asked): Promise<Measurement> => {
    const { log, blind, orders } = this.world.cloud;
    const { whole, windows } = spansOf(from, now, windowSeconds, arrivals[this.world.setting.arrival]);
    const measured = (slot: Slot, span: typeof whole) => (blind.metrics ? undefined : log.measured(slot, span));
    const windowOf = (span: typeof whole) => ({
      ...{ ...span, receiver: measured(receiver, span), other: measured(otherSlot[receiver], span) },
    });
    return { windows: windows.map(windowOf), whole: windowOf(whole), own: { orders } };
  };

  private async ask(request: Request): Promise<boolean> {
    const { world } = this;
    this.record = await this.open();
    if (request.revision !== this.record.revision + 1 && !world.setting.takesStale) {
      world.updating = undefined;
      return false;
    }
    world.updating = this;
    this.rules.asking(this, request);
    const { trouble } = world;
    const effects = world.stack.update(request);
    for (const [at, effect] of effects.entries()) {
      await this.boundary();
      const fails = trouble !== undefined && trouble.at % effects.length === at;
      if (fails) world.trouble = undefined;
      // What a rule's update has done shows in the live weights; of anything else it takes a refresh to learn it.
      if (fails && !(trouble.made && request.kind === "traffic")) throw failedTo(effect.what);
      this.changes++;
      effect.cloud();
      if (request.kind === "traffic") world.moved(request.weights);
      this.rules.changed(this, request);
      try {
        await this.boundary();
        this.wait(effect);
      } catch (error) {
        world.stack.interrupted = error instanceof Crash;
        throw error;
      }
      if (fails) throw failedTo(effect.what);
      effect.state();
    }
    world.advance(times.update);
    world.updating = undefined;
    await this.boundary();
    this.record = world.stack.record;
    return true;
  }

  /** Pulumi waits for a service to come to rest. */
  private wait({ what, settled }: Effect): void {
    for (let waited = 0; settled !== undefined && !settled(); waited += times.settling) {
      if (waited >= times.longestUpdate) throw failedTo(`${what}: it does not come to rest`);
      this.world.advance(times.settling);
    }
  }

  private async refresh(): Promise<void> {
    await this.lock();
    await this.boundary();
    this.world.stack.refresh("rules");
    this.changes++;
    this.world.advance(times.update);
    this.world.updating = undefined;
    await this.boundary();
    this.record = this.world.stack.record;
  }

  /** Past Pulumi: one call for each rule. */
  private async write(request: Request): Promise<boolean> {
    if (request.kind !== "traffic") throw refusedTo("--direct", "a standby");
    this.rules.asking(this, request);
    for (const service of services) {
      await this.boundary();
      this.world.cloud.setWeights(service, request.weights);
      this.world.moved(request.weights);
      this.changes++;
      this.rules.changed(this, request);
    }
    await this.boundary();
    return true;
  }

  /** Others' updates may still write other weights: they are written anew until the record has learnt of them. */
  private async settleDirectly(): Promise<void> {
    const { world } = this;
    const meant = { ...world.cloud.rules };
    const hold = (): void => services.forEach((service) => world.cloud.setWeights(service, meant[service]));
    while (this.isLocked()) {
      await this.boundary();
      hold();
    }
    await this.refresh();
    hold();
    await this.refresh();
  }

  private async note(event: NewEvent): Promise<void> {
    await this.boundary();
    const { world, name: by, line: command } = this;
    const written = { ...event, by, command, at: new Date(world.now).toISOString() };
    this.save();
    if (!world.storeAway) world.append(written);
    else if (this.urgent || event.kind === "breach") this.unsaved.push(eventSchema.parse(written));
    else throw failedTo("evidence store");
    this.changes++;
    await this.boundary();
  }

  private standing(): Standing {
    const { world, unsaved } = this;
    if (!world.storeAway) return unsaved.length === 0 ? world.standing : standingOf(unsaved, world.standing);
    if (!this.urgent) throw failedTo("evidence store");
    return standingOf(unsaved);
  }

  private save(): void {
    if (this.world.storeAway) return;
    for (const event of this.unsaved.splice(0)) this.world.append(event);
  }

  private async migrate(release: string, rollout: string): Promise<void> {
    await this.boundary();
    const { world } = this;
    const { ongoing } = world.standing;
    const oneWay = ongoing?.direction === "forward" && ongoing.started.oneWay;
    if (oneWay) world.schemaFloor = ongoing.started.revision;
    world.advance(times.update);
    await this.note({ kind: "migrated", release, rollout, oneWay });
  }

  private async verify(slot: Slot, rollout: string): Promise<void> {
    await this.boundary();
    const { stack, cloud } = this.world;
    const { release, images } = stack.record.slots[slot];
    const passed = cloud.faults[slot].failing < 0.5 && cloud.faults[slot].healthy > 0;
    this.world.advance(times.update);
    await this.note({ kind: "verified", release: release ?? "none", images, slot, passed, checks: [], rollout });
  }

  private async keepLease(): Promise<void> {
    if (this.direct) return;
    await this.boundary();
    if (this.world.lease?.operator !== this) throw refusedTo("lease", "somebody else has taken over");
  }

  private async pause(): Promise<void> {
    await this.boundary();
    this.waited++;
    if (this.waited > (this.doing.patience ?? 200)) throw new Left();
    this.world.advance(times.pause);
  }

  /** The state, repaired where a crash had cut an update short. */
  private async open(): Promise<Recorded> {
    await this.lock();
    const { stack } = this.world;
    if (stack.interrupted) stack.refresh("all");
    this.world.updating = undefined;
    return stack.record;
  }

  private isLocked(): boolean {
    const { updating } = this.world;
    return updating !== undefined && updating !== this;
  }

  /** Waits for whoever updates the stack. */
  private async lock(): Promise<void> {
    for (await this.boundary(); this.isLocked();) await this.boundary();
    this.world.updating = this;
  }
}

const failedTo = (what: string): Failure =>
  failed({ where: what, wrong: "it failed", found: "a fault of the model", allowed: "none", change: "try again" });

const refusedTo = (where: string, found: string): Failure =>
  refused({ where, wrong: "refused", found, allowed: "one driver at a time", change: "try again" });
