import { Client, type ClientConfig } from "pg";
import type { DatabaseAddress } from "../../core/credentials";

/** Longest time (ms) that a connection and each of its statements may take. */
const patience = 20_000;

/** Works with a connection over TLS, the server's name checked, and ends it. */
export async function connected<T>(config: ClientConfig, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ ...config, connectionTimeoutMillis: patience, query_timeout: patience });
  // A connection that breaks while nothing is asked of it has nobody to tell.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The master user's way in, from the entry that RDS keeps: user name and password, no address. */
export function masterConfig({ endpoint, databaseName }: DatabaseAddress, entry: string): ClientConfig {
  const { username: user, password } = JSON.parse(entry) as { username: string; password: string };
  const { hostname: host, port } = new URL(`postgresql://${endpoint}`);
  return { host, port: Number(port), user, password, database: databaseName, ssl: true };
}
