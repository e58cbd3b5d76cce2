/** What the sample app is told by its environment. */
export interface AppSettings {
  readonly port: number;
  readonly release: string;
  readonly slot: string;
  readonly service: string;
  readonly environment: string;
  readonly debug: boolean;
  /** ms that a call to the database or the cache may take. */
  readonly timeout: number;
  readonly poolSize: number;
  readonly databaseUrl: string | undefined;
  /** Whether an empty database starts with sample data. */
  readonly seedData: boolean;
  readonly redisUrl: string | undefined;
  /** What to run once, in place of serving: its last word names it. */
  readonly command: string | undefined;
  /** Whether a migration is to fail, so that one can see what comes of it. */
  readonly failMigration: boolean;
}

export function readSettings(env: NodeJS.ProcessEnv): AppSettings {
  return {
    port: Number(env["PORT"] ?? 8080),
    release: env["RELEASE"] ?? "unreleased",
    slot: env["SLOT"] ?? "none",
    service: env["SERVICE"] ?? "app",
    environment: env["ENVIRONMENT"] ?? "local",
    debug: env["LOG_LEVEL"] === "debug",
    timeout: parseSeconds(env["API_TIMEOUT"] ?? "30s"),
    poolSize: Number(env["DB_POOL_SIZE"] ?? 5),
    databaseUrl: env["DATABASE_URL"],
    seedData: env["SEED_DATA"] === "true",
    command: lastWord(env["SANDBOX_COMMAND"]),
    failMigration: env["FAIL_MIGRATION"] === "true",
    redisUrl: env["CACHE_ENABLED"] === "false" ? undefined : env["REDIS_URL"],
  };
}

function parseSeconds(text: string): number {
  const [, seconds] = /^(\d+)s$/.exec(text) ?? [];
  if (seconds === undefined) throw new Error(`API_TIMEOUT is ${text}; it has to be whole seconds, such as 30s`);
  return Number(seconds) * 1000;
}

/** `data:seed` of `["npm", "run", "data:seed"]`. */
const lastWord = (command: string | undefined): string | undefined =>
  command === undefined ? undefined : (JSON.parse(command) as string[]).at(-1);
