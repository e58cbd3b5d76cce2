import { randomUUID } from "node:crypto";
import type { Client } from "pg";
import { databaseEntry, databaseUsers, type DatabaseAddress, type DatabaseEntry } from "../../core/credentials";
import { ensureRoles, setPassword } from "./users";
import type { Vault } from "./vault";

/**
 * Makes the database agree with the vault: its roles, both users' passwords, and the address in the entry. Run when an
 * environment is new and after its database was restored or moved; running it again changes nothing.
 */
export async function prepare(
  vault: Vault,
  entry: string,
  address: DatabaseAddress,
  asMaster: (work: (client: Client) => Promise<void>) => Promise<void>,
): Promise<void> {
  const current = await read(vault, entry, "AWSCURRENT");
  if (current === undefined) throw new Error(`${entry} has no value yet`);
  const previous = await read(vault, entry, "AWSPREVIOUS");
  await asMaster(async (client) => {
    await ensureRoles(client, address.databaseName);
    for (const { username, password } of [previous, current].filter((each) => each !== undefined)) {
      const user = databaseUsers.find((known) => known === username);
      if (user !== undefined) await setPassword(client, user, password);
    }
  });
  const moved = databaseEntry(address, current.username, current.password);
  if (moved.DATABASE_URL !== current.DATABASE_URL) {
    await vault.write(entry, randomUUID(), "AWSCURRENT", JSON.stringify(moved));
  }
}

async function read(vault: Vault, entry: string, stage: "AWSCURRENT" | "AWSPREVIOUS") {
  const value = await vault.read(entry, stage);
  return value === undefined ? undefined : (JSON.parse(value) as DatabaseEntry);
}
