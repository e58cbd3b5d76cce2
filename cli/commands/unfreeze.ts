import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const unfreeze: CommandDefinition = {
  name: "unfreeze",
  summary: "let traffic move again",
  options: [{ flags: "--reason <text>", description: "why, for the history; required" }],
  examples: ['unfreeze --stack prod --reason "incident 4711 is over"'],
  run: async (context, { reason }) => operations.freeze().changeFreeze(context, "unfreeze", reason),
};
