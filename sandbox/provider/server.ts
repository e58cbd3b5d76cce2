import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { aws } from "../aws/package";
import type { Cloud } from "../cloud";
import type { Effects } from "../effects";
import { github } from "../github/package";
import { random } from "../random/package";
import { loadSchema } from "../schema/cache";
import { ControlPlane } from "./control";
import type { ProviderPackage } from "./package";
import { Records } from "./records";
import { providerService } from "./service";
import { Stateless } from "./stateless";

const PACKAGES = { aws, github, random } as const satisfies Record<string, ProviderPackage>;

export interface RunningProviders {
  /** Loopback ports: the engine attaches with `PULUMI_DEBUG_PROVIDERS=aws:PORT,github:PORT,random:PORT`. */
  readonly ports: Readonly<Record<keyof typeof PACKAGES, number>>;
  /** AWS's records, for calls that come from no engine. */
  readonly records: Records;
  close(): Promise<void>;
}

/**
 * Serves the simulated providers over one local cloud, each on a free port of 127.0.0.1. `onCall` hears of every call
 * of an engine before it is answered.
 */
export async function startProvider(
  cloud: Cloud,
  effects: Effects,
  onCall: () => void = () => undefined,
): Promise<RunningProviders> {
  const servers = await Promise.all(Object.values(PACKAGES).map((each) => serve(each, cloud, effects, onCall)));
  const ports = Object.fromEntries(servers.map(({ name, port }) => [name, port]));
  const [{ records }] = servers as [Awaited<ReturnType<typeof serve>>];
  return {
    ports: ports as RunningProviders["ports"],
    records,
    close: async () => servers.forEach(({ server }) => server.forceShutdown()),
  };
}

async function serve(each: ProviderPackage, cloud: Cloud, effects: Effects, onCall: () => void) {
  const schema = await loadSchema(
    each.sdk,
    each.models.map(({ type }) => type),
  );
  const server = new Server();
  const control = each.keeps === "records" ? new ControlPlane(cloud, effects, schema, each.models) : new Stateless();
  server.addService(ResourceProviderService, providerService({ package: each, schema, control, cloud, onCall }));
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { name: each.name, server, port, records: new Records(each, schema, control) };
}

/** The engine's environment for attaching to running providers. */
export const attachTo = ({ ports }: RunningProviders): string =>
  Object.entries(ports)
    .map(([name, port]) => `${name}:${port}`)
    .join();
