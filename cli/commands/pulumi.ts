import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const pulumi: CommandDefinition = {
  name: "pulumi",
  summary: "run the Pulumi CLI itself, pointed at the chosen cloud",
  arguments: "[args...]",
  examples: ["pulumi -- stack output", "pulumi -- refresh --stack dev", "pulumi -- config set promenade:tier dev"],
  run: async (context, _, args) => operations.passThrough().passThrough(context, args),
};
