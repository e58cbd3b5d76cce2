import { slots, type Slot } from "../../../core/release";
import { services, type Service } from "./cloud";
import { calm, happen } from "./happen";
import { Crash, type Doing, type Outcome } from "./operator";
import { Turns } from "./race";
import { Broken } from "./rules";
import type { Meanwhile, Script } from "./script";
import { Stage, type Planted } from "./stage";
import type { Setting, World } from "./world";

/** Does all of it, and in the end puts everything right: from wherever it is, traffic then finds its way home. */
export async function play(lines: Script, setting: Setting, planted: Planted = {}): Promise<World> {
  const stage = new Stage(setting, planted);
  const { world } = stage;
  for (const one of lines) {
    if (one === null) continue;
    if ("happens" in one) happen(world, one);
    else if ("beside" in one) {
      const turns = new Turns();
      const pair = [
        stage.operator(one.typed, { turn: turns.of(0) }),
        stage.operator(one.beside, { turn: turns.of(1) }),
      ] as const;
      await turns.run(pair, one.order);
    } else {
      await stage.run(one.typed, interrupted(world, one.meanwhile));
      if (one.meanwhile?.lasting === false) calm(world);
    }
    world.advance(1000);
  }
  await goHome(stage);
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

/** Faults end; whoever comes then can finish what was left, or take it back, or is told why not. */
async function goHome(stage: Stage): Promise<void> {
  const { world } = stage;
  calm(world);
  world.advance(20 * 60_000);

  const resumed = await stage.run({ kind: "resume" }, { patience: 400 });
  if (resumed.how === "left") throw new Broken("resume goes on for ever");
  if (resumed.how === "ended" && world.standing.ongoing !== undefined) {
    throw new Broken(`resume ended as "${resumed.ended.says}", and it is still under way`);
  }
  const back = await stage.run({ kind: "rollback", how: "usual" }, { patience: 400 });
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
    [/does not come to rest/, [...world.cloud.definitions.values()].includes("broken")],
    [/did not come to its end/, !blue.complete || !green.complete],
    [/not well either/, slots.some((one) => services.some((service) => cloudIsUnwell(world, one, service)))],
  ];
  if (!reasons.some(([told, so]) => told.test(message) && so)) throw new Broken(`a rollback failed: ${message}`);
}

const cloudIsUnwell = ({ cloud, stack }: World, slot: Slot, service: Service) => {
  const { rollout, definition } = cloud.tasks[slot][service];
  return rollout !== "completed" || definition !== stack.record.slots[slot].definitions[service];
};
