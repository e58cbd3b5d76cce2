import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const trafficShow: CommandDefinition = {
  name: "traffic show",
  summary: "live weights and both slots' health",
  examples: ["traffic show --stack prod", "traffic show --stack prod --json"],
  run: async (context) => operations.rollouts().showTraffic(context),
};

export const trafficSet: CommandDefinition = {
  name: "traffic set",
  summary: "one step by hand: green=10 gives green 10 % of the requests, after the same checks as a shift",
  arguments: "<slot=percent...>",
  examples: ["traffic set green=10 --stack prod"],
  run: async (context, _, args) => operations.rollouts().setTraffic(context, args.join(" ")),
};

export const trafficShift: CommandDefinition = {
  name: "traffic shift",
  summary: "move requests to the other slot by the environment's schedule, watched by its guard",
  options: [
    { flags: "--bake <time>", description: "replaces each bake of the schedule: 2s, 5m" },
    { flags: "--schedule <name>", description: "another schedule: gradual, three-step or all-at-once" },
  ],
  examples: ["traffic shift --stack prod", "traffic shift --stack dev --schedule gradual --bake 2s"],
  run: async (context, { bake, schedule }) => operations.rollouts().shiftTraffic(context, { bake, schedule }),
};

export const trafficResume: CommandDefinition = {
  name: "traffic resume",
  summary: "go on with what was left, from any machine; safe to run every few minutes",
  options: [{ flags: "--unattended", description: "for schedules: leave alone what somebody else is at" }],
  examples: ["traffic resume --stack prod", "traffic resume --stack prod --unattended"],
  run: async (context, { unattended }) => operations.rollouts().resumeRollout(context, unattended === true),
};

export const trafficAbort: CommandDefinition = {
  name: "traffic abort",
  summary: "take a rollout back that is under way; does nothing where none is",
  options: [{ flags: "--reason <text>", description: "why, for the evidence; required" }],
  examples: ['traffic abort --stack prod --reason "wrong release"'],
  run: async (context, { reason }) => operations.rollouts().abortRollout(context, { reason }),
};
