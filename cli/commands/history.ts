import { InvalidInput, show } from "../../core/problem";
import type { CommandDefinition } from "../command";
import { operations } from "../operations";

const usual = 20;

export const history: CommandDefinition = {
  name: "history",
  summary: "who changed what and when, why, and how it went: the evidence, and Pulumi's updates",
  options: [{ flags: "--limit <number>", description: `how many of the newest; default: ${usual}` }],
  examples: ["history --stack prod", "history --stack prod --limit 100", "history --stack prod --json"],
  run: async (context, { limit }) => operations.history().showHistory(context, count(limit)),
};

function count(given: unknown): number {
  if (given === undefined) return usual;
  const number = Number(given);
  if (Number.isSafeInteger(number) && number > 0) return number;
  const allowed = "a whole number from 1";
  throw new InvalidInput([
    { where: "--limit", wrong: "not a count", found: show(given), allowed, change: "--limit 50" },
  ]);
}
