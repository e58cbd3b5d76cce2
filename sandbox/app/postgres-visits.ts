import { Pool } from "pg";
import { forget, lostVisits } from "./holding";
import { sampleVisits } from "./sample-data";
import { isSetUp, migrate } from "./schema";
import type { AppSettings } from "./settings";
import type { Visits } from "./visits";

/** In PostgreSQL, for all instances together. */
export class PostgresVisits implements Visits {
  private readonly pool: Pool;
  private ready: Promise<void> | undefined;

  constructor(connectionString: string, { poolSize, timeout }: AppSettings, onError: (error: Error) => void) {
    this.pool = new Pool({ connectionString, max: poolSize, connectionTimeoutMillis: timeout, query_timeout: timeout });
    this.pool.on("error", onError);
  }

  /** Throws when the database does not answer. */
  async check(): Promise<void> {
    await this.prepared();
    await this.pool.query("SELECT 1");
  }

  /** Counts one more visit of a service and returns how many there were. */
  async count(service: string): Promise<number> {
    await this.prepared();
    const { rows } = await this.pool.query<{ count: string }>(
      `INSERT INTO visits (service, count) VALUES ($1, 1)
       ON CONFLICT (service) DO UPDATE SET count = visits.count + 1 RETURNING count`,
      [service],
    );
    return Number(rows[0]?.count);
  }

  async seed(service: string): Promise<void> {
    await this.prepared();
    const row = "INSERT INTO visits (service, count) VALUES ($1, $2) ON CONFLICT (service) DO NOTHING";
    await this.pool.query(row, [service, sampleVisits]);
  }

  async reset(): Promise<void> {
    await this.prepared();
    await this.pool.query("DELETE FROM visits");
    await forget(this.pool);
  }

  async lost(): Promise<readonly string[]> {
    await this.prepared();
    return lostVisits(this.pool);
  }

  end(): Promise<void> {
    return this.pool.end();
  }

  private prepared(): Promise<void> {
    this.ready ??= this.setUp().catch((error: unknown) => {
      this.ready = undefined;
      throw error;
    });
    return this.ready;
  }

  /** An empty database is set up by whoever comes first; one that is in use is migrated by `migrate` alone. */
  private async setUp(): Promise<void> {
    const client = await this.pool.connect();
    try {
      if (!(await isSetUp(client))) await migrate(client);
    } finally {
      client.release();
    }
  }
}
