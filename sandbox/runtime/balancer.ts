import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cloud, CloudResource, Properties } from "../cloud";
import type { Effect } from "../effects";
import { messageOf } from "../failure";
import type { EnvironmentFaults } from "./environment-faults";
import { answer, Forwarder } from "./forwarding";
import { LoopbackServers } from "./loopback-servers";
import type { Metrics } from "./metrics";
import { LOOPBACK, portOf } from "./ports";
import { properties, TYPES } from "./properties";
import * as routing from "./routing";
import { cookiesOf, rememberedGroup, rememberedTarget, remembering } from "./stickiness";
import type { Targets } from "./targets";

export interface Listener {
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly port: number;
  readonly protocol: string;
  readonly defaultActions: readonly routing.Action[];
}

/** One HTTP server on loopback for each load balancer; rules and weights are those of the records at each request. */
export class Balancers implements Effect {
  private readonly servers = new LoopbackServers();
  private readonly forwarder = new Forwarder();

  constructor(
    private readonly cloud: Cloud,
    private readonly targets: Targets,
    private readonly metrics: Metrics,
    /** Told of every request that comes in. */
    private readonly onRequest: () => void = () => undefined,
    private readonly faults?: Pick<EnvironmentFaults, "strike">,
  ) {}

  async apply(resource: CloudResource): Promise<Properties> {
    const { id } = resource;
    const { name, dnsName } = properties<{ name: string; dnsName: string }>(resource);
    const listening = { what: `load balancer ${name}`, port: portOf(dnsName), patience: 3000 };
    const port =
      this.servers.portOf(id) ??
      (await this.servers.open(id, listening, (request, response) => {
        this.serve(this.entryOf(id), request, response);
      }));
    return { dnsName: `${LOOPBACK}:${port}` };
  }

  async remove({ id }: CloudResource): Promise<void> {
    this.servers.end(id);
  }

  async close(graceMs: number): Promise<void> {
    await this.servers.endAll(graceMs);
    this.forwarder.close();
  }

  /** Answers as the listener does, which was reached on a port of the balancer's or of its own. */
  serve(entry: Listener | undefined, request: IncomingMessage, response: ServerResponse): void {
    this.onRequest();
    try {
      const routed = routedRequest(request);
      const { listener, action } = (entry && this.decide(entry, routed)) ?? {};
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
        this.forward(listener, action, request, response);
      }
    } catch (error) {
      answer(response, 500, messageOf(error));
    }
  }

  /** TLS is left out on loopback: where a client would be sent on to HTTPS, its request goes there at once. */
  private decide(listener: Listener, routed: routing.RoutedRequest): Decided {
    const action = routing.answering(routing.decide(this.rulesOf(listener), listener.defaultActions, routed));
    const { protocol, port } = action?.redirect ?? {};
    const secure =
      protocol === "HTTPS" &&
      this.listenersOf(listener.loadBalancerArn).find(
        (each) => each.protocol === "HTTPS" && String(each.port) === port && each.arn !== listener.arn,
      );
    return secure ? this.decide(secure, routed) : { listener, action };
  }

  private forward(
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
    this.forwarder.observe(request, response, (answer) => {
      this.metrics.record({ balancer: listener.loadBalancerArn, group: arn }, answer);
    });
    const ofTarget = this.targetStickiness(arn);
    const target = rememberedTarget(cookies, this.targets.list(arn), ofTarget) ?? this.targets.choose(arn);
    if (!target) {
      answer(response, 503);
      return;
    }
    addForwardedHeaders(request, listener);
    this.forwarder.forward(target, request, response, {
      timeout: this.idleTimeout(listener.loadBalancerArn),
      strike: this.faults?.strike(arn),
      cookies: remembering({ arn, stickiness: ofGroup }, { port: target.port, stickiness: ofTarget }),
    });
  }

  /** One port stands for the whole balancer: clients enter by HTTP where it has that, else by its lowest port. */
  private entryOf(balancer: string): Listener | undefined {
    return [...this.listenersOf(balancer)].sort((a, b) => a.port - b.port)[0];
  }

  private listenersOf(balancer: string): readonly Listener[] {
    return this.cloud
      .list(TYPES.listener)
      .map(listenerIn)
      .filter(({ loadBalancerArn }) => loadBalancerArn === balancer);
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

interface Decided {
  readonly listener: Listener;
  readonly action: routing.Action | undefined;
}

/** A record as a listener. */
export const listenerIn = (record: CloudResource): Listener => ({
  ...{ arn: record.id, loadBalancerArn: "", port: 80, protocol: "HTTP", defaultActions: [] },
  ...properties<Listener>(record),
});

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
