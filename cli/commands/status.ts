import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const status: CommandDefinition = {
  name: "status",
  summary: "show every environment: releases, traffic, health, alarms",
  options: [{ flags: "--drift", description: "compare every resource with the record, not live weights alone" }],
  examples: ["status", "status --stack dev", "status --stack prod --drift", "status --json"],
  run: async (context, { drift }) => operations.survey().showStatus(context, drift === true),
};
