import { randomInt } from "node:crypto";
import { type AddressInfo, createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf, SandboxFailure } from "../failure";

/** The only address that anything here listens on. */
export const LOOPBACK = "127.0.0.1";

/**
 * Ports are taken from below the range that systems give to outgoing connections (32768 and up on Linux, 49152 on
 * others), so that nothing but another server can hold a remembered port when its owner comes back.
 */
const FIRST_PORT = 20_000;
const LAST_PORT = 32_767;

export interface Listening {
  /** What the port is for, in messages: `load balancer dev-web`. */
  readonly what: string;
  /** The port it had before; a free one when it had none. */
  readonly port?: number | undefined;
  /** How long (ms) a previous owner, which may still be ending, is given to let go of a remembered port. Default 0. */
  readonly patience?: number;
  /** What to do about a taken port, other than to free it. */
  readonly otherwise?: string;
}

/** Starts a server on 127.0.0.1 and returns its port. Throws a SandboxFailure when a remembered port stays taken. */
export async function listen(server: Server, listening: Listening): Promise<number> {
  const { what, port, patience = 0, otherwise = "give up the address: npx promenade sandbox reset" } = listening;
  const deadline = Date.now() + patience;
  for (;;) {
    const candidate = port ?? randomInt(FIRST_PORT, LAST_PORT + 1);
    try {
      return await bind(server, candidate);
    } catch (error) {
      if (codeOf(error) !== "EADDRINUSE") throw error;
      if (port === undefined) continue;
      if (Date.now() >= deadline) throw taken(port, what, otherwise);
      await sleep(50);
    }
  }
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error) => {
      server.off("error", settle);
      server.off("listening", settle);
      if (error) reject(error);
      else resolve((server.address() as AddressInfo).port);
    };
    server.on("error", settle);
    server.on("listening", settle);
    server.listen({ host: LOOPBACK, port, exclusive: true });
  });
}

const taken = (port: number, what: string, otherwise: string): SandboxFailure =>
  new SandboxFailure({
    where: what,
    wrong: "its port is taken by another program",
    found: `something already listens on ${LOOPBACK}:${port}`,
    allowed: "the same port as before, which its users know, or one that was asked for",
    change: `end the program that holds port ${port}, or ${otherwise}`,
  });

/** The port in an address that the local cloud gave out (`127.0.0.1:PORT`); undefined for any other text. */
export function portOf(address: unknown): number | undefined {
  const [, digits] = /^127\.0\.0\.1:(\d+)$/.exec(String(address)) ?? [];
  const port = Number(digits);
  return port >= FIRST_PORT && port <= LAST_PORT ? port : undefined;
}

/** A port that nothing listens on, for a process that is about to. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, { what: "free port" });
  await new Promise((resolve) => server.close(resolve));
  return port;
}
