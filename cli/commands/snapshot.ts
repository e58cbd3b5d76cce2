import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const snapshot: CommandDefinition = {
  name: "snapshot",
  summary: "keep what an environment's database holds now",
  options: [{ flags: "--list", description: "take none: list those that there are" }],
  examples: ["snapshot --stack dev", "snapshot --stack prod --list"],
  run: async (context, { list }) => operations.snapshot().snapshot(context, list === true),
};
