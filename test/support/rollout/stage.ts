import type { Command } from "../../../core/rollout";
import { weightsOf } from "../../../core/rollout/shares";
import { Operator, type Doing, type Outcome } from "./operator";
import { Rules } from "./rules";
import { plans, type Typed } from "./script";
import { releaseOf, World, type Setting } from "./world";

/** Something wrong in the machine or in what carries it out, for the test of the test. */
export interface Planted extends Pick<Setting, "takesStale" | "policy">, Pick<Doing, "ports" | "machine"> {}

/** A world in which one operator after the other types commands, under its rules. */
export class Stage {
  readonly world: World;
  private readonly rules: Rules;
  private readonly doing: Doing;
  private number = 0;

  constructor(setting: Setting, { takesStale, policy, ...doing }: Planted = {}) {
    this.world = new World({ ...setting, ...(takesStale && { takesStale }), ...(policy && { policy }) });
    this.rules = new Rules(this.world);
    this.doing = { ...doing, patience: 60 };
  }

  /** Somebody new, whose process knows nothing yet. */
  operator(typed: Typed, how: Doing = {}): Operator {
    const number = ++this.number;
    const command = commandOf(typed, number);
    return new Operator(this.world, this.rules, `operator-${number}`, command, { ...this.doing, ...how });
  }

  run(typed: Typed, how: Doing = {}): Promise<Outcome> {
    return this.operator(typed, how).run();
  }
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
