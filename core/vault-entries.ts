import type { Settings } from "./settings";

/** Keys that every environment has, beside those that its stack file names. */
export const standardKeys = ["JWT_SECRET", "API_KEY"] as const;

/** Every entry that tasks start with: the database's users, keys, the cache's address. */
export const vaultEntries = ({
  database,
  cache,
  secrets,
}: Pick<Settings, "database" | "cache" | "secrets">): readonly string[] => [
  ...(database === undefined ? [] : ["POSTGRES_PASSWORD"]),
  ...standardKeys,
  ...secrets,
  ...(cache === undefined ? [] : ["REDIS_URL"]),
];
