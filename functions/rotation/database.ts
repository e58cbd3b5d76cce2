import type { Client } from "pg";
import {
  appRole,
  databaseUsers,
  nextDatabaseEntry,
  type DatabaseAddress,
  type DatabaseEntry,
} from "../../core/credentials";
import { connected } from "./connection";
import { newPassword } from "./password";
import type { Rotator } from "./rotator";
import { setPassword } from "./users";

const parse = (value: string): DatabaseEntry => JSON.parse(value) as DatabaseEntry;

/** Takes turns between two users: the one in use keeps its password until the rotation after this one. */
export const databaseRotator = (
  address: DatabaseAddress,
  asMaster: (work: (client: Client) => Promise<void>) => Promise<void>,
): Rotator => ({
  next: (current) => JSON.stringify(nextDatabaseEntry(address, parse(current), newPassword())),

  accept: async (pending, current) => {
    const { username, password } = parse(pending);
    const idle = databaseUsers.find((user) => user === username && user !== parse(current).username);
    if (idle === undefined) throw new Error(`${username} is in use or not the app's: its password stays as it is`);
    await asMaster((client) => setPassword(client, idle, password));
  },

  prove: async (value) => {
    await connected({ connectionString: parse(value).DATABASE_URL }, async (client) => {
      const { rows } = await client.query<{ acts: string }>("SELECT current_user AS acts");
      if (rows[0]?.acts !== appRole) throw new Error(`the user acts as ${rows[0]?.acts}, not as ${appRole}`);
    });
  },
});
