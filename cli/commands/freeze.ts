import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const freeze: CommandDefinition = {
  name: "freeze",
  summary: "stop everything that moves traffic, but a rollback",
  options: [{ flags: "--reason <text>", description: "why, for whoever is stopped and for the history; required" }],
  examples: ['freeze --stack prod --reason "incident 4711"'],
  run: async (context, { reason }) => operations.freeze().changeFreeze(context, "freeze", reason),
};
