import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const start: CommandDefinition = {
  name: "start",
  summary: "set everything up and bring dev up in the local cloud",
  examples: ["start"],
  async run(context) {
    const { bringUp } = operations.bringUp();
    return bringUp({ ...context, options: { cloud: "sandbox", ...context.options } }, "up");
  },
};
