import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { CommandReader, encode, OK, RedisError, type Reply, Status } from "./protocol";
import type { Store } from "./store";

export interface RedisOptions {
  readonly store: Store;
  /** Without it, connections are not encrypted. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
  /** Without it, everyone may come in. */
  readonly password: () => string | undefined;
}

interface Session {
  allowed: boolean;
}

/** A small Redis: the commands that a cache in front of a database needs, in protocol version 2. */
export function createRedis({ store, tls, password }: RedisOptions): Server {
  const authenticate = (session: Session, given: string | undefined): Reply => {
    const expected = password();
    if (expected === undefined) return new RedisError("ERR AUTH called without any password configured");
    session.allowed = same(given ?? "", expected);
    return session.allowed ? OK : new RedisError("WRONGPASS invalid username-password pair or user is disabled.");
  };

  const ownCommands: Readonly<Record<string, (session: Session, ...words: string[]) => Reply>> = {
    AUTH: (session, ...words) => authenticate(session, words.at(-1)),
    HELLO: (session, version = "2", ...words) => {
      if (version !== "2") return new RedisError("NOPROTO unsupported protocol version");
      const auth = words.findIndex((word) => word.toUpperCase() === "AUTH");
      const refused = auth >= 0 ? authenticate(session, words[auth + 2]) : OK;
      if (refused !== OK) return refused;
      return session.allowed ? ["server", "redis", "version", "7.1.0", "proto", 2, "mode", "standalone"] : NOAUTH;
    },
    PING: (_, ...words) => words[0] ?? new Status("PONG"),
    SELECT: (_, index) => (index === "0" ? OK : new RedisError("ERR DB index is out of range")),
    CLIENT: () => OK,
    INFO: () => "# Server\r\nredis_version:7.1.0\r\nredis_mode:standalone\r\nloading:0\r\n",
    QUIT: () => OK,
  };

  const run = (session: Session, [name = "", ...words]: readonly string[]): Reply => {
    const command = name.toUpperCase();
    if (!session.allowed && !["AUTH", "HELLO", "QUIT"].includes(command)) return NOAUTH;
    const [least = 0, onStore] = store.commands[command] ?? [];
    if (onStore && words.length < least) return new RedisError(`ERR wrong number of arguments for '${name}' command`);
    if (onStore) return onStore(...words);
    return ownCommands[command]?.(session, ...words) ?? unknown(name);
  };

  const onConnection = (socket: Socket) => {
    const session: Session = { allowed: password() === undefined };
    const reader = new CommandReader();
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      try {
        for (const words of reader.read(chunk)) {
          socket.write(encode(run(session, words)));
          if (words[0]?.toUpperCase() === "QUIT") socket.end();
        }
      } catch (error) {
        socket.end(encode(new RedisError(`ERR ${(error as Error).message}`)));
      }
    });
  };
  const server = tls ? createTlsServer(tls, onConnection) : createServer(onConnection);
  return server.on("tlsClientError", () => undefined);
}

const NOAUTH = new RedisError("NOAUTH Authentication required.");
const unknown = (name: string) => new RedisError(`ERR unknown command '${name.slice(0, 40)}'`);

function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
