import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createGunzip } from "node:zlib";

/** One call of an AWS API, whatever protocol it came in. */
export interface AwsCall {
  /** The name that the signature is scoped to: `ecs`, `elasticloadbalancing`, `cloudcontrolapi`. */
  readonly service: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly action: string;
  readonly input: Record<string, unknown>;
  readonly protocol: Protocol;
}

type Protocol =
  | { readonly kind: "query"; readonly version: string }
  | { readonly kind: "json"; readonly type: string }
  | { readonly kind: "rest" };

/** What an action of a service with paths of its own answers. */
export interface RestResult {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Lambda's path of an invocation. */
const INVOCATION = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** What AWS answers when it refuses a call. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = code;
  }
}

const CREDENTIAL = /Credential=([^/,\s]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/;

/** Largest body that any of these calls needs. */
const LARGEST_BODY = 1024 * 1024;

export async function readCall(request: IncomingMessage): Promise<AwsCall> {
  const [, accessKeyId = "", region = "", service = ""] = CREDENTIAL.exec(request.headers.authorization ?? "") ?? [];
  const body = await readBody(request);
  const target = request.headers["x-amz-target"];
  const type = request.headers["content-type"] ?? "";
  if (typeof target === "string") {
    const action = target.slice(target.lastIndexOf(".") + 1);
    return { service, region, accessKeyId, action, input: json(body), protocol: { kind: "json", type } };
  }
  const [, invoked] = INVOCATION.exec((request.url ?? "").split("?")[0] ?? "") ?? [];
  if (service === "lambda" && invoked !== undefined) {
    const input = { FunctionName: decodeURIComponent(invoked), Payload: json(body) };
    return { service, region, accessKeyId, action: "Invoke", input, protocol: { kind: "rest" } };
  }
  const form = new URLSearchParams(body);
  const version = form.get("Version") ?? "";
  return {
    service,
    region,
    accessKeyId,
    action: form.get("Action") ?? "",
    input: nested(form),
    protocol: { kind: "query", version },
  };
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const zipped = request.headers["content-encoding"] === "gzip";
  for await (const chunk of (zipped ? request.pipe(createGunzip()) : request) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new AwsError("RequestEntityTooLarge", "The request is too large", 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export function json(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body || "{}") as Record<string, unknown>;
  } catch {
    throw new AwsError("SerializationException", "The body is no JSON");
  }
}

/** `Actions.member.1.Type=forward` → `{ Actions: [{ Type: "forward" }] }` */
export function nested(form: Iterable<readonly [string, string]>): Record<string, unknown> {
  const root: Tree = new Map();
  for (const [path, value] of form) {
    const steps = path.split(".");
    const leaf = steps.pop() ?? "";
    const parent = steps.reduce<Tree>((tree, step) => {
      const child = tree.get(step);
      const next = child instanceof Map ? child : new Map<string, Tree | string>();
      tree.set(step, next);
      return next;
    }, root);
    parent.set(leaf, value);
  }
  return plain(root) as Record<string, unknown>;
}

type Tree = Map<string, Tree | string>;

function plain(tree: Tree | string): unknown {
  if (typeof tree === "string") return tree;
  const members = tree.get("member");
  if (members instanceof Map) {
    return [...members].sort(([a], [b]) => Number(a) - Number(b)).map(([, member]) => plain(member));
  }
  return Object.fromEntries([...tree].map(([name, child]) => [name, plain(child)]));
}

/** A list whose items have a name of their own in XML, where it is not `member`. */
export class ListOf {
  constructor(
    readonly name: string,
    readonly items: readonly object[],
  ) {}
}

/** Lists become `<member>` elements, or named ones; what is undefined is left out. */
export function xml(value: unknown): string {
  if (value instanceof ListOf) return value.items.map((item) => `<${value.name}>${xml(item)}</${value.name}>`).join("");
  if (Array.isArray(value)) return value.map((each) => `<member>${xml(each)}</member>`).join("");
  if (typeof value !== "object" || value === null) {
    return String(value).replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
  }
  return Object.entries(value)
    .filter(([, child]) => child !== undefined && child !== null)
    .map(([name, child]) => `<${name}>${xml(child)}</${name}>`)
    .join("");
}

export function sendResult(response: ServerResponse, { action, protocol }: AwsCall, result: object): void {
  if (protocol.kind === "json") {
    response.writeHead(200, { "content-type": protocol.type }).end(JSON.stringify(result));
    return;
  }
  if (protocol.kind === "rest") {
    const { headers, body } = result as RestResult;
    response.writeHead(200, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
    return;
  }
  const body = {
    [`${action}Response`]: { [`${action}Result`]: result, ResponseMetadata: { RequestId: "sandbox" } },
  };
  response.writeHead(200, { "content-type": "text/xml" }).end(xml(body));
}

export function sendError(response: ServerResponse, protocol: Protocol | undefined, error: AwsError): void {
  const { code, message, status } = error;
  if (protocol?.kind === "query") {
    const body = { ErrorResponse: { Error: { Type: "Sender", Code: code, Message: message }, RequestId: "sandbox" } };
    response.writeHead(status, { "content-type": "text/xml" }).end(xml(body));
    return;
  }
  const headers = {
    "content-type": protocol?.kind === "json" ? protocol.type : "application/x-amz-json-1.1",
    "x-amzn-errortype": code,
  };
  response.writeHead(status, headers).end(JSON.stringify({ __type: code, message }));
}

/** Compares in a time that tells nothing about the token. */
export function isToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
