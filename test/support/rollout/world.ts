import { slots, type Release, type Slot, type Weights } from "../../../core/release";
import { eventSchema, type RolloutEvent } from "../../../core/rollout/evidence";
import { guardLimits } from "../../../core/rollout/guard";
import { isOver, leaseMilliseconds, type LeaseHolder } from "../../../core/rollout/lease";
import type { Policy } from "../../../core/rollout/policy";
import { nothingKnown, standingOf, type Standing } from "../../../core/rollout/standing";
import { boundsAt } from "../../../core/scaling";
import { Cloud, instances, services, type Quality } from "./cloud";
import type { Operator } from "./operator";
import { Stack } from "./stack";

export const start = Date.parse("2026-01-05T09:00:00Z");

/** Of the environment's own metric; fewer are a breach. */
export const leastOrders = 1;

export const releaseOf = (name: string): Release => ({
  release: name,
  images: Object.fromEntries(
    services.map((service) => [service, `registry.example/${service}@sha256:${"a".repeat(64)}`]),
  ),
});

export interface Setting {
  readonly migrates: boolean;
  readonly arrival: "aws" | "sandbox";
  /** For planted bugs. */
  readonly takesStale?: boolean;
  readonly policy?: (policy: Policy) => Policy;
}

/** Who has the lease, and whether they are still at it: then it is renewed in time. */
interface LeaseState extends LeaseHolder {
  readonly operator: Operator;
  alive: boolean;
}

/** Everything that rollouts act on, in memory, with a clock of its own. */
export class World {
  readonly cloud: Cloud;
  readonly stack: Stack;
  readonly policy: Policy;
  readonly events: RolloutEvent[] = [];
  standing: Standing = nothingKnown;
  lease: LeaseState | undefined;
  /** Who updates the stack. */
  updating: Operator | undefined;
  /** When a command last gave rules other weights than had been noted. */
  weightsSince = start;
  /** Commands that are on their way. */
  running = 0;
  /** The evidence store does not answer. */
  storeAway = false;
  /** The next update fails at one of its changes: before it is made, or when the state is to learn of it. */
  trouble: { readonly at: number; readonly made: boolean } | undefined;
  /** Counts what has happened without a command: faults, changes by hand. */
  unbidden = 0;
  /** When a slot last had a request, as far as any command can know. */
  readonly served: Record<Slot, number>;
  /** The record's revision when a rollout began whose migration ran, and cannot be gone back from. */
  schemaFloor = 0;

  constructor(readonly setting: Setting) {
    const definitions = new Map<string, Quality>();
    this.cloud = new Cloud(start, definitions);
    this.stack = new Stack(this.cloud, definitions, releaseOf("sound-0"), setting.takesStale);
    this.cloud.advance(300_000);
    this.served = { blue: this.now, green: 0 };
    const policy: Policy = {
      stack: "prod",
      limits: {
        ...guardLimits,
        metrics: [{ ...orders, threshold: leastOrders, breach: "below" }],
      },
      migrates: setting.migrates,
      normal: Object.fromEntries(
        services.map((service) => [
          service,
          boundsAt({ capacity: "full", minimum: undefined }, instances[service]).min,
        ]),
      ),
    };
    this.policy = setting.policy?.(policy) ?? policy;
  }

  get now(): number {
    return this.cloud.now;
  }

  /** Whether nothing is the matter with either slot. */
  get isWell(): boolean {
    return slots.every((slot) => this.cloud.faults[slot].healthy === 1);
  }

  /** Time goes by. */
  advance(milliseconds: number): void {
    this.cloud.advance(milliseconds);
    const noted = this.standing.noted?.weights;
    for (const slot of slots) if (this.cloud.share(slot) > 0 && (noted?.[slot] ?? 0) > 0) this.served[slot] = this.now;
  }

  /** A command has given a rule these weights. */
  moved({ blue }: Weights): void {
    if (this.standing.noted?.weights.blue !== blue) this.weightsSince = this.now;
  }

  append(event: RolloutEvent): void {
    const known = eventSchema.parse(event);
    this.events.push(known);
    this.standing = standingOf([known], this.standing);
  }

  /** The lease for an operator, or whose it is. */
  take(operator: Operator, force: boolean): LeaseHolder | undefined {
    const { lease } = this;
    if (lease !== undefined && !force && (lease.alive || !isOver(lease, this.now, 0))) return lease;
    if (lease !== undefined) lease.operator.displacedAt ??= lease.operator.looks;
    const { name: owner, line: command } = operator;
    const since = new Date(this.now).toISOString();
    this.lease = { owner, command, since, expires: since, operator, alive: true };
    return undefined;
  }

  /** Left in order it is free at once; otherwise when its time is over. */
  leave(operator: Operator, how: "released" | "crashed"): void {
    if (this.lease?.operator !== operator) return;
    if (how === "released") this.lease = undefined;
    else this.lease = { ...this.lease, alive: false, expires: new Date(this.now + leaseMilliseconds).toISOString() };
  }
}

const orders = { name: "orders", namespace: "Shop", metric: "Orders", statistic: "Average", dimensions: {} };
