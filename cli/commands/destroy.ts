import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const destroy: CommandDefinition = {
  name: "destroy",
  summary: "remove an environment with everything in it",
  options: [{ flags: "--confirm <stack>", description: "the stack's name once more; asked for where data is real" }],
  examples: ["destroy --stack dev", "destroy --stack prod --confirm prod"],
  run: async (context, { confirm }) => operations.tearDown().tearDown(context, confirm as string | undefined),
};
