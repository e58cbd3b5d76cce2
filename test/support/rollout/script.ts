import fc from "fast-check";
import { slots } from "../../../core/release";
import { schedules, type Schedule } from "../../../core/rollout/schedule";
import { services, type Fault } from "./cloud";
import type { Setting } from "./world";

const step = (share: number, bakeSeconds: number) => ({ share, bakeSeconds });

/** Schedules by the name that scripts call them by. */
export const plans = {
  none: [],
  quick: [step(1, 60), step(20, 120), step(100, 0)],
  unwatched: [step(10, 0), step(50, 0), step(100, 0)],
  "at once": schedules["all-at-once"],
  gradual: schedules.gradual,
} as const satisfies Record<string, Schedule>;

/** What may be the matter with a slot. */
export const faults = {
  none: {},
  dead: { healthy: 0, failing: 1 },
  few: { healthy: 0.4 },
  failing: { failing: 0.05 },
  slow: { p99Seconds: 4 },
} as const satisfies Record<string, Partial<Fault>>;

const oneOf = <const T extends readonly unknown[]>(...values: T): fc.Arbitrary<T[number]> => fc.constantFrom(...values);
const nameOf = <T extends object>(table: T): fc.Arbitrary<keyof T> => oneOf(...(Object.keys(table) as (keyof T)[]));

const slot = oneOf(...slots);
const service = oneOf(...services);
const percent = oneOf(0, 1, 10, 20, 50, 99, 100);

/** One of several, each as often as it is listed for. */
const mixed = <T>(...each: readonly (readonly [weight: number, arbitrary: fc.Arbitrary<T>])[]): fc.Arbitrary<T> =>
  fc.oneof(...each.map(([weight, arbitrary]) => ({ weight, arbitrary })));

type Values<Model> = { readonly [Key in keyof Model]: fc.Arbitrary<Model[Key]> };

const typing = <const Kind extends string, Rest extends object>(kind: Kind, rest: Values<Rest>) =>
  fc.record({ kind: fc.constant(kind), ...rest }) as unknown as fc.Arbitrary<{ readonly kind: Kind } & Readonly<Rest>>;

const deploy = typing("deploy", {
  quality: oneOf("sound", "sound", "sound", "sound", "broken", "failing", "slow"),
  plan: nameOf(plans),
  oneWay: oneOf(false, false, false, false, true),
});
const shift = typing("shift", { plan: nameOf(plans) });
const set = typing("set", { slot, percent });
const rollback = typing("rollback", { how: oneOf("usual", "usual", "usual", "forced", "direct", "forced and direct") });
const [resume, abort, retire] = [typing("resume", {}), typing("abort", {}), typing("retire", {})];

type In<T> = T extends fc.Arbitrary<infer Value> ? Value : never;
/** What somebody types. */
export type Typed = In<
  typeof deploy | typeof shift | typeof set | typeof rollback | typeof resume | typeof abort | typeof retire
>;

const typed = mixed<Typed>([6, deploy], [5, shift], [2, set], [4, resume], [1, abort], [3, rollback], [4, retire]);

const happening = <const Kind extends string, Rest extends object>(happens: Kind, rest: Values<Rest>) =>
  fc.record({ happens: fc.constant(happens), ...rest }) as unknown as fc.Arbitrary<
    { readonly happens: Kind } & Readonly<Rest>
  >;

const time = happening("time", { minutes: oneOf(0.1, 1, 10, 31, 61, 700, 1441, 4000) });
const freeze = happening("freeze", { on: fc.boolean() });
const byHand = {
  weights: happening("weights by hand", { service, slot, percent }),
  tasks: happening("tasks by hand", { service, slot, count: fc.nat(6) }),
  traffic: happening("traffic requested by hand", { slot, percent }),
  capacity: happening("capacity requested by hand", { slot, capacity: oneOf("none", "one", "full") }),
  release: happening("release requested by hand", { slot }),
};
/** A plain update, with a request that lies in the stack file since so many revisions ago. */
const plainUp = happening("plain up", {
  refresh: fc.boolean(),
  stale: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
});
const trouble = {
  fault: happening("fault", { slot, which: nameOf(faults) }),
  alarm: happening("alarm", { slot, on: fc.boolean() }),
  blind: happening("blind", { to: oneOf("alarms", "metrics"), on: fc.boolean() }),
  load: happening("load", { requests: oneOf(0, 0.3, 30, 100, 300) }),
  orders: happening("orders", { value: oneOf(0, 20, undefined) }),
  store: happening("store", { away: fc.boolean() }),
  update: happening("update fails", { at: fc.nat(5), made: fc.boolean() }),
};

/** What happens without a command of rollouts. */
export type Happening = In<
  | typeof time
  | typeof freeze
  | typeof plainUp
  | (typeof byHand)[keyof typeof byHand]
  | (typeof trouble)[keyof typeof trouble]
>;

const hands = mixed<Happening>(
  ...[[3, byHand.weights] as const, [2, byHand.tasks] as const, [2, byHand.traffic] as const],
  ...[[1, byHand.capacity] as const, [1, byHand.release] as const],
);
const troubles = mixed<Happening>(
  ...[
    [5, trouble.fault] as const,
    [3, trouble.alarm] as const,
    [2, trouble.blind] as const,
    [2, trouble.load] as const,
  ],
  ...[[2, trouble.orders] as const, [1, trouble.store] as const, [3, trouble.update] as const],
);

export interface Meanwhile {
  /** Which boundary of the command it happens at. */
  readonly at: number;
  readonly what: "crash" | Happening;
  /** Whether it outlasts the command. */
  readonly lasting: boolean;
}

const meanwhile = (what: fc.Arbitrary<Meanwhile["what"]>): fc.Arbitrary<Meanwhile | undefined> =>
  fc.record({ at: fc.oneof(fc.nat(30), fc.nat(200)), what, lasting: oneOf(false, false, false, true) });

/** One command, or two at once, or what happens without one. */
export type Line =
  | { readonly typed: Typed; readonly meanwhile: Meanwhile | undefined }
  | { readonly typed: Typed; readonly beside: Typed; readonly order: readonly boolean[] }
  | Happening;

const line = mixed<Line>(
  [
    12,
    fc.record({
      typed,
      meanwhile: mixed<Meanwhile | undefined>(
        [5, fc.constant(undefined)],
        [2, meanwhile(fc.constant("crash"))],
        [3, meanwhile(troubles)],
        [1, meanwhile(mixed<Happening>([2, freeze], [1, hands], [1, plainUp]))],
      ),
    }),
  ],
  [2, fc.record({ typed, beside: typed, order: fc.array(fc.boolean(), { maxLength: 60 }) })],
  [4, time],
  [2, mixed<Line>([2, plainUp], [1, hands], [1, freeze], [1, troubles])],
);

/** Some 20 commands and more, and what happens between them; shrinking takes them out one by one. */
export const script = fc.array(fc.option(line, { freq: 30 }), { minLength: 26, maxLength: 34 });
export type Script = readonly (Line | null)[];

export const setting: fc.Arbitrary<Setting> = fc.record({
  migrates: fc.boolean(),
  arrival: fc.constantFrom("aws" as const, "sandbox" as const),
});
