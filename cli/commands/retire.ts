import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const retire: CommandDefinition = {
  name: "retire",
  summary: "scale down what is due: the slot before is kept for an hour, then as a standby for a day",
  examples: ["retire --stack prod", "retire --stack prod --json"],
  run: async (context) => operations.rollouts().retireSlots(context),
};
