import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { AwsError, readCall, sendError, sendResult } from "../../../../sandbox/api/protocol";

/** What goes wrong with one call. `silence` takes the call and never answers. */
export type Trouble = "throttled" | "silence" | "reset" | "broken";

type Answer = (input: Record<string, never>) => object;

const query = { kind: "query", version: "" } as const;
const json = { kind: "json", type: "application/x-amz-json-1.1" } as const;

const notAllowed = (): never => {
  throw new AwsError("AccessDenied", "not allowed", 403);
};

/** AWS with answers made up, and the trouble that it is told to make. */
export class FakeAws {
  /** By action; what has none is not allowed. They may throw an AwsError. */
  readonly answers: Record<string, Answer> = {};
  /** By action, one for each of the next calls. */
  readonly troubles: Record<string, Trouble[]> = {};
  readonly calls: { readonly action: string; readonly input: Record<string, never> }[] = [];
  private server: Server | undefined;

  async start() {
    const server = createServer((request, response) => {
      void (async () => {
        const call = await readCall(request);
        const input = call.input as Record<string, never>;
        this.calls.push({ action: call.action, input });
        const protocol = call.protocol.kind === "json" ? json : query;
        switch (this.troubles[call.action]?.shift()) {
          case "throttled":
            return sendError(response, protocol, new AwsError("Throttling", "Rate exceeded"));
          case "broken":
            return sendError(response, protocol, new AwsError("InternalFailure", "Something broke", 500));
          case "reset":
            return request.socket.destroy();
          case "silence":
            return;
          case undefined:
        }
        try {
          sendResult(response, call, (this.answers[call.action] ?? notAllowed)(input));
        } catch (error) {
          sendError(response, protocol, error as AwsError);
        }
      })();
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: "0123456789abcdef" };
  }

  count(action: string): number {
    return this.calls.filter((call) => call.action === action).length;
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }
}
