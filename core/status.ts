import type { PendingSettings } from "./pending-settings";
import type { Recorded } from "./record";
import { slots, type Slot, type Weights } from "./release";
import type { Standing } from "./rollout/standing";
import type { Tier } from "./tiers";

/** `empty`: no release or no tasks; `starting`: not all tasks healthy yet; `live`: takes traffic; `fallback`: full but without traffic; `standby`: one task kept. */
export type SlotState = "empty" | "starting" | "live" | "fallback" | "standby";

export interface SlotStatus {
  readonly release: string | null;
  readonly images: Readonly<Record<string, string>>;
  readonly state: SlotState;
  readonly healthy: number;
  readonly desired: number;
}

/** One environment in `status --json`; users' scripts rely on these names. */
export interface EnvironmentStatus {
  readonly name: string;
  readonly stack: string;
  readonly tier: Tier;
  /** 0 while nothing is deployed. */
  readonly revision: number;
  readonly traffic: Weights;
  readonly slots: Readonly<Record<Slot, SlotStatus>>;
  readonly url: string | null;
  /** The name that `url` stands for, where that is but a port of this machine, as in the local cloud. */
  readonly domain: string | null;
  /** USD a month; `monthly` is null while nothing is deployed, and where its settings cannot be read. */
  readonly cost: { readonly monthly: number | null; readonly budget: number };
  readonly alarms: readonly string[];
  readonly drift: readonly string[];
  /** What runs with other settings than a deploy would give it now: `blue/app`. */
  readonly pending: readonly string[];
}

/** What was seen in the cloud a moment ago. */
export interface Observed {
  /** Live shares by service. */
  readonly weights: Readonly<Record<string, Weights>>;
  /** Healthy targets by slot, over all services. */
  readonly healthy: Readonly<Record<Slot, number>>;
}

/** Names of a slot's alarms that fire. */
type Firing = Readonly<Record<Slot, readonly string[] | "unreadable">>;

export interface StatusInput {
  readonly name: string;
  readonly stack: string;
  readonly tier: Tier;
  readonly recorded: Recorded | undefined;
  /** Undefined when the cloud could not be asked; `unreachable` then says why. */
  readonly observed: Observed | undefined;
  readonly unreachable?: string;
  readonly firing?: Firing;
  /** What the evidence says is under way; undefined where it could not be read. */
  readonly standing?: Standing | undefined;
  readonly pending: PendingSettings;
  readonly url: string | null;
  readonly domain: string | null;
  readonly cost: EnvironmentStatus["cost"];
}

const none: Weights = { blue: 0, green: 0 };

/** Joins record and observation; live weights win over the record. */
export function environmentStatus(input: StatusInput): EnvironmentStatus {
  const { recorded, observed } = input;
  const recordedShares = Object.values(recorded?.weights ?? {});
  const liveShares = Object.values(observed?.weights ?? {});
  const traffic = liveShares[0] ?? recordedShares[0] ?? none;
  const slot = (name: Slot): SlotStatus => {
    const { release = null, images = {}, desired = 0, capacity = "none" } = recorded?.slots[name] ?? {};
    const healthy = observed?.healthy[name] ?? 0;
    const state = slotState({
      release,
      capacity,
      desired,
      healthy: observed === undefined ? desired : healthy,
      share: traffic[name],
    });
    return { release, images, state, healthy, desired };
  };
  return {
    name: input.name,
    stack: input.stack,
    tier: input.tier,
    revision: recorded?.revision ?? 0,
    traffic,
    slots: { blue: slot("blue"), green: slot("green") },
    ...(observed === undefined ? { url: null, domain: null } : { url: input.url, domain: input.domain }),
    cost: input.cost,
    alarms: alarms(input, traffic),
    drift: drift(input),
    pending: slots.flatMap((name) =>
      slot(name).state === "empty" ? [] : input.pending[name].map((service) => `${name}/${service}`),
    ),
  };
}

interface SlotFacts {
  readonly release: string | null;
  readonly capacity: Recorded["slots"][Slot]["capacity"];
  readonly desired: number;
  readonly healthy: number;
  readonly share: number;
}

export function slotState({ release, capacity, desired, healthy, share }: SlotFacts): SlotState {
  if (release === null || desired === 0) return "empty";
  if (share > 0) return "live";
  if (healthy < desired) return "starting";
  return capacity === "one" ? "standby" : "fallback";
}

function alarms(input: StatusInput, traffic: Weights): string[] {
  const { recorded, observed, unreachable } = input;
  if (recorded === undefined) return [];
  if (unreachable !== undefined) return [unreachable];
  if (observed === undefined) return [];
  return [
    ...underWay(input, traffic),
    ...slots.flatMap((slot) => firing(input, slot)),
    ...short(input, recorded, observed, traffic),
  ];
}

/** A shift without a driver has no guard: nothing is told of more loudly. */
function underWay({ name, stack, standing }: StatusInput, traffic: Weights): string[] {
  const { ongoing, frozen } = standing ?? {};
  const both = slots.every((slot) => traffic[slot] > 0);
  return [
    ...(ongoing === undefined
      ? []
      : [
          `${name}: ${ongoing.direction === "back" ? "a rollback" : "a rollout"} is under way, begun by ` +
            `${ongoing.started.by} at ${ongoing.started.at}; unguarded unless somebody drives it: ` +
            `npx promenade traffic resume --stack ${stack}, or rollback`,
        ]),
    ...(ongoing === undefined && both
      ? [`${name}: both slots have requests, and no shift is under way: nobody guards them`]
      : []),
    ...(frozen === undefined ? [] : [`${name}: frozen by ${frozen.by} at ${frozen.at}: ${frozen.reason}`]),
  ];
}

function firing({ name, firing: all, recorded }: StatusInput, slot: Slot): string[] {
  if (all === undefined || recorded?.slots[slot].release === null) return [];
  const names = all[slot];
  if (names === "unreadable") return [`${name}: ${slot}'s alarms cannot be read`];
  return names.map((alarm) => `${name}: ${alarm} fires`);
}

function short({ name }: StatusInput, recorded: Recorded, observed: Observed, traffic: Weights): string[] {
  return slots
    .filter((slot) => traffic[slot] > 0 && recorded.slots[slot].release !== null)
    .filter((slot) => observed.healthy[slot] < recorded.slots[slot].desired)
    .map(
      (slot) =>
        `${name}: ${slot} takes ${traffic[slot]} % of requests with ${observed.healthy[slot]} of ` +
        `${recorded.slots[slot].desired} tasks healthy`,
    );
}

function drift({ recorded, observed }: StatusInput): string[] {
  if (recorded === undefined || observed === undefined) return [];
  const text = ({ blue, green }: Weights): string => `blue ${blue}, green ${green}`;
  return Object.entries(observed.weights).flatMap(([service, live]) => {
    const kept = recorded.weights[service] ?? none;
    return kept.blue === live.blue && kept.green === live.green
      ? []
      : [`${service}: live weights are ${text(live)}, the record says ${text(kept)}`];
  });
}
