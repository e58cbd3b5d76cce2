import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const prUp: CommandDefinition = {
  name: "pr up",
  summary: "bring a pull request's environment up, or up to its last push",
  arguments: "<number...>",
  options: [
    {
      flags: "--image <reference...>",
      description: "what to run, by digest: REF@sha256:…, or SERVICE=REF@sha256:… for each of several services",
    },
    { flags: "--commit <hash>", description: "what it was built from" },
    { flags: "--step-outputs", description: "also its URL, as the output `url` of a workflow's step" },
  ],
  examples: ["pr up 123", "pr up 123 --image promenade/sample@sha256:… --commit 9f8d0b1"],
  run: async (context, options, args) => operations.pullRequest().bringUpPullRequest(context, args, options),
};

export const prDown: CommandDefinition = {
  name: "pr down",
  summary: "remove a pull request's environment with everything in it",
  arguments: "<number...>",
  examples: ["pr down 123"],
  run: async (context, _, args) => operations.pullRequest().takeDownPullRequest(context, args),
};

export const prSweep: CommandDefinition = {
  name: "pr sweep",
  summary: "remove the environments of pull requests that are closed, merged, gone or old",
  options: [
    { flags: "--max-age <age>", description: "since its last update, such as 12h or 7d; default: 7d" },
    { flags: "--dry-run", description: "tell what would be removed, and remove nothing" },
  ],
  examples: ["pr sweep", "pr sweep --max-age 2d --dry-run"],
  run: async (context, options) => operations.pullRequestSweep().sweepPullRequests(context, options),
};
