import type { ResourceRule } from "../rule";
import { prodOnly } from "../tier";

interface Config {
  readonly estimate?: number;
  readonly budget?: number;
}

/** What a month will cost cannot be told from one resource: whoever runs the pack gives it the estimate, and the budget. */
export const costWithinBudget: ResourceRule<Config> = {
  name: "cost-within-budget",
  description: "A month's estimated cost is within the environment's budget.",
  area: "Cost and place",
  severity: "medium",
  mandatoryIn: prodOnly,
  config: {
    properties: {
      estimate: {
        type: "number",
        minimum: 0,
        description: "Estimated cost of a month, in USD; without it nothing is judged.",
      },
      budget: {
        type: "number",
        minimum: 0,
        description: "What a month may cost, in USD; without it nothing is judged.",
      },
    },
    defaults: {},
  },
  types: ["pulumi:pulumi:Stack"],
  judge: ({ config: { estimate, budget } }) => {
    if (estimate === undefined || budget === undefined) return [];
    return [
      {
        found: () => (estimate <= budget ? undefined : `an estimate of ${estimate.toFixed(2)} USD a month`),
        required: `at most ${budget} USD`,
        change: "choose smaller sizes (promenade cost lists them), or raise the budget (promenade:cost.budget)",
      },
    ];
  },
};
