import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const promote: CommandDefinition = {
  name: "promote",
  summary:
    "bring a release from one environment into the next, by the flow's path and its gates; nothing is built anew",
  arguments: "<environments...>",
  options: [
    { flags: "--release <version>", description: "its name; default: what is live in the first environment" },
    { flags: "--summary <text>", description: "what it changes; going back to an older release: why" },
    { flags: "--change <id>", description: "the ticket of the change" },
    { flags: "--rollback-plan <text>", description: "what is done if it does not work" },
    { flags: "--critical", description: "asks for as many approvals as the flow wants of what is critical" },
    { flags: "--hotfix <branch>", description: "a repair from this branch, on the flow's way for repairs" },
    { flags: "--wave <name>", description: "go no further than this wave of regions" },
    { flags: "--schedule <name>", description: "gradual, three-step or all-at-once, instead of the environment's" },
    { flags: "--bake <time>", description: "replaces each bake of the schedule: 2s, 5m" },
    { flags: "--one-way", description: "its migration cannot be gone back from; known where the source knows it" },
    { flags: "--request", description: "ask for it, tell what is still missing, and end there" },
    { flags: "--dry-run", description: "rehearse: path, gates, approvals, notes, what would differ; change nothing" },
  ],
  examples: [
    "promote dev stage",
    'promote stage prod --summary "faster search" --rollback-plan "back to the slot before"',
    "promote staging prod --release 2.0.0 --change CHG-7 --dry-run",
  ],
  run: async (context, options, args) => operations.promote().promote(context, args, options),
};
