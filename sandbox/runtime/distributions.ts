import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cloud, CloudResource, Properties } from "../cloud";
import type { Effect } from "../effects";
import { answer, Forwarder } from "./forwarding";
import { LoopbackServers } from "./loopback-servers";
import { LOOPBACK, portOf } from "./ports";
import { properties, TYPES } from "./properties";
import { matchesPath } from "./routing";

interface Origin {
  readonly originId: string;
  readonly domainName: string;
  readonly vpcOriginConfig?: { readonly vpcOriginId: string; readonly originReadTimeout?: number };
}

interface Behavior {
  readonly targetOriginId: string;
}

interface Distribution {
  readonly enabled: boolean;
  readonly aliases: readonly string[];
  readonly domainName: string;
  readonly origins: readonly Origin[];
  readonly defaultCacheBehavior: Behavior;
  readonly orderedCacheBehaviors: readonly (Behavior & { readonly pathPattern: string })[];
}

/**
 * One HTTP server on loopback for each enabled distribution. It passes requests on to its origin's load balancer, which
 * counts them; nothing is kept in a cache.
 */
export class Distributions implements Effect {
  private readonly servers = new LoopbackServers();
  private readonly forwarder = new Forwarder();

  constructor(
    private readonly cloud: Cloud,
    /** Told of every request that comes in. */
    private readonly onRequest: () => void = () => undefined,
  ) {}

  async apply(resource: CloudResource): Promise<Properties> {
    const { id } = resource;
    const { enabled = false, aliases = [], domainName } = properties<Distribution>(resource);
    if (!enabled) {
      this.servers.end(id);
      return {};
    }
    const listening = { what: `distribution of ${aliases[0] ?? id}`, port: portOf(domainName), patience: 3000 };
    const port =
      this.servers.portOf(id) ??
      (await this.servers.open(id, listening, (request, response) => this.serve(id, request, response)));
    return { domainName: `${LOOPBACK}:${port}` };
  }

  async remove({ id }: CloudResource): Promise<void> {
    this.servers.end(id);
  }

  async close(graceMs: number): Promise<void> {
    await this.servers.endAll(graceMs);
    this.forwarder.close();
  }

  private serve(id: string, request: IncomingMessage, response: ServerResponse): void {
    this.onRequest();
    const record = this.cloud.get(TYPES.distribution, id);
    const origin = record && originFor(properties<Distribution>(record), request.url ?? "/");
    const port = origin && portOf(this.addressOf(origin));
    if (!port) {
      answer(response, 502, "The distribution's origin is no load balancer of the local cloud.");
      return;
    }
    const requestId = randomBytes(24).toString("base64url");
    introduce(request, id, requestId);
    for (const [name, value] of Object.entries(told(id, requestId))) response.setHeader(name, value);
    const timeout = (origin.vpcOriginConfig?.originReadTimeout ?? 30) * 1000;
    this.forwarder.forward({ port, inFlight: new Set() }, request, response, { timeout, cookies: [] });
  }

  /** A private origin is found by its record, any other by its name. */
  private addressOf({ domainName, vpcOriginConfig }: Origin): unknown {
    if (vpcOriginConfig === undefined) return domainName;
    const origin = this.cloud.get(TYPES.vpcOrigin, vpcOriginConfig.vpcOriginId);
    const endpoint = origin && properties<{ vpcOriginEndpointConfig: { arn: string } }>(origin).vpcOriginEndpointConfig;
    const balancer = endpoint && this.cloud.get(TYPES.balancer, endpoint.arn);
    return balancer?.outputs["dnsName"];
  }
}

/** The origin of the first behaviour whose path a request has; else that of the default one. */
function originFor(distribution: Partial<Distribution>, url: string): Origin | undefined {
  const { origins = [], orderedCacheBehaviors = [], defaultCacheBehavior } = distribution;
  const [path = "/"] = url.split("?");
  const behavior = orderedCacheBehaviors.find(({ pathPattern }) => matchesPath(pathPattern, path));
  return origins.find(({ originId }) => originId === (behavior ?? defaultCacheBehavior)?.targetOriginId);
}

/** What CloudFront adds to a request. */
function introduce(request: IncomingMessage, id: string, requestId: string): void {
  const { headers, socket } = request;
  headers["x-forwarded-for"] = [headers["x-forwarded-for"] ?? [], socket.remoteAddress ?? ""].flat().join(", ");
  headers["via"] = [headers["via"] ?? [], `${request.httpVersion} ${id}.cloudfront.net (CloudFront)`].flat().join(", ");
  headers["x-amz-cf-id"] = requestId;
}

/** What it adds to an answer. */
const told = (id: string, requestId: string): Readonly<Record<string, string>> => ({
  via: `1.1 ${id}.cloudfront.net (CloudFront)`,
  "x-cache": "Miss from cloudfront",
  "x-amz-cf-id": requestId,
});
