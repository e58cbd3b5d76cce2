import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { escapeIdentifier, escapeLiteral } from "pg";
import { messageOf, SandboxFailure } from "../../failure";
import { listen } from "../ports";
import { createCluster } from "./cluster";
import { createFront } from "./front";
import type { Call, Reply, ServeCall } from "./messages";
import { SharedSession } from "./session";

/** The process of one database instance. It is told what to do over the channel to the daemon, and ends with it. */
let database: PGlite | undefined;
let session: SharedSession | undefined;

const calls: { readonly [Name in Call["call"]]: (call: Extract<Call, { call: Name }>) => Promise<Reply> } = {
  /** Makes an instance's files. They appear under their name when they are whole. */
  prepare: async ({ directory, database: name, origin }) => {
    const data = join(directory, "data");
    if (existsSync(data)) return {};
    const unfinished = `${data}.new`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (origin !== undefined) await cp(origin, unfinished, { recursive: true });
    else {
      await createCluster(unfinished);
      if (name !== "postgres") await createDatabase(unfinished, name);
    }
    renameSync(unfinished, data);
    return {};
  },

  /** The port is taken before the files are opened: a process that is still ending holds both. */
  serve: async (call: ServeCall) => {
    let opened: (session: SharedSession) => void = () => {};
    const front = createFront({
      database: call.database,
      tls: call.tls,
      session: new Promise((resolve) => (opened = resolve)),
    });
    const port = await listen(front, { what: `database ${call.identifier}`, port: call.port, patience: 15_000 });
    database = await PGlite.create(join(call.directory, "data"), { database: call.database });
    session = new SharedSession(database);
    await setMaster(session, call);
    opened(session);
    return { port };
  },

  master: async (call) => {
    if (session) await setMaster(session, call);
    return {};
  },

  /** A copy under its name is whole. */
  copy: async ({ directory, to }) => {
    if (!session) throw new Error("it does not serve");
    const unfinished = `${to}.new`;
    await session.quiesced(async () => {
      rmSync(unfinished, { recursive: true, force: true });
      await cp(join(directory, "data"), unfinished, { recursive: true });
    });
    renameSync(unfinished, to);
    return {};
  },
};

async function createDatabase(cluster: string, name: string): Promise<void> {
  const server = await PGlite.create(cluster);
  await server.exec(`CREATE DATABASE ${escapeIdentifier(name)}`);
  await server.close();
}

/** The master user is no superuser, as on RDS: it owns the database and makes roles and databases. */
async function setMaster(
  to: SharedSession,
  { username, password, database: name }: ServeCall | Extract<Call, { call: "master" }>,
) {
  const role = escapeIdentifier(username);
  const [exists] = await to.administer(`SELECT 1 FROM pg_roles WHERE rolname = ${escapeLiteral(username)}`);
  if (!exists) await to.administer(`CREATE ROLE ${role} LOGIN CREATEROLE CREATEDB`);
  if (password !== undefined) await to.administer(`ALTER ROLE ${role} LOGIN PASSWORD ${escapeLiteral(password)}`);
  await to.administer(`ALTER DATABASE ${escapeIdentifier(name)} OWNER TO ${role}`);
}

async function end(): Promise<void> {
  await database?.close();
  process.exit();
}

process.on("message", (call: Call) => {
  const handler = calls[call.call] as (call: Call) => Promise<Reply>;
  handler(call).then(
    (reply) => process.send?.(reply),
    (error: unknown) =>
      process.send?.({ failure: messageOf(error), ...(error instanceof SandboxFailure && { problem: error.problem }) }),
  );
});
process.once("disconnect", () => void end());
process.once("SIGTERM", () => void end());
