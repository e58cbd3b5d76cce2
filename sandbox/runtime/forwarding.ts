import { Agent, type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { createProxyServer, type ProxyServer } from "http-proxy-3";
import { codeOf } from "../failure";
import type { Strike } from "./environment-faults";
import { LOOPBACK } from "./ports";
import type { Answer, Outcome } from "./metrics";
import type { Target } from "./targets";

export interface Forwarding {
  /** How long (ms) the target may be silent. */
  readonly timeout: number;
  /** Cookies of the load balancer's own, added to the target's. */
  readonly cookies: readonly string[];
  /** What goes wrong with it on purpose. */
  readonly strike?: Strike | undefined;
  /** How it went, as far as it has. */
  outcome?: Outcome;
  /** The target went away in the middle of its answer. */
  cut?: true;
}

/** A client that goes away before it has its answer (AWS: HTTP 460). */
const CLIENT_GONE = 460;

/** Passes requests on to targets: 502 when a target fails, 504 when it is silent for too long. */
export class Forwarder {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly proxy: ProxyServer = createProxyServer({ agent: this.agent });
  private readonly underway = new WeakMap<IncomingMessage, Forwarding>();

  constructor() {
    this.proxy.on("proxyRes", (answer, request, response) => {
      const forwarding = this.underway.get(request);
      if (!forwarding) return;
      forwarding.outcome = "answered";
      if (forwarding.cookies.length > 0) {
        answer.headers["set-cookie"] = [...(answer.headers["set-cookie"] ?? []), ...forwarding.cookies];
      }
      answer.on("error", () => {
        forwarding.cut = true;
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
    const cutOff = () => void request.socket.destroy();
    target.inFlight.add(cutOff);
    response.on("close", () => target.inFlight.delete(cutOff));
    this.underway.set(request, forwarding);
    const { delay = 0, fails = false } = forwarding.strike ?? {};
    const next = () => {
      if (response.destroyed) return;
      if (fails) this.fail(response, forwarding);
      else this.pass(target, request, response, forwarding);
    };
    if (delay === 0) next();
    else setTimeout(next, delay);
  }

  /** Answers in the target's place, as the target's own answer. */
  private fail(response: ServerResponse, forwarding: Forwarding): void {
    forwarding.outcome = "answered";
    response.writeHead(500, { "content-type": "application/json", "set-cookie": [...forwarding.cookies] });
    response.end('{"error":"a fault of the sandbox"}\n');
  }

  private pass(
    target: Pick<Target, "port">,
    request: IncomingMessage,
    response: ServerResponse,
    forwarding: Forwarding,
  ): void {
    const began = performance.now();
    const options = { target: `http://${LOOPBACK}:${target.port}`, proxyTimeout: forwarding.timeout };
    this.proxy.web(request, response, options, (error) => {
      forwarding.outcome = codeOf(error) === "ECONNREFUSED" ? "refused" : "broken off";
      if (response.headersSent) response.destroy();
      else answer(response, performance.now() - began >= forwarding.timeout ? 504 : 502);
    });
  }

  /** Calls back once, with how it went: when all is sent, or the client has gone. */
  observe(request: IncomingMessage, response: ServerResponse, done: (answer: Answer) => void): void {
    const began = performance.now();
    response.on("close", () => {
      const ms = performance.now() - began;
      const { outcome = "broken off", cut } = this.underway.get(request) ?? { outcome: "no target" };
      if (response.writableFinished) done({ status: response.statusCode, ms, outcome });
      else done({ status: cut ? 502 : CLIENT_GONE, ms, outcome: "broken off" });
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
