import { createServer, type RequestListener, type Server } from "node:http";
import { listen, type Listening } from "./ports";

/** HTTP servers on loopback, each under the id of the record that it stands for. */
export class LoopbackServers {
  private readonly servers = new Map<string, { readonly server: Server; readonly port: number }>();

  portOf(id: string): number | undefined {
    return this.servers.get(id)?.port;
  }

  /** Starts one and returns its port. @throws SandboxFailure when the port that it asks for stays taken. */
  async open(id: string, listening: Listening, answer: RequestListener): Promise<number> {
    const server = createServer(answer);
    const port = await listen(server, listening);
    this.servers.set(id, { server, port });
    return port;
  }

  /** Ends one at once; no error when there is none. */
  end(id: string): void {
    const running = this.servers.get(id);
    this.servers.delete(id);
    running?.server.close();
    running?.server.closeAllConnections();
  }

  /** Ends all: at once for idle connections, after `graceMs` for busy ones. */
  async endAll(graceMs: number): Promise<void> {
    const servers = [...this.servers.values()].map(({ server }) => server);
    this.servers.clear();
    const cutOff = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), graceMs);
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    clearTimeout(cutOff);
  }
}
