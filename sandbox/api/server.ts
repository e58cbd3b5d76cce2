import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { messageOf, SandboxFailure } from "../failure";
import { admin, type Daemon } from "./admin";
import { cloudcontrol } from "./cloudcontrol";
import { cloudwatch } from "./cloudwatch";
import { disturb } from "./disturbance";
import { ecs } from "./ecs";
import { elbv2 } from "./elbv2";
import type { ApiContext, Handlers } from "./handler";
import { lambda } from "./lambda";
import { AwsError, isToken, json, readBody, readCall, sendError, sendResult } from "./protocol";
import { rds } from "./rds";
import { secretsmanager } from "./secretsmanager";
import { sts } from "./sts";

/** AWS services by the name that a request's signature is scoped to. */
const SERVICES: Readonly<Record<string, Handlers>> = {
  cloudcontrolapi: cloudcontrol,
  ecs,
  elasticloadbalancing: elbv2,
  lambda,
  monitoring: cloudwatch,
  rds,
  secretsmanager,
  sts,
};

export interface ApiOptions {
  /** Access key id of AWS calls, bearer of the admin routes. */
  readonly token: string;
  readonly context: ApiContext;
  readonly daemon: Daemon;
  readonly onRequest: () => void;
}

/**
 * An endpoint that AWS's SDKs can be pointed at (`AWS_ENDPOINT_URL`), and the daemon's admin routes. Signatures are not
 * verified; the token keeps other users of this machine out.
 */
export function createApi(options: ApiOptions): Server {
  return createServer((request, response) => {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    const serve = path.startsWith("/_sandbox/") ? serveAdmin : serveAws;
    void serve(request, response, options);
  });
}

async function serveAws(request: IncomingMessage, response: ServerResponse, { token, context, onRequest }: ApiOptions) {
  const form = (request.headers["content-type"] ?? "").includes("x-www-form-urlencoded");
  let protocol: Parameters<typeof sendError>[1] = form ? { kind: "query", version: "" } : undefined;
  try {
    const call = await readCall(request);
    protocol = call.protocol;
    if (!isToken(call.accessKeyId, token)) {
      throw new AwsError(
        "UnrecognizedClientException",
        "The access key id is not the local cloud's: take it from the file token in its folder",
        403,
      );
    }
    onRequest();
    disturb(call, context);
    const handlers = SERVICES[call.service];
    const handler = handlers?.[call.action];
    if (!handler) throw unmodelled(call.service, call.action, handlers);
    sendResult(response, call, await handler(call.input as never, context));
  } catch (error) {
    sendError(
      response,
      protocol,
      error instanceof AwsError ? error : new AwsError("InternalFailure", messageOf(error), 500),
    );
  }
}

function unmodelled(service: string, action: string, handlers: Handlers | undefined): AwsError {
  const modelled = handlers ? Object.keys(handlers).map((name) => `${service}:${name}`) : Object.keys(SERVICES);
  return new AwsError(
    "UnknownOperationException",
    `The sandbox does not model ${service}:${action}. Modelled: ${modelled.join(", ")}`,
  );
}

async function serveAdmin(request: IncomingMessage, response: ServerResponse, options: ApiOptions): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
  const [, bearer = ""] = /^Bearer (.+)$/.exec(request.headers.authorization ?? "") ?? [];
  const send = (status: number, body: object) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body) + "\n");
  if (!isToken(bearer, options.token)) {
    request.resume();
    send(401, { error: "The bearer token is not the local cloud's: take it from the file token in its folder" });
    return;
  }
  options.onRequest();
  const route = admin[`${request.method ?? ""} ${pathname}`];
  if (!route) {
    request.resume();
    send(404, { error: `No such route. There are: ${Object.keys(admin).join(", ")}` });
    return;
  }
  try {
    const body = json(await readBody(request));
    send(200, route({ query: searchParams, body }, options.context, options.daemon));
  } catch (error) {
    if (error instanceof SandboxFailure) send(400, { error: error.message, problem: error.problem });
    else if (error instanceof AwsError) send(error.status, { error: error.message });
    else send(500, { error: messageOf(error) });
  }
}
