/** How an entry of the vault gets its next value; told by its tag, so that one function rotates them all. */
export const entryKinds = ["database", "keys"] as const;
export type EntryKind = (typeof entryKinds)[number];

/** Tag of a vault entry that says its kind. */
export const kindTag = "promenade:kind";

/** Users that the app takes turns as: while one is in use, the other can be given a new password. */
export const databaseUsers = ["app_a", "app_b"] as const;
export type DatabaseUser = (typeof databaseUsers)[number];

/** The role that both users act as; what the app creates belongs to it, whichever user was its turn. */
export const appRole = "app";

/** The role that may read everything of the app's and change nothing. Nobody logs in as it: users are given it. */
export const readOnlyRole = "readonly";

/** Whom people log in as in an emergency, with a token of IAM's and no password: it reads, and is audited whole. */
export const emergencyUser = "emergency";

/** Where the app finds its database. */
export interface DatabaseAddress {
  /** `host:port` */
  readonly endpoint: string;
  readonly databaseName: string;
}

/** The entry POSTGRES_PASSWORD: ECS cannot put a URL together, so the whole of it is kept beside the password. */
export interface DatabaseEntry {
  readonly username: string;
  readonly password: string;
  readonly DATABASE_URL: string;
}

/**
 * An entry of kind `keys`: sign with `current`, accept all three. The key that comes next is there before it is used, so
 * that a task which started before a rotation accepts what one that started after it signs.
 */
export interface KeyEntry {
  readonly current: string;
  readonly previous: string;
  readonly next: string;
}

/** An entry of an environment that is older than `next`. */
export type OlderKeyEntry = Omit<KeyEntry, "next">;

export function databaseEntry(address: DatabaseAddress, username: string, password: string): DatabaseEntry {
  return { username, password, DATABASE_URL: databaseUrl(address, username, password) };
}

/** The entry that follows: the idle user, with a new password. */
export const nextDatabaseEntry = (address: DatabaseAddress, current: DatabaseEntry, password: string): DatabaseEntry =>
  databaseEntry(address, otherUser(current.username), password);

/** Whose turn it is after that user's. */
export const otherUser = (username: string): DatabaseUser => (username === databaseUsers[0] ? "app_b" : "app_a");

/** A new environment has a previous key as well, so that no reader has to know whether there was a rotation yet. */
export const firstKeys = (key: string, next: string): KeyEntry => ({ current: key, previous: key, next });

/** The entry that follows. One without `next` only gets it: no task could accept a key that it has never seen. */
export const nextKeys = (entry: KeyEntry | OlderKeyEntry, key: string): KeyEntry =>
  "next" in entry ? { current: entry.next, previous: entry.current, next: key } : { ...entry, next: key };

/** A container's variable for each key of an entry. */
export const keyVariables = (entry: string): Readonly<Record<keyof KeyEntry, string>> => ({
  current: entry,
  previous: `${entry}_PREVIOUS`,
  next: `${entry}_NEXT`,
});

/** The app's image has to bring the authority that AWS signs with, for no system trusts it by itself. */
function databaseUrl({ endpoint, databaseName }: DatabaseAddress, username: string, password: string): string {
  const user = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`;
  return `postgresql://${user}@${endpoint}/${encodeURIComponent(databaseName)}?sslmode=verify-full`;
}
