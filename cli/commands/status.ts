import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const status: CommandDefinition = {
  name: "status",
  summary: "show every environment: releases, traffic, health, alarms",
  examples: ["status", "status --stack dev", "status --json"],
  run: async (context) => operations.survey().showStatus(context),
};
