import { InvalidInput, show } from "../../core/problem";
import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const history: CommandDefinition = {
  name: "history",
  summary: "who changed what and when, why, and how it went: the evidence, and Pulumi's updates",
  options: [
    {
      flags: "--limit <number>",
      description: "how many of the newest; default: 20 rows, or all releases of --markdown",
    },
    { flags: "--markdown", description: "a document for auditors: by release, with approvals, checks and reasons" },
    { flags: "--release <name>", description: "with --markdown: this release alone" },
  ],
  examples: [
    "history --stack prod",
    "history --stack prod --limit 100",
    "history --stack prod --markdown --release 2.0.0",
    "history --stack prod --json",
  ],
  run: async (context, { limit, markdown, release }) =>
    operations.history().showHistory(context, {
      ...{ limit: count(limit), markdown: markdown === true },
      release: typeof release === "string" ? release : undefined,
    }),
};

function count(given: unknown): number | undefined {
  if (given === undefined) return undefined;
  const number = Number(given);
  if (Number.isSafeInteger(number) && number > 0) return number;
  const allowed = "a whole number from 1";
  throw new InvalidInput([
    { where: "--limit", wrong: "not a count", found: show(given), allowed, change: "--limit 50" },
  ]);
}
