import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const preview: CommandDefinition = {
  name: "preview",
  summary: "show what up would change, and what the policies say of it",
  examples: ["preview", "preview --stack stage --json"],
  run: async (context) => operations.bringUp().bringUp(context, "preview"),
};
