import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import { escapeLiteral } from "pg";
import { messageOf } from "../../failure";
import { fatal, int32, message, type Message, readyForQuery, takeMessage, takeStartup } from "./protocol";
import { verifyPassword } from "./scram";
import type { Client, SharedSession } from "./session";

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const CLEARTEXT_PASSWORD = 3;
const AUTHENTICATED = 0;

/** Message types after which the client waits for an answer: Query, Sync, Flush, FunctionCall. */
const ANSWERED = new Set(["Q", "S", "H", "F"]);

/** Settings that every server reports when a client connects. */
const REPORTED = [
  "server_version",
  "server_encoding",
  "client_encoding",
  "DateStyle",
  "TimeZone",
  "integer_datetimes",
  "standard_conforming_strings",
];

export interface FrontOptions {
  readonly database: string;
  readonly tls: { readonly key: string; readonly cert: string };
  /** Resolves when the database is open; clients wait until then. */
  readonly session: Promise<SharedSession>;
}

/**
 * PostgreSQL's server side of a connection, in front of a session that trusts everyone: TLS only, as with RDS's
 * `rds.force_ssl`, and the password of the role that the client names.
 */
export function createFront(options: FrontOptions): Server {
  const context = createSecureContext(options.tls);
  return createServer((socket) => {
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    serve(socket, context, options).catch(() => socket.destroy());
  });
}

async function serve(socket: Socket, context: ReturnType<typeof createSecureContext>, options: FrontOptions) {
  let request = await takeStartup(socket);
  while (request?.code === GSS_REQUEST) {
    socket.write("N");
    request = await takeStartup(socket);
  }
  if (!request || request.code === CANCEL_REQUEST) return socket.end();
  if (request.code !== SSL_REQUEST) {
    return socket.end(fatal("28000", "no pg_hba.conf entry for this host, no encryption: connect with TLS"));
  }
  socket.write("S");
  const secure = new TLSSocket(socket, { isServer: true, secureContext: context });
  secure.on("error", () => socket.destroy());
  await once(secure, "secure");
  const startup = await takeStartup(secure);
  if (!startup) return socket.end();
  await converse(secure, parametersOf(startup.body), options).catch((error: unknown) =>
    secure.end(fatal("XX000", messageOf(error))),
  );
}

async function converse(stream: TLSSocket, parameters: ReadonlyMap<string, string>, options: FrontOptions) {
  const session = await options.session;
  const user = parameters.get("user") ?? "";
  const database = parameters.get("database") ?? user;

  stream.write(message("R", int32(CLEARTEXT_PASSWORD)));
  const answer = await takeMessage(stream);
  if (!answer) return stream.end();
  if (!(await isPasswordOf(session, user, passwordIn(answer)))) {
    return stream.end(fatal("28P01", `password authentication failed for user "${user}"`));
  }
  if (database !== options.database) return stream.end(fatal("3D000", `database "${database}" does not exist`));

  const client: Client = {
    role: user,
    settings: { ...(await settingsOf(session, user)), ...settingsIn(parameters) },
    onIdleTimeout: () => stream.end(fatal("25P03", "terminating connection due to idle-in-transaction timeout")),
  };
  stream.write(Buffer.concat([message("R", int32(AUTHENTICATED)), ...(await reported(session)), readyForQuery("I")]));
  try {
    await pass(stream, client, session);
  } finally {
    await session.leave(client);
    stream.end();
  }
}

async function pass(stream: TLSSocket, client: Client, session: SharedSession): Promise<void> {
  let batch: Buffer[] = [];
  for (let next = await takeMessage(stream); next && next.type !== "X"; next = await takeMessage(stream)) {
    batch.push(next.bytes);
    if (!ANSWERED.has(next.type)) continue;
    stream.write(await session.exchange(client, Buffer.concat(batch)));
    batch = [];
  }
}

async function isPasswordOf(session: SharedSession, role: string, password: string): Promise<boolean> {
  const [[verifier] = []] = await session.administer(
    `SELECT rolpassword FROM pg_authid WHERE rolcanlogin AND rolname = ${escapeLiteral(role)}`,
  );
  return verifier !== undefined && verifier !== null && verifyPassword(verifier, password);
}

/** What `ALTER ROLE … SET` gave the role, which a server applies when it logs in: among others, the role it acts as. */
async function settingsOf(session: SharedSession, role: string): Promise<Record<string, string>> {
  const rows = await session.administer(
    `SELECT unnest(rolconfig) FROM pg_roles WHERE rolname = ${escapeLiteral(role)}`,
  );
  const pairs = rows.map(([setting]) => /^([^=]+)=(.*)$/s.exec(setting ?? "")?.slice(1) ?? []);
  return Object.fromEntries(pairs) as Record<string, string>;
}

async function reported(session: SharedSession): Promise<Buffer[]> {
  const names = REPORTED.map((name) => `'${name}'`).join();
  const rows = await session.administer(`SELECT name, setting FROM pg_settings WHERE name IN (${names})`);
  const key = message("K", int32(process.pid), int32(0));
  return [...rows.map(([name, setting]) => message("S", `${name}\0${setting}\0`)), key];
}

/** Pairs of names and values, each ended by a zero. */
function parametersOf(body: Buffer): ReadonlyMap<string, string> {
  const words = body.toString("utf8").split("\0");
  const pairs = words.flatMap((name, index) =>
    index % 2 === 0 && name ? [[name, words[index + 1] ?? ""] as const] : [],
  );
  return new Map(pairs);
}

const settingsIn = (parameters: ReadonlyMap<string, string>): Record<string, string> => ({
  ...optionsIn(parameters.get("options") ?? ""),
  ...Object.fromEntries(
    [...parameters].filter(([name]) => !["user", "database", "options", "replication"].includes(name)),
  ),
});

/** Settings as a server takes them on its command line, `-c role=app`; libpq passes on those of PGOPTIONS. */
const optionsIn = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/-c\s*([A-Za-z_.]+)=(\S*)/g)].map(([, name = "", value = ""]) => [name, value]));

const passwordIn = ({ type, bytes }: Message): string =>
  type === "p" ? bytes.toString("utf8", 5, bytes.length - 1) : "";
