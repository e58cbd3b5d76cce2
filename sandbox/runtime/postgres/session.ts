import type { PGlite } from "@electric-sql/pglite";
import { escapeIdentifier, escapeLiteral } from "pg";
import { columnsOf, errorText, message, messagesIn } from "./protocol";

/** A connected client, as far as the shared session has to know it. */
export interface Client {
  readonly role: string;
  /** Settings that its role has, and those it asked for when it connected (`application_name`, `statement_timeout`). */
  readonly settings: Readonly<Record<string, string>>;
  /** It kept a transaction open for too long while others waited. */
  onIdleTimeout(): void;
}

/** How long (ms) a client may hold the session without using it. */
const IDLE_IN_TRANSACTION = 30_000;

/** A server in single-user mode has nothing to reset the role to. */
const AS_SUPERUSER = "SET SESSION AUTHORIZATION postgres";

/**
 * PGlite has one session; clients take turns in it as in a transaction pool: one has it for a statement, or for as long
 * as its transaction or a session-level advisory lock lasts. Role and settings are each client's own; named prepared
 * statements and temporary tables are not kept apart.
 */
export class SharedSession {
  private queue: Promise<void> = Promise.resolve();
  private holder: { readonly client: Client; readonly release: () => void; idle?: NodeJS.Timeout } | undefined;
  private last: Client | undefined;

  constructor(private readonly database: PGlite) {}

  /** Runs a client's messages up to a Query, Sync or Flush, and returns the server's answer. */
  async exchange(client: Client, batch: Uint8Array): Promise<Buffer> {
    if (this.holder?.client !== client) await this.take(client);
    clearTimeout(this.holder?.idle);
    const answer = await this.raw(batch);
    const idle = transactionStatus(answer) === "I" && !(await this.holdsLock(batch));
    if (idle) this.release();
    else if (this.holder) this.holder.idle = setTimeout(() => client.onIdleTimeout(), IDLE_IN_TRANSACTION);
    return answer;
  }

  /** Ends what a client left open. */
  async leave(client: Client): Promise<void> {
    if (this.holder?.client !== client) return;
    clearTimeout(this.holder.idle);
    await this.raw(message("Q", "ROLLBACK\0"));
    await this.raw(message("Q", "SELECT pg_advisory_unlock_all()\0"));
    this.release();
  }

  /** Runs SQL as the superuser, between the clients' turns; rows as text. Throws with the server's message. */
  async administer(sql: string): Promise<(string | null)[][]> {
    const release = await this.lock();
    try {
      this.last = undefined;
      await this.rows(AS_SUPERUSER);
      return await this.rows(sql);
    } finally {
      release();
    }
  }

  /** Works while no transaction is open and everything is in the files. */
  async quiesced<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.lock();
    try {
      this.last = undefined;
      await this.rows(AS_SUPERUSER);
      await this.rows("CHECKPOINT");
      return await work();
    } finally {
      release();
    }
  }

  private async take(client: Client): Promise<void> {
    const release = await this.lock();
    try {
      if (this.last !== client) await this.become(client);
    } catch (error) {
      release();
      throw error;
    }
    this.holder = { client, release };
  }

  private release(): void {
    this.holder?.release();
    this.holder = undefined;
  }

  private async become(client: Client): Promise<void> {
    this.last = undefined;
    const settings = Object.entries(client.settings);
    await this.rows(
      [
        AS_SUPERUSER,
        "RESET ALL",
        `SET SESSION AUTHORIZATION ${escapeIdentifier(client.role)}`,
        ...settings.map(([name, value]) => `SET ${escapeIdentifier(name)} = ${escapeLiteral(value)}`),
      ].join("; "),
    );
    this.last = client;
  }

  /** A lock of the session's own would otherwise be every client's. */
  private async holdsLock(batch: Uint8Array): Promise<boolean> {
    if (!this.locked && !Buffer.from(batch).includes("advisory")) return false;
    const [[count] = []] = await this.rows("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'");
    return (this.locked = count !== "0");
  }
  private locked = false;

  private async rows(sql: string): Promise<(string | null)[][]> {
    const answer = [...messagesIn(await this.raw(message("Q", `${sql}\0`)))];
    const error = answer.find(({ type }) => type === "E");
    if (error) throw new Error(errorText(error));
    return answer.filter(({ type }) => type === "D").map(columnsOf);
  }

  private async raw(batch: Uint8Array): Promise<Buffer> {
    const chunks: Buffer[] = [];
    await this.database.execProtocolRawStream(batch, { onRawData: (data) => chunks.push(Buffer.from(data)) });
    return Buffer.concat(chunks);
  }

  private async lock(): Promise<() => void> {
    const before = this.queue;
    let release = () => {};
    this.queue = new Promise((resolve) => (release = resolve));
    await before;
    return release;
  }
}

/** The status that a ReadyForQuery at the end of an answer tells; none when the server expects more first. */
const transactionStatus = (answer: Buffer): string | undefined =>
  answer.length >= 6 && answer[answer.length - 6] === 0x5a ? String.fromCharCode(answer.at(-1) as number) : undefined;
