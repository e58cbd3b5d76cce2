import { Client } from "pg";
import { migrate } from "./schema";
import type { AppSettings } from "./settings";
import type { Visits } from "./visits";

interface Place {
  readonly settings: AppSettings;
  readonly visits: Visits | undefined;
  readonly log: (line: object) => void;
}

const commands: Readonly<Record<string, (place: Place) => Promise<void>>> = {
  "data:seed": (place) => visitsOf(place).seed(place.settings.service),
  "data:reset": (place) => visitsOf(place).reset(),
  "data:check": async (place) => {
    const lost = await visitsOf(place).lost();
    if (lost.length > 0) throw new Error(`fewer visits than before the last migration: ${lost.join(", ")}`);
  },
  migrate: migrateDatabase,
};

/** Runs a command of the image's, once. Throws when the image has none of that name, as npm would. */
export async function runOnce(command: string, place: Place): Promise<void> {
  const known = commands[command];
  if (!known) throw new Error(`Missing script: "${command}"; there are ${Object.keys(commands).join(", ")}`);
  await known(place);
}

function visitsOf({ visits }: Place): Visits {
  if (!visits) throw new Error("there is no database");
  return visits;
}

/** As the user that libpq's own variables name (PGHOST, PGUSER, …), who is told to act as the app (PGOPTIONS). */
async function migrateDatabase({ settings: { timeout, failMigration }, log }: Place): Promise<void> {
  const client = new Client({ connectionTimeoutMillis: timeout });
  await client.connect();
  try {
    const taken = await migrate(client, failMigration);
    log({ level: "info", time: new Date(), message: "migrated", steps: taken });
  } finally {
    await client.end();
  }
}
