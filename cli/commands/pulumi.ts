import type { CommandDefinition } from "../command";

export const pulumi: CommandDefinition = {
  name: "pulumi",
  summary: "run the Pulumi CLI itself, pointed at the chosen cloud",
  arguments: "[args...]",
  examples: ["pulumi -- stack output", "pulumi -- refresh --stack dev", "pulumi -- config set promenade:tier dev"],
  run: async (context, _, args) => (await import("../passThrough.ts")).passThrough(context, args),
};
