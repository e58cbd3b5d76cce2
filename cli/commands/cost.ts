import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const cost: CommandDefinition = {
  name: "cost",
  summary: "estimate what a stack costs a month, by resource, against its budget",
  options: [
    { flags: "--planned", description: "what the stack file declares, whatever is deployed" },
    { flags: "--fail-over-budget", description: "exit 3 when the estimate is over the budget" },
  ],
  examples: ["cost --stack prod", "cost --stack stage --planned --json", "cost --stack prod --fail-over-budget"],
  run: async (context, options) => operations.cost().showCost(context, options),
};
