import type { CommandDefinition } from "../command";

export const up: CommandDefinition = {
  name: "up",
  summary: "bring an environment up, or up to date",
  examples: ["up", "up --stack stage", "up --stack dev --json"],
  run: async (context) => (await import("../bringUp.ts")).bringUp(context, "up"),
};
