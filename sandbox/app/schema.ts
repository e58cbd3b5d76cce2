import type { ClientBase } from "pg";
import { takeDown } from "./holding";

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * The schema, step by step. A step only ever adds what earlier releases do not mind (expand); what nobody uses any more
 * is taken away by a step of a later release (contract). Each may be repeated.
 */
const migrations: readonly Migration[] = [
  {
    version: 1,
    name: "count visits",
    sql: "CREATE TABLE IF NOT EXISTS visits (service text PRIMARY KEY, count bigint NOT NULL)",
  },
  {
    version: 2,
    name: "know when the last visit was",
    sql: "ALTER TABLE visits ADD COLUMN IF NOT EXISTS visited_at timestamptz NOT NULL DEFAULT now()",
  },
];

const latest = Math.max(...migrations.map(({ version }) => version));

/** Whoever migrates waits for the one who does so already. */
const lock = 7_016_001;

/** Whether somebody has set up the schema, at whatever version. */
export async function isSetUp(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>("SELECT to_regclass('schema_versions') IS NOT NULL AS there");
  return rows[0]?.there === true;
}

/**
 * Brings the schema to the version that this release knows: all missing steps or none. Returns those it has taken.
 * Throws on a schema that a later release has changed already.
 *
 * @param failing fails after the last step, for whoever wants to see what a failure leaves: nothing.
 */
export async function migrate(client: ClientBase, failing = false): Promise<readonly string[]> {
  await client.query("BEGIN");
  try {
    await client.query("SELECT pg_advisory_xact_lock($1)", [lock]);
    await client.query(
      `CREATE TABLE IF NOT EXISTS schema_versions
       (version int PRIMARY KEY, name text NOT NULL, migrated_at timestamptz NOT NULL DEFAULT now())`,
    );
    const current = await versionOf(client);
    if (current > latest) {
      throw new Error(`the schema is at version ${current}, and this release knows none after ${latest}`);
    }
    await takeDown(client);
    const missing = migrations.filter(({ version }) => version > current);
    for (const { version, name, sql } of missing) {
      await client.query(sql);
      await client.query("INSERT INTO schema_versions (version, name) VALUES ($1, $2)", [version, name]);
    }
    if (failing) throw new Error("asked to fail by FAIL_MIGRATION");
    await client.query("COMMIT");
    return missing.map(({ version, name }) => `${version}: ${name}`);
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

async function versionOf(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    "SELECT coalesce(max(version), 0) AS version FROM schema_versions",
  );
  return rows[0]?.version ?? 0;
}
