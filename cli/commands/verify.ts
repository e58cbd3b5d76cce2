import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const verify: CommandDefinition = {
  name: "verify",
  summary: "check a slot past the weights: health, smoke, critical path, data; its images count as verified, or not",
  options: [
    { flags: "--slot <slot>", description: "blue or green; by default the one without requests, if it runs a release" },
    { flags: "--load", description: "also under the load that promenade:checks.load plans; never in prod" },
    { flags: "--chaos", description: "also while it loses tasks, as promenade:checks.chaos says; never in prod" },
  ],
  examples: ["verify --stack dev", "verify --stack stage --slot green --load --chaos", "verify --stack stage --json"],
  run: async (context, options) => operations.verify().verify(context, options),
};
