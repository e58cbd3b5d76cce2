import { ofType, stackHas } from "../members";
import type { StackRule } from "../rule";
import { fromStage } from "../tier";

export const budget: StackRule = {
  name: "budget",
  description: "An environment has a budget that somebody is told of.",
  area: "Cost and place",
  severity: "medium",
  mandatoryIn: fromStage,
  judgeStack: (stack) =>
    stackHas(stack, {
      holds: ofType(stack, "aws:budgets/budget:Budget").length > 0,
      found: "no budget",
      required: "a budget of the environment's own",
      change: "add aws:budgets/budget:Budget",
    }),
};
