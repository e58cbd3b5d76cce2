import type { ClientBase } from "pg";

/** Whether there is such a table. */
const exists = async (client: Pick<ClientBase, "query">, table: string): Promise<boolean> =>
  (await client.query<{ there: boolean }>("SELECT to_regclass($1) IS NOT NULL AS there", [table])).rows[0]?.there ===
  true;

/** Takes down all counts, before a migration changes anything: within its transaction, so that both are there or none. */
export async function takeDown(client: Pick<ClientBase, "query">): Promise<void> {
  if (!(await exists(client, "visits"))) return;
  await client.query("CREATE TABLE IF NOT EXISTS visits_before (service text PRIMARY KEY, count bigint NOT NULL)");
  await client.query("DELETE FROM visits_before");
  await client.query("INSERT INTO visits_before (service, count) SELECT service, count FROM visits");
}

/** Services whose visits are gone, or fewer than before the last migration. Visits made since do no harm. */
export async function lostVisits(client: Pick<ClientBase, "query">): Promise<readonly string[]> {
  if (!(await exists(client, "visits_before"))) return [];
  const { rows } = await client.query<{ service: string }>(
    `SELECT service FROM visits_before LEFT JOIN visits USING (service)
     WHERE coalesce(visits.count, -1) < visits_before.count ORDER BY service`,
  );
  return rows.map(({ service }) => service);
}

/** Forgets what was taken down, with the data themselves. */
export async function forget(client: Pick<ClientBase, "query">): Promise<void> {
  if (await exists(client, "visits_before")) await client.query("DELETE FROM visits_before");
}
