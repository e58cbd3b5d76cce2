import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const flow: CommandDefinition = {
  name: "flow",
  summary: "show a flow: its environments and how releases walk through them",
  options: [
    { flags: "--flow <name>", description: "a file of flows/; default: the flow of --stack, or three-tier" },
    { flags: "--mermaid", description: "as a Mermaid chart" },
    { flags: "--mirror <stacks...>", description: "compare two environments of which one has to mirror the other" },
  ],
  examples: ["flow", "flow --flow pull-request-previews --mermaid", "flow --mirror stage prod"],
  async run(context, options) {
    const { flow: name, mermaid, mirror } = options as { flow?: string; mermaid?: boolean; mirror?: string[] };
    return mirror === undefined
      ? operations.flowView().showFlow(context, name, mermaid === true)
      : operations.mirrorCheck().checkMirror(context, name, mirror);
  },
};
