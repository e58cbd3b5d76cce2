import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { ClientConfig } from "../../../../cli/ports/evidence/objects";

/**
 * How a request goes wrong: refused for now, refused for a change at the same moment, never answered, answered with
 * nothing at all; `lost` does what it asks for, and then the answer gets lost.
 */
export type Trouble = "slow down" | "conflict" | "silence" | "reset" | "lost";

const refusals = {
  "slow down": { status: 503, code: "SlowDown" },
  conflict: { status: 409, code: "ConditionalRequestConflict" },
} as const;

/** One bucket of S3, with just what the store of evidence asks for, and whatever trouble a test wants. */
export class FakeS3 {
  private readonly objects = new Map<string, { readonly text: string; readonly etag: string }>();
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));
  private writes = 0;
  /** What the next requests of a method meet, in this order; then all is well. */
  readonly troubles: { readonly method: "GET" | "PUT"; readonly trouble: Trouble }[] = [];
  /** Requests so far: `PUT lease.json`. */
  readonly asked: string[] = [];
  /** Keys in a page of a listing. */
  page = 1000;

  async start(): Promise<ClientConfig & { readonly endpoint: string }> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return {
      region: "eu-west-1",
      endpoint: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      forcePathStyle: true,
    };
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "", "http://fake");
    const key = decodeURIComponent(url.pathname.split("/").slice(2).join("/"));
    const { method = "" } = request;
    const body = await text(request);
    this.asked.push(`${method} ${key || url.searchParams.get("prefix")}`);
    const next = this.troubles.findIndex((one) => one.method === method);
    const trouble = next < 0 ? undefined : this.troubles.splice(next, 1)[0]?.trouble;
    if (trouble === "silence") return;
    if (trouble === "reset") return void request.socket.destroy();
    if (trouble === "slow down" || trouble === "conflict")
      return refuse(response, refusals[trouble].status, refusals[trouble].code);
    if (trouble === "lost") {
      if (method === "PUT") this.put(key, body, request.headers);
      return void request.socket.destroy();
    }
    if (method === "PUT") {
      const etag = this.put(key, body, request.headers);
      if (etag === undefined) return refuse(response, 412, "PreconditionFailed");
      return void response.writeHead(200, { etag }).end();
    }
    if (key === "") return void response.writeHead(200).end(this.list(url.searchParams));
    const found = this.objects.get(key);
    if (found === undefined) return refuse(response, 404, "NoSuchKey");
    response.writeHead(200, { etag: found.etag, "content-type": "application/json" }).end(found.text);
  }

  private put(key: string, sent: string, headers: IncomingMessage["headers"]): string | undefined {
    const standing = this.objects.get(key);
    if (headers["if-none-match"] === "*" && standing !== undefined) return undefined;
    if (headers["if-match"] !== undefined && headers["if-match"] !== standing?.etag) return undefined;
    const etag = `"${this.writes++}"`;
    this.objects.set(key, { text: sent, etag });
    return etag;
  }

  private list(asked: URLSearchParams): string {
    const after = asked.get("continuation-token") ?? asked.get("start-after") ?? "";
    const prefix = asked.get("prefix") ?? "";
    const all = [...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const [page, more] = [all.slice(0, this.page), all.length > this.page];
    const contents = page.map((key) => `<Contents><Key>${key}</Key></Contents>`).join("");
    const token = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : "";
    return `<ListBucketResult><IsTruncated>${more}</IsTruncated>${contents}${token}</ListBucketResult>`;
  }
}

const refuse = (response: ServerResponse, status: number, code: string): void =>
  void response.writeHead(status).end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
