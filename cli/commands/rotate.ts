import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const rotate: CommandDefinition = {
  name: "rotate",
  summary: "give secrets new values, and tasks that hold old ones a restart",
  options: [{ flags: "--due", description: "only those whose date has come; safe to run every few minutes" }],
  examples: ["rotate --stack dev", "rotate --stack prod --due", "rotate --stack prod --due --json"],
  run: async (context, { due }) => operations.rotate().rotateSecrets(context, due === true),
};
