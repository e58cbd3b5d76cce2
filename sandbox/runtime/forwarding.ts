import { Agent, type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { createProxyServer, type ProxyServer } from "http-proxy-3";
import { LOOPBACK } from "./ports";
import type { Target } from "./targets";

export interface Forwarding {
  /** How long (ms) the target may be silent. */
  readonly timeout: number;
  /** Cookies of the load balancer's own, added to the target's. */
  readonly cookies: readonly string[];
  /** The target went away in the middle of its answer. */
  brokenOff?: true;
}

/** Passes requests on to targets: 502 when a target fails, 504 when it is silent for too long. */
export class Forwarder {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly proxy: ProxyServer = createProxyServer({ agent: this.agent });
  private readonly underway = new WeakMap<IncomingMessage, Forwarding>();

  constructor() {
    this.proxy.on("proxyRes", (answer, request, response) => {
      const forwarding = this.underway.get(request);
      if (!forwarding) return;
      if (forwarding.cookies.length > 0) {
        answer.headers["set-cookie"] = [...(answer.headers["set-cookie"] ?? []), ...forwarding.cookies];
      }
      answer.on("error", () => {
        forwarding.brokenOff = true;
        response.destroy();
      });
    });
  }

  forward(
    target: Pick<Target, "port" | "inFlight">,
    request: IncomingMessage,
    response: ServerResponse,
    forwarding: Forwarding,
  ): void {
    const began = performance.now();
    const cutOff = () => void request.socket.destroy();
    target.inFlight.add(cutOff);
    response.on("close", () => target.inFlight.delete(cutOff));
    this.underway.set(request, forwarding);
    const options = { target: `http://${LOOPBACK}:${target.port}`, proxyTimeout: forwarding.timeout };
    this.proxy.web(request, response, options, () => {
      if (response.headersSent) response.destroy();
      else answer(response, performance.now() - began >= forwarding.timeout ? 504 : 502);
    });
  }

  /** Calls back once, with the status and the time (ms) it took, unless the client left before the end. */
  observe(request: IncomingMessage, response: ServerResponse, done: (status: number, ms: number) => void): void {
    const began = performance.now();
    response.on("close", () => {
      const brokenOff = this.underway.get(request)?.brokenOff;
      if (response.writableFinished || brokenOff)
        done(brokenOff ? 502 : response.statusCode, performance.now() - began);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** The load balancer's own page for a status. */
export function answer(response: ServerResponse, status: number, detail = ""): void {
  const title = `${status} ${STATUS_CODES[status]}`;
  response.writeHead(status, { "content-type": "text/html" });
  response.end(`<html><head><title>${title}</title></head><body><h1>${title}</h1>${detail}</body></html>\n`);
}
