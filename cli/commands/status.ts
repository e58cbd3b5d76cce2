import type { CommandDefinition } from "../command";

export const status: CommandDefinition = {
  name: "status",
  summary: "show every environment: releases, traffic, health, alarms",
  examples: ["status", "status --stack dev", "status --json"],
  run: async (context) => (await import("../survey.ts")).showStatus(context),
};
