import { slots, type Slot } from "../../../core/release";
import type { Command } from "../../../core/rollout";
import { weightsOf } from "../../../core/rollout/shares";
import { services, type Service } from "./cloud";
import { calm, happen } from "./happen";
import { Crash, Operator, type Doing, type Machine, type Outcome } from "./operator";
import { Turns } from "./race";
import { Broken, Rules } from "./rules";
import { plans, type Meanwhile, type Script, type Typed } from "./script";
import { releaseOf, World, type Setting } from "./world";

/** Something wrong in the machine or in what carries it out, for the test of the test. */
export interface Planted extends Pick<Setting, "takesStale" | "policy">, Pick<Doing, "ports"> {
  readonly machine?: Machine;
}

/** Does all of it, and in the end puts everything right: from wherever it is, traffic then finds its way home. */
export async function play(lines: Script, setting: Setting, planted: Planted = {}): Promise<World> {
  const { takesStale, policy, ...doing } = planted;
  const world = new World({ ...setting, ...(takesStale && { takesStale }), ...(policy && { policy }) });
  const rules = new Rules(world);
  let number = 0;
  const operator = (typed: Typed, how: Doing = {}): Operator =>
    new Operator(world, rules, `operator-${++number}`, commandOf(typed, number), { ...doing, patience: 60, ...how });

  for (const one of lines) {
    if (one === null) continue;
    if ("happens" in one) happen(world, one);
    else if ("beside" in one) {
      const turns = new Turns();
      const pair = [operator(one.typed, { turn: turns.of(0) }), operator(one.beside, { turn: turns.of(1) })] as const;
      await turns.run(pair, one.order);
    } else {
      await operator(one.typed, interrupted(world, one.meanwhile)).run();
      if (one.meanwhile?.lasting === false) calm(world);
    }
    world.advance(1000);
  }
  await goHome(world, operator);
  return world;
}

function interrupted(world: World, meanwhile: Meanwhile | undefined): Doing {
  if (meanwhile === undefined) return {};
  const { at, what } = meanwhile;
  const act = (): void => {
    if (what === "crash") throw new Crash();
    happen(world, what);
  };
  return { meanwhile: new Map([[at, act]]) };
}

function commandOf(typed: Typed, number: number): Command {
  const rollout = `rollout-${number}`;
  const reason = "said so";
  switch (typed.kind) {
    case "deploy": {
      const { quality, oneWay } = typed;
      return { kind: "deploy", rollout, release: releaseOf(`${quality}-${number}`), steps: plans[typed.plan], oneWay };
    }
    case "shift":
      return { kind: "shift", rollout, steps: plans[typed.plan] };
    case "set":
      return { kind: "set", rollout, weights: weightsOf(typed.slot, typed.percent) };
    case "abort":
      return { kind: "abort", rollout, reason };
    case "rollback": {
      const { how } = typed;
      return { kind: "rollback", rollout, reason, forced: how.includes("forced"), direct: how.includes("direct") };
    }
    default:
      return typed;
  }
}

/** Faults end; whoever comes then can finish what was left, or take it back, or is told why not. */
async function goHome(world: World, operator: (typed: Typed, how: Doing) => Operator): Promise<void> {
  calm(world);
  world.advance(20 * 60_000);

  const resumed = await operator({ kind: "resume" }, { patience: 400 }).run();
  if (resumed.how === "left") throw new Broken("resume goes on for ever");
  if (resumed.how === "ended" && world.standing.ongoing !== undefined) {
    throw new Broken(`resume ended as "${resumed.ended.says}", and it is still under way`);
  }
  const back = await operator({ kind: "rollback", how: "usual" }, { patience: 400 }).run();
  if (back.how !== "ended") excused(world, back);
}

/** A rollback may be refused for what is really so, and for nothing else. */
function excused(world: World, outcome: Exclude<Outcome, { how: "ended" }>): void {
  if (!("failure" in outcome)) throw new Broken(`a rollback was ${outcome.how}`);
  const { message } = outcome.failure;
  const { blue, green } = world.stack.record.slots;
  const reasons: readonly (readonly [RegExp, boolean])[] = [
    [/is gone/, [blue, green].some(({ release, capacity }) => release === null || capacity === "none")],
    [
      /cannot be gone back from/,
      [blue, green].some(({ revision }) => revision <= (world.standing.oneWay?.revision ?? 0)),
    ],
    [/did not come to its end/, !blue.complete || !green.complete],
    [/not well either/, slots.some((one) => services.some((service) => cloudIsUnwell(world, one, service)))],
  ];
  if (!reasons.some(([told, so]) => told.test(message) && so)) throw new Broken(`a rollback failed: ${message}`);
}

const cloudIsUnwell = ({ cloud, stack }: World, slot: Slot, service: Service) => {
  const { rollout, definition } = cloud.tasks[slot][service];
  return rollout !== "completed" || definition !== stack.record.slots[slot].definitions[service];
};
