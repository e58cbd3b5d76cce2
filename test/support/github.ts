import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { KeptAtGitHub, type Thing } from "./github-kept";

/** A pull request, as a test plants it. */
export interface Planted {
  readonly state: "open" | "closed";
  readonly merged?: boolean;
  readonly labels?: readonly string[];
  /** Where its branch lies; default: in the repository itself. */
  readonly from?: "fork" | "gone";
}

/** A local stand-in for GitHub's REST API: the answers have the shapes that the real one gives, as far as they are read. */
export class GitHubStandIn {
  readonly pullRequests = new Map<number, Planted>();
  kept: KeptAtGitHub;
  /** Statuses of the next answers. */
  failing: number[] = [];
  /** Method and address of what the token may not. */
  refusing: RegExp | undefined;
  /** So many of the next writes are done, and their answers lost. */
  losing = 0;
  /** Whether the repository is one that the caller may not see. */
  hidden = false;
  /** Requests since `clear`. */
  readonly asked: string[] = [];
  authorization: string | undefined;
  private readonly server = createServer((request, response) => void this.answer(request, response));

  constructor(private readonly repository: string) {
    this.kept = new KeptAtGitHub(repository);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  clear(): void {
    this.pullRequests.clear();
    this.kept = new KeptAtGitHub(this.repository);
    this.failing = [];
    this.losing = 0;
    this.refusing = undefined;
    this.hidden = false;
    this.asked.length = 0;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = request;
    this.asked.push(`${method} ${url}`);
    this.authorization = headers.authorization;
    const sent = await text(request);
    const [status, body] = this.answerTo(method, url, sent === "" ? {} : (JSON.parse(sent) as Thing));
    if (method !== "GET" && this.losing-- > 0) return void response.destroy();
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
  }

  private answerTo(method: string, url: string, sent: Thing): readonly [number, unknown] {
    const failure = this.failing.shift();
    if (failure !== undefined) return [failure, { message: failure === 401 ? "Bad credentials" : "Server Error" }];
    if (this.refusing?.test(`${method} ${url}`)) return [403, { message: "Resource not accessible by integration" }];
    const here = `/repos/${this.repository}`;
    const [, number] = /^\/pulls\/(\d+)$/.exec(url.slice(here.length)) ?? [];
    const planted = this.pullRequests.get(Number(number));
    if (!url.startsWith(here) || this.hidden) return notFound;
    if (url === here) return [200, { id: 1, full_name: this.repository, private: false }];
    if (planted !== undefined) return [200, this.told(Number(number), planted)];
    const { pathname, searchParams } = new URL(url.slice(here.length), this.url);
    return this.kept.answer(method, pathname, sent, searchParams) ?? notFound;
  }

  private told(number: number, { state, merged = false, labels = [], from }: Planted): object {
    const own = { id: 1, full_name: this.repository, fork: false };
    const fork = { id: 2, full_name: "somebody/fork", fork: true };
    return {
      number,
      state,
      merged,
      labels: labels.map((name, id) => ({ id, name })),
      head: { ref: "feature", sha: "9f8d0b1", repo: from === undefined ? own : from === "fork" ? fork : null },
      base: { ref: "develop", repo: own },
    };
  }
}

const notFound = [
  404,
  { message: "Not Found", documentation_url: "https://docs.github.com/rest", status: "404" },
] as const;
