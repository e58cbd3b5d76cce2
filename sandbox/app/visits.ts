import { PostgresVisits } from "./postgres-visits";
import type { AppSettings } from "./settings";
import { SqliteVisits } from "./sqlite-visits";

/** Counts visits in the database. */
export interface Visits {
  /** Throws when the database does not answer. */
  check(): Promise<void>;
  /** Counts one more visit of a service and returns how many there were. */
  count(service: string): Promise<number>;
  /** Has a service start with sample data, where it has none. */
  seed(service: string): Promise<void>;
  /** Forgets all visits. */
  reset(): Promise<void>;
  /** Services that have fewer visits than before the last migration. */
  lost(): Promise<readonly string[]>;
  end(): Promise<void>;
}

/** The database that the URL names: a preview's SQLite file, or PostgreSQL. */
export function openVisits(url: string, settings: AppSettings, onError: (error: Error) => void): Visits {
  return url.startsWith("sqlite:") ? new SqliteVisits(url, settings) : new PostgresVisits(url, settings, onError);
}
