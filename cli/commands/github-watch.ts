import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const githubChecks: CommandDefinition = {
  name: "github checks",
  summary: "end once a commit's checks have passed; refuse where one has not",
  options: [
    { flags: "--commit <hash>", description: "the commit" },
    { flags: "--contexts <list>", description: "their names, a list as JSON; required" },
    { flags: "--wait <time>", description: "how long those that still run are waited for; default: not at all" },
  ],
  examples: [`github checks --commit 9f8d0b1 --contexts '["build", "test"]' --wait 45m`],
  run: async (context, options) => operations.githubChecks().awaitChecks(context, options),
};

export const githubDrift: CommandDefinition = {
  name: "github drift",
  summary: "keep one issue a stack open while its cloud is not what its record says",
  examples: ["github drift --stack prod"],
  run: async (context) => operations.githubWatch().watchDrift(context),
};

export const githubRotation: CommandDefinition = {
  name: "github rotation",
  summary: "rotate what is due, and keep one issue a stack open while that fails",
  examples: ["github rotation --stack prod"],
  run: async (context) => operations.githubWatch().watchRotation(context),
};

export const githubDue: CommandDefinition = {
  name: "github due",
  summary: "list the stacks whose last deployment is under way, or so young that a slot may be due for retirement",
  options: [{ flags: "--step-outputs", description: "also as the output `stacks` of a workflow's step" }],
  examples: ["github due", "github due --step-outputs"],
  run: async (context, options) => operations.githubWatch().listDue(context, options),
};
