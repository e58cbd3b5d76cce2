import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const up: CommandDefinition = {
  name: "up",
  summary: "bring an environment up, or up to date",
  examples: ["up", "up --stack stage", "up --stack dev --json"],
  run: async (context) => operations.bringUp().bringUp(context, "up"),
};
