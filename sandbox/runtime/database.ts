import { existsSync, mkdirSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Cloud, CloudResource, Properties } from "../cloud";
import type { Effect } from "../effects";
import { SandboxFailure } from "../failure";
import type { SandboxFiles } from "../files";
import type { Certificates } from "./certificates";
import { DatabaseServer, type Master } from "./database-server";
import { LOOPBACK, portOf } from "./ports";
import { properties } from "./properties";
import { findSecret, findVersion } from "./secrets";

interface InstanceProperties {
  readonly identifier: string;
  readonly engine: string;
  readonly dbName: string;
  readonly username: string;
  readonly password: string;
  readonly masterUserSecrets: readonly { readonly secretArn: string }[];
  readonly endpoint: string;
  readonly replicateSourceDb: string;
  readonly snapshotIdentifier: string;
  readonly restoreToPointInTime: { readonly sourceDbInstanceIdentifier?: string };
  readonly skipFinalSnapshot: boolean;
  readonly finalSnapshotIdentifier: string;
}

type Declared = Partial<InstanceProperties>;

/** RDS instances: PostgreSQL (PGlite) in a process each, its files under `databases/<identifier>`. */
export class Databases implements Effect {
  private readonly servers = new Map<string, DatabaseServer>();
  /** Ports by identifier: an instance that takes over another's name is found where that one was. */
  private readonly vacated = new Map<string, number>();

  constructor(
    private readonly cloud: Cloud,
    private readonly files: SandboxFiles,
    private readonly certificates: Certificates,
  ) {}

  async apply(resource: CloudResource): Promise<Properties> {
    const declared = properties<InstanceProperties>(resource);
    if (declared.replicateSourceDb) return addressed(this.named(declared.replicateSourceDb).port);
    const { identifier = resource.id } = declared;
    const running = this.servers.get(resource.id);
    const place = this.placeOf(identifier);
    const filled = running !== undefined || existsSync(join(place.directory, "data"));
    const master = this.masterOf(identifier, declared, filled);
    if (running) {
      if (running.identifier !== identifier) await this.rename(running, identifier);
      await running.setMaster(master);
      return addressed(running.port);
    }
    const port = portOf(declared.endpoint) ?? this.vacated.get(identifier);
    const server = new DatabaseServer(place, declared.dbName ?? "postgres", master, this.certificates, port);
    this.servers.set(resource.id, server);
    try {
      await this.start(server, declared);
    } catch (error) {
      this.servers.delete(resource.id);
      throw error;
    }
    return addressed(server.port);
  }

  async remove({ id, ...resource }: CloudResource): Promise<void> {
    const server = this.servers.get(id);
    this.servers.delete(id);
    if (!server) return;
    await server.stop();
    const { identifier = id, skipFinalSnapshot, finalSnapshotIdentifier } = properties<InstanceProperties>(resource);
    if (skipFinalSnapshot !== true && finalSnapshotIdentifier !== undefined) {
      const data = join(this.placeOf(identifier).directory, "data");
      await cp(data, this.snapshotFolder(finalSnapshotIdentifier), { recursive: true });
    }
    server.remove();
  }

  async close(): Promise<void> {
    const servers = [...this.servers.values()];
    this.servers.clear();
    await Promise.all(servers.map((server) => server.stop()));
  }

  /** Keeps what an instance holds now, under the snapshot's name. */
  async snapshot(instance: string, name: string): Promise<void> {
    const server = this.servers.get(instance);
    if (!server) throw new Error(`InvalidDBInstanceState: ${instance} is not available`);
    await server.copyTo(this.snapshotFolder(name));
  }

  async removeSnapshot(name: string): Promise<void> {
    await rm(this.snapshotFolder(name), { recursive: true, force: true });
  }

  /** Process ids, for whoever looks after this machine. */
  pids(): readonly number[] {
    return [...this.servers.values()].flatMap(({ pid }) => pid ?? []);
  }

  private async start(server: DatabaseServer, declared: Declared): Promise<void> {
    const { snapshotIdentifier, restoreToPointInTime } = declared;
    if (snapshotIdentifier !== undefined) return server.start(this.kept(snapshotIdentifier));
    if (restoreToPointInTime === undefined) return server.start();
    const copy = this.snapshotFolder(`restoring-${server.identifier}`);
    await this.named(restoreToPointInTime.sourceDbInstanceIdentifier ?? "").copyTo(copy);
    try {
      await server.start(copy);
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  }

  private async rename(server: DatabaseServer, identifier: string): Promise<void> {
    if (server.port !== undefined) this.vacated.set(server.identifier, server.port);
    await server.move(this.placeOf(identifier), this.vacated.get(identifier));
    this.vacated.delete(identifier);
  }

  /** A restored instance has the passwords that its data came with, until it is given others. */
  private masterOf(identifier: string, declared: Declared, filled: boolean): Master {
    const [managed] = declared.masterUserSecrets ?? [];
    const password = managed === undefined ? declared.password : this.passwordIn(managed.secretArn);
    const { snapshotIdentifier, restoreToPointInTime } = declared;
    const restored = filled || snapshotIdentifier !== undefined || restoreToPointInTime !== undefined;
    const { engine, username } = declared;
    if (engine !== "postgres" || !username || (!password && !restored)) throw unsupported(identifier, declared);
    return { username, password };
  }

  private passwordIn(secretArn: string): string | undefined {
    const secret = findSecret(this.cloud, secretArn);
    const version = secret && findVersion(this.cloud, secret);
    return version && (JSON.parse(version.secretString ?? "{}") as { password?: string }).password;
  }

  private placeOf(identifier: string) {
    return {
      identifier,
      directory: join(this.files.databases, identifier),
      log: join(this.files.logs, "databases", `${identifier}.log`),
    };
  }

  private snapshotFolder(name: string): string {
    const snapshots = join(this.files.root, "snapshots");
    mkdirSync(snapshots, { recursive: true, mode: 0o700 });
    return join(snapshots, name);
  }

  private kept(snapshot: string): string {
    const folder = this.snapshotFolder(snapshot);
    if (!existsSync(folder)) throw new Error(`DBSnapshotNotFound: ${snapshot} holds no data`);
    return folder;
  }

  private named(source: string): DatabaseServer {
    const name = source.slice(source.lastIndexOf(":") + 1);
    const found = [...this.servers.values()].find(({ identifier }) => identifier === name);
    if (!found) throw new Error(`DBInstanceNotFound: ${source} is not running`);
    return found;
  }
}

const addressed = (port: number | undefined): Properties => ({
  address: LOOPBACK,
  port,
  endpoint: `${LOOPBACK}:${port}`,
  status: "available",
});

const unsupported = (identifier: string, { engine, username, password }: Declared): SandboxFailure =>
  new SandboxFailure({
    where: `database ${identifier}`,
    wrong: "the sandbox cannot run it",
    found: `engine ${engine}, ${username ? "a" : "no"} username, ${password ? "a" : "no"} password`,
    allowed: "engine postgres with username and password",
    change: "give it these, or leave it out in the sandbox",
  });
