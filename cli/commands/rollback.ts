import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const rollback: CommandDefinition = {
  name: "rollback",
  summary: "send all requests back to the slot before; never waits for gates, packs or a freeze",
  options: [
    { flags: "--reason <text>", description: "why, for the evidence; required" },
    { flags: "--direct", description: "past Pulumi, by the cloud's API: where the state is locked or away" },
    { flags: "--force", description: "although neither slot is well, or a migration cannot be gone back from" },
  ],
  examples: [
    'rollback --stack prod --reason "checkout fails"',
    'rollback --stack prod --direct --reason "state locked"',
    'rollback --stack prod --reason "checkout fails" (a flow with regions: out of all that it has come to)',
  ],
  run: async (context, { reason, direct, force }) =>
    operations.rollouts().rollBack(context, { reason, direct: direct === true, forced: force === true }),
};
