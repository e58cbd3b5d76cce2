import type { CommandDefinition } from "../command";
import { operations } from "../operations";

export const restore: CommandDefinition = {
  name: "restore",
  summary: "put what was kept in the place of what is there: a database, or an entry of the vault",
  options: [
    { flags: "--snapshot <name>", description: "a snapshot, as snapshot --list names it" },
    { flags: "--time <moment>", description: "a point in time, where the tier keeps automated backups" },
    { flags: "--secret <entry>", description: "an entry of the vault that was deleted, and nothing else" },
    { flags: "--confirm <stack>", description: "the stack's name once more; asked for where data is real" },
    { flags: "--latest", description: "the latest point in time that can be restored" },
  ],
  examples: [
    "restore --stack dev --snapshot dev-database-asked-20260131-180000",
    "restore --stack stage --secret API_KEY",
    "restore --stack prod --time 2026-01-31T18:00:00Z --confirm prod",
  ],
  run: async (context, options) => operations.restore().restore(context, options),
};
