import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const approve: CommandDefinition = {
  name: "approve",
  summary: "say yes to a release that waits to be promoted; in the local cloud only, elsewhere GitHub asks",
  arguments: "<environment...>",
  options: [
    { flags: "--as <name>", description: "who says it; required" },
    { flags: "--role <role>", description: "the role of the flow that it is said in" },
    { flags: "--release <version>", description: "which one, where several wait" },
    { flags: "--wave <name>", description: "for which wave of regions, where several wait" },
    { flags: "--comment <text>", description: "why, for the evidence" },
  ],
  examples: ["approve prod --as anna", "approve prod --release 2.0.0 --as anna --role release-approvers"],
  run: async (context, options, args) => operations.approve().approve(context, args, options),
};
