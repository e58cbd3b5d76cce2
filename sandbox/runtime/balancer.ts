import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Cloud, CloudResource, Properties } from "../cloud";
import type { Effect } from "../effects";
import { messageOf } from "../failure";
import { answer, Forwarder } from "./forwarding";
import type { Metrics } from "./metrics";
import { listen, LOOPBACK, portOf } from "./ports";
import { properties, TYPES } from "./properties";
import * as routing from "./routing";
import { cookiesOf, rememberedGroup, rememberedTarget, remembering } from "./stickiness";
import type { Targets } from "./targets";

interface Listener {
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly port: number;
  readonly protocol: string;
  readonly defaultActions: readonly routing.Action[];
}

/** One HTTP server on loopback for each load balancer; rules and weights are those of the records at each request. */
export class Balancers implements Effect {
  private readonly servers = new Map<string, { readonly server: Server; readonly port: number }>();
  private readonly forwarder = new Forwarder();

  constructor(
    private readonly cloud: Cloud,
    private readonly targets: Targets,
    private readonly metrics: Metrics,
    /** Told of every request that comes in. */
    private readonly onRequest: () => void = () => undefined,
  ) {}

  async apply(resource: CloudResource): Promise<Properties> {
    const { name, dnsName } = properties<{ name: string; dnsName: string }>(resource);
    const running = this.servers.get(resource.id);
    if (running) return addressed(running.port);
    const server = createServer((request, response) => this.serve(resource.id, request, response));
    const port = await listen(server, { what: `load balancer ${name}`, port: portOf(dnsName), patience: 3000 });
    this.servers.set(resource.id, { server, port });
    return addressed(port);
  }

  async remove({ id }: CloudResource): Promise<void> {
    const running = this.servers.get(id);
    this.servers.delete(id);
    running?.server.close();
    running?.server.closeAllConnections();
  }

  /** Ends all servers: at once for idle connections, after `graceMs` for busy ones. */
  async close(graceMs: number): Promise<void> {
    const servers = [...this.servers.values()].map(({ server }) => server);
    this.servers.clear();
    const cutOff = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), graceMs);
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    clearTimeout(cutOff);
    this.forwarder.close();
  }

  private serve(balancer: string, request: IncomingMessage, response: ServerResponse): void {
    this.onRequest();
    try {
      const listener = this.listenerOf(balancer);
      const routed = routedRequest(request);
      const action =
        listener && routing.answering(routing.decide(this.rulesOf(listener), listener.defaultActions, routed));
      if (!listener || !action) {
        answer(response, 503);
      } else if (action.fixedResponse) {
        const { statusCode, contentType, messageBody = "" } = action.fixedResponse;
        response.writeHead(Number(statusCode), { "content-type": contentType }).end(messageBody);
      } else if (action.redirect) {
        const { redirect } = action;
        const location = routing.redirectLocation(redirect, routed, listener.protocol, listener.port);
        response.writeHead(Number(redirect.statusCode.replace("HTTP_", "")), { location }).end();
      } else {
        this.forward(balancer, listener, action, request, response);
      }
    } catch (error) {
      answer(response, 500, messageOf(error));
    }
  }

  private forward(
    balancer: string,
    listener: Listener,
    action: routing.Action,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const groups = routing.groupsOf(action);
    const cookies = cookiesOf(request.headers.cookie);
    const ofGroup = action.forward?.stickiness;
    const arn = rememberedGroup(cookies, groups, ofGroup) ?? routing.pickGroup(groups, Math.random());
    if (!arn) {
      answer(response, 503);
      return;
    }
    this.forwarder.observe(request, response, (status, ms) => {
      this.metrics.record(arn, { status, ms });
    });
    const ofTarget = this.targetStickiness(arn);
    const target = rememberedTarget(cookies, this.targets.list(arn), ofTarget) ?? this.targets.choose(arn);
    if (!target) {
      answer(response, 503);
      return;
    }
    addForwardedHeaders(request, listener);
    this.forwarder.forward(target, request, response, {
      timeout: this.idleTimeout(balancer),
      cookies: remembering({ arn, stickiness: ofGroup }, { port: target.port, stickiness: ofTarget }),
    });
  }

  /** One port stands for the whole balancer: that of its TLS listener, else of its first one. */
  private listenerOf(balancer: string): Listener | undefined {
    const listeners = this.cloud
      .list(TYPES.listener)
      .map((record) => ({
        arn: record.id,
        port: 80,
        protocol: "HTTP",
        defaultActions: [],
        ...properties<Listener>(record),
      }))
      .filter(({ loadBalancerArn }) => loadBalancerArn === balancer) as Listener[];
    return listeners.find(({ protocol }) => protocol === "HTTPS") ?? listeners.sort((a, b) => a.port - b.port)[0];
  }

  private rulesOf({ arn }: Listener): readonly routing.Rule[] {
    return this.cloud
      .list(TYPES.rule)
      .map((record) => properties<routing.Rule & { listenerArn: string }>(record))
      .filter(({ listenerArn }) => listenerArn === arn)
      .map(({ priority = Infinity, conditions = [], actions = [] }) => ({ priority, conditions, actions }));
  }

  private targetStickiness(arn: string): routing.Stickiness | undefined {
    const record = this.cloud.get(TYPES.targetGroup, arn);
    const { stickiness } = record
      ? properties<{ stickiness: { enabled?: boolean; cookieDuration?: number; type: string } }>(record)
      : {};
    if (stickiness?.type !== "lb_cookie") return undefined;
    return { enabled: stickiness.enabled ?? true, duration: stickiness.cookieDuration ?? 86_400 };
  }

  /** ms; 60 s unless the balancer says otherwise. */
  private idleTimeout(balancer: string): number {
    const record = this.cloud.get(TYPES.balancer, balancer);
    return ((record && properties<{ idleTimeout: number }>(record).idleTimeout) ?? 60) * 1000;
  }
}

const addressed = (port: number): Properties => ({ dnsName: `${LOOPBACK}:${port}` });

function routedRequest({ method = "GET", url = "/", headers }: IncomingMessage): routing.RoutedRequest {
  const [path = "/", query = ""] = url.split(/\?(.*)/s);
  const host = (headers.host ?? "").replace(/:\d+$/, "");
  return { method, path, query: new URLSearchParams(query), host, headers };
}

function addForwardedHeaders(request: IncomingMessage, { port, protocol }: Listener): void {
  const client = request.socket.remoteAddress ?? "";
  const before = request.headers["x-forwarded-for"];
  request.headers["x-forwarded-for"] = [before ?? [], client].flat().join(", ");
  request.headers["x-forwarded-proto"] = protocol.toLowerCase();
  request.headers["x-forwarded-port"] = String(port);
}
