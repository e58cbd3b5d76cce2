import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const stacks: CommandDefinition = {
  name: "stacks",
  summary: "list the stacks that have a stack file",
  options: [{ flags: "--step-outputs", description: "also as the output `stacks` of a workflow's step" }],
  examples: ["stacks", "stacks --json", "stacks --step-outputs"],
  run: async (context, options) => operations.stackList().listStacks(context, options),
};
