import type { ChildProcess } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CloudResource, Properties } from "../cloud";
import type { Effect } from "../effects";
import { SandboxFailure } from "../failure";
import type { SandboxFiles } from "../files";
import type { Certificates } from "./certificates";
import { startChild, stopChild } from "./child";
import { LogFile } from "./log-file";
import { LOOPBACK, portOf } from "./ports";
import type { Call, Reply } from "./postgres/messages";
import { properties } from "./properties";

interface InstanceProperties {
  readonly identifier: string;
  readonly engine: string;
  readonly dbName: string;
  readonly username: string;
  readonly password: string;
  readonly endpoint: string;
  readonly replicateSourceDb: string;
}

interface Instance {
  readonly identifier: string;
  readonly directory: string;
  readonly database: string;
  username: string;
  password: string;
  port: number | undefined;
  child: ChildProcess | undefined;
  /** Calls one after another: replies come in order. */
  turn: Promise<unknown>;
}

const PROCESS = join(__dirname, "postgres", "process.ts");
/** How long (ms) a database is given to write what it holds and end. */
const CLOSING = 10_000;
/** Between the end of a database's process and its restart, ms. */
const RESTART_DELAY = 500;

/** RDS instances: PostgreSQL (PGlite) in a process each, its files under `databases/<identifier>`. */
export class Databases implements Effect {
  private readonly instances = new Map<string, Instance>();

  constructor(
    private readonly files: SandboxFiles,
    private readonly certificates: Certificates,
  ) {}

  async apply(resource: CloudResource): Promise<Properties> {
    const declared = properties<InstanceProperties>(resource);
    if (declared.replicateSourceDb) return this.addressOf(declared.replicateSourceDb);
    const { identifier = resource.id, username, password, dbName = "postgres" } = declared;
    if (declared.engine !== "postgres" || !username || !password) throw unsupported(identifier, declared);
    const running = this.instances.get(resource.id);
    if (running) {
      if (running.username !== username || running.password !== password) {
        Object.assign(running, { username, password });
        await this.call(running, { call: "master", database: running.database, username, password });
      }
      return addressed(running.port);
    }
    const instance: Instance = {
      identifier,
      directory: join(this.files.databases, identifier),
      database: dbName,
      username,
      password,
      port: portOf(declared.endpoint),
      child: undefined,
      turn: Promise.resolve(),
    };
    this.instances.set(resource.id, instance);
    try {
      await this.prepare(instance);
      await this.serve(resource.id, instance);
    } catch (error) {
      this.instances.delete(resource.id);
      if (instance.child) await stopChild(instance.child, CLOSING);
      throw error;
    }
    return addressed(instance.port);
  }

  async remove({ id }: CloudResource): Promise<void> {
    const instance = this.instances.get(id);
    this.instances.delete(id);
    if (!instance) return;
    if (instance.child) await stopChild(instance.child, CLOSING);
    // Out of the way at once: a crash half-way must not leave files that look like a database.
    const removed = `${instance.directory}.removed`;
    rmSync(removed, { recursive: true, force: true });
    if (existsSync(instance.directory)) renameSync(instance.directory, removed);
    rmSync(removed, { recursive: true, force: true });
  }

  async close(): Promise<void> {
    const children = [...this.instances.values()].flatMap(({ child }) => child ?? []);
    this.instances.clear();
    await Promise.all(children.map((child) => stopChild(child, CLOSING)));
  }

  /** Process ids, for whoever looks after this machine. */
  pids(): readonly number[] {
    return [...this.instances.values()].flatMap(({ child }) => child?.pid ?? []);
  }

  /** Making a cluster takes several times the memory of serving it: a process of its own gives that back. */
  private async prepare(instance: Instance): Promise<void> {
    const { directory, database } = instance;
    if (existsSync(join(directory, "data"))) return;
    instance.child = this.spawn(instance);
    await this.call(instance, { call: "prepare", directory, database });
    await stopChild(instance.child, CLOSING);
  }

  private async serve(id: string, instance: Instance): Promise<void> {
    const { identifier, directory, database, username, password, port } = instance;
    const { key, cert } = this.certificates;
    const child = (instance.child = this.spawn(instance));
    const call: Call = {
      call: "serve",
      ...{ identifier, directory, database, username, password, port },
      tls: { key, cert },
    };
    const reply = await this.call(instance, call).catch(async (error: unknown) => {
      await stopChild(child, CLOSING);
      throw error;
    });
    instance.port = reply.port;
    child.once("exit", () => void this.restart(id, instance));
  }

  private async restart(id: string, instance: Instance): Promise<void> {
    while (this.instances.get(id) === instance) {
      await sleep(RESTART_DELAY);
      if (this.instances.get(id) !== instance) return;
      const served = await this.serve(id, instance).then(
        () => true,
        () => false,
      );
      if (served) return;
    }
  }

  private spawn({ identifier }: Instance): ChildProcess {
    const log = new LogFile(join(this.files.logs, "databases", `${identifier}.log`));
    const child = startChild(PROCESS, { environment: {}, tethered: false, onLine: (line) => log.write(line) });
    child.once("close", () => log.close());
    return child;
  }

  private call(instance: Instance, call: Call): Promise<Reply> {
    const turn = instance.turn.then(() => ask(instance, call));
    instance.turn = turn.catch(() => undefined);
    return turn;
  }

  private addressOf(source: string): Properties {
    const found = [...this.instances.values()].find(({ identifier }) => source.endsWith(identifier));
    if (!found) throw new Error(`DBInstanceNotFound: ${source} is not running`);
    return addressed(found.port);
  }
}

function ask({ child, identifier }: Instance, call: Call): Promise<Reply> {
  return new Promise((resolve, reject) => {
    if (!child?.connected) return reject(new Error(`the process of database ${identifier} is not running`));
    const onExit = (code: number | null) => reject(new Error(`the process of database ${identifier} ended (${code})`));
    child.once("exit", onExit);
    child.once("message", (reply: Reply) => {
      child.off("exit", onExit);
      if (reply.problem) reject(new SandboxFailure(reply.problem));
      else if (reply.failure !== undefined) reject(new Error(`database ${identifier}: ${reply.failure}`));
      else resolve(reply);
    });
    child.send(call);
  });
}

const addressed = (port: number | undefined): Properties => ({
  address: LOOPBACK,
  port,
  endpoint: `${LOOPBACK}:${port}`,
  status: "available",
});

const unsupported = (identifier: string, { engine, username, password }: Partial<InstanceProperties>): SandboxFailure =>
  new SandboxFailure({
    where: `database ${identifier}`,
    wrong: "the sandbox cannot run it",
    found: `engine ${engine}, ${username ? "a" : "no"} username, ${password ? "a" : "no"} password`,
    allowed: "engine postgres with username and password",
    change: "give it these, or leave it out in the sandbox",
  });
