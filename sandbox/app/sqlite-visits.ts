import { Database } from "node-sqlite3-wasm";
import { sampleVisits } from "./sample-data";
import type { AppSettings } from "./settings";
import type { Visits } from "./visits";

/** In a SQLite file of this instance alone, which ends with it; `sqlite:////tmp/app.db` names `/tmp/app.db`. */
export class SqliteVisits implements Visits {
  private readonly database: Database;

  constructor(url: string, { seedData, service }: Pick<AppSettings, "seedData" | "service">) {
    this.database = new Database(url.replace("sqlite:///", ""));
    this.database.exec("CREATE TABLE IF NOT EXISTS visits (service TEXT PRIMARY KEY, count INTEGER NOT NULL)");
    if (seedData) this.insert(service);
  }

  async check(): Promise<void> {
    this.database.get("SELECT 1");
  }

  async count(service: string): Promise<number> {
    const row = this.database.get(
      `INSERT INTO visits (service, count) VALUES (?, 1)
       ON CONFLICT (service) DO UPDATE SET count = visits.count + 1 RETURNING count`,
      [service],
    );
    return Number(row?.["count"]);
  }

  async seed(service: string): Promise<void> {
    this.insert(service);
  }

  async reset(): Promise<void> {
    this.database.run("DELETE FROM visits");
  }

  async lost(): Promise<readonly string[]> {
    return [];
  }

  async end(): Promise<void> {
    this.database.close();
  }

  private insert(service: string): void {
    this.database.run("INSERT OR IGNORE INTO visits (service, count) VALUES (?, ?)", [service, sampleVisits]);
  }
}
