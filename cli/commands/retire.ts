import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const retire: CommandDefinition = {
  name: "retire",
  summary: "scale down what is due: the slot before is kept for an hour, then as a standby for a day",
  options: [{ flags: "--unattended", description: "for schedules: leave alone what somebody else is at" }],
  examples: ["retire --stack prod", "retire --stack prod --unattended --json"],
  run: async (context, { unattended }) => operations.rollouts().retireSlots(context, unattended === true),
};
