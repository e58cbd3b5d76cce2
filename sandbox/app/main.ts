import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Greeting } from "./greeting";
import { runOnce } from "./one-off";
import { readSettings } from "./settings";
import { openVisits } from "./visits";

/** The sample service that the local cloud runs, whatever image a container names. */
const settings = readSettings(process.env);
const log = (line: object) => process.stdout.write(JSON.stringify(line) + "\n");
const onError = (part: string) => (error: Error) =>
  log({ level: "error", time: new Date(), part, message: error.message });

const { release, slot, service, environment, databaseUrl, redisUrl } = settings;
const visits = databaseUrl === undefined ? undefined : openVisits(databaseUrl, settings, onError("database"));
const greeting = redisUrl === undefined ? undefined : new Greeting(redisUrl, settings, onError("cache"));

/** `up` when it answers, the reason when it does not, `none` when there is none. */
async function stateOf(part: { check(): Promise<void> } | undefined): Promise<string> {
  if (!part) return "none";
  return part.check().then(
    () => "up",
    (error: unknown) => (error as Error).message,
  );
}

async function health(): Promise<[status: number, body: object]> {
  const [database, cache] = await Promise.all([stateOf(visits), stateOf(greeting)]);
  const well = [database, cache].every((state) => state === "up" || state === "none");
  return [well ? 200 : 503, { status: well ? "ok" : "unavailable", release, database, cache }];
}

async function home(): Promise<[status: number, body: object]> {
  const [visited, cache] = await Promise.all([visits?.count(service), greeting?.lookUp(environment)]);
  return [200, { release, slot, service, environment, visits: visited ?? null, cache: cache ?? null }];
}

/** The app log contract: user, address, time, route, status, duration. The balancer's own entry is the last one. */
function logAccess(request: IncomingMessage, response: ServerResponse, route: string, began: number): void {
  const forwarded = String(request.headers["x-forwarded-for"] ?? "")
    .split(",")
    .at(-1)
    ?.trim();
  log({
    level: "info",
    user: request.headers["x-user"] ?? "anonymous",
    ip: forwarded || request.socket.remoteAddress,
    time: new Date(),
    route: `${request.method} ${route}`,
    status: response.statusCode,
    ms: Math.round(performance.now() - began),
    release,
    slot,
    service,
  });
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const began = performance.now();
  const [route = "/"] = (request.url ?? "/").split("?");
  const isCheck = route.endsWith("/healthz");
  const [status, body] = await (isCheck ? health() : home()).catch((error: unknown): [number, object] => {
    onError(route)(error as Error);
    return [503, { error: "unavailable" }];
  });
  if (!isCheck || settings.debug) response.on("finish", () => logAccess(request, response, route, began));
  // A connection kept alive would keep the process from ending.
  if (!server.listening) response.setHeader("connection", "close");
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body) + "\n");
}

async function end(): Promise<void> {
  greeting?.end();
  await visits?.end();
  log({ level: "info", time: new Date(), message: "ended", release, slot });
  process.exit();
}

const server = createServer((request, response) => void answer(request, response));

// Connections are kept for longer than any load balancer keeps them, so that it is never this side that closes first.
server.keepAliveTimeout = 75_000;
if (settings.command === undefined) {
  server.listen(settings.port, "127.0.0.1", () =>
    log({ level: "info", time: new Date(), message: "listening", release, slot }),
  );
} else {
  runOnce(settings.command, { settings, visits, log }).then(
    () => void end(),
    (error: unknown) => {
      onError("command")(error as Error);
      process.exit(1);
    },
  );
}

process.once("SIGTERM", () => {
  server.close(() => void end());
  server.closeIdleConnections();
});
