import type { Server, Socket } from "node:net";
import type { CloudResource, Properties } from "../cloud";
import type { Effect } from "../effects";
import type { Certificates } from "./certificates";
import { listen, LOOPBACK, portOf } from "./ports";
import { properties } from "./properties";
import { createRedis } from "./redis/server";
import { Store } from "./redis/store";

interface ReplicationGroupProperties {
  readonly replicationGroupId: string;
  readonly primaryEndpointAddress: string;
  readonly port: number;
  readonly transitEncryptionEnabled: boolean;
  readonly authToken: string;
  readonly numNodeGroups: number;
}

interface Cache {
  readonly server: Server;
  readonly port: number;
  readonly sockets: Set<Socket>;
  password: string | undefined;
}

/** ElastiCache replication groups: one small Redis each, in memory. */
export class Caches implements Effect {
  private readonly caches = new Map<string, Cache>();

  constructor(private readonly certificates: Certificates) {}

  async apply(resource: CloudResource): Promise<Properties> {
    const declared = properties<ReplicationGroupProperties>(resource);
    const running = this.caches.get(resource.id);
    if (running) running.password = declared.authToken;
    const cache = running ?? (await this.start(resource.id, declared));
    return {
      primaryEndpointAddress: LOOPBACK,
      readerEndpointAddress: LOOPBACK,
      ...((declared.numNodeGroups ?? 1) > 1 && { configurationEndpointAddress: LOOPBACK }),
      port: cache.port,
    };
  }

  async remove({ id }: CloudResource): Promise<void> {
    const cache = this.caches.get(id);
    this.caches.delete(id);
    if (cache) end(cache);
  }

  async close(): Promise<void> {
    for (const cache of this.caches.values()) end(cache);
    this.caches.clear();
  }

  private async start(id: string, declared: Partial<ReplicationGroupProperties>): Promise<Cache> {
    const { replicationGroupId = id, transitEncryptionEnabled, authToken, primaryEndpointAddress, port } = declared;
    const { key, cert } = this.certificates;
    const password = () => this.caches.get(id)?.password;
    const server = createRedis({
      store: new Store(),
      tls: transitEncryptionEnabled ? { key, cert } : undefined,
      password,
    });
    const sockets = new Set<Socket>();
    server.on("connection", (socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    });
    const remembered = portOf(`${primaryEndpointAddress}:${port}`);
    const real = await listen(server, { what: `cache ${replicationGroupId}`, port: remembered, patience: 3000 });
    const cache: Cache = { server, sockets, port: real, password: authToken };
    this.caches.set(id, cache);
    return cache;
  }
}

function end({ server, sockets }: Cache): void {
  server.close();
  for (const socket of sockets) socket.destroy();
}
