import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SandboxFailure } from "../failure";
import type { Certificates } from "./certificates";
import { startChild, stopChild } from "./child";
import { LogFile } from "./log-file";
import type { Call, Reply } from "./postgres/messages";

/** Who administers a database; without a password, whatever its files say. */
export interface Master {
  readonly username: string;
  readonly password: string | undefined;
}

interface Place {
  readonly identifier: string;
  /** Its own, made when there is none. */
  readonly directory: string;
  /** Where its process writes what it says. */
  readonly log: string;
}

const PROCESS = join(__dirname, "postgres", "process.ts");
/** How long (ms) a database is given to write what it holds and end. */
const CLOSING = 10_000;
/** Between the end of a database's process and its restart, ms. */
const RESTART_DELAY = 500;

/** One PostgreSQL (PGlite) in a process of its own, over the files in one folder. */
export class DatabaseServer {
  private child: ChildProcess | undefined;
  /** Calls one after another: replies come in order. */
  private turn: Promise<unknown> = Promise.resolve();
  private wanted = false;

  constructor(
    private place: Place,
    private readonly database: string,
    private master: Master,
    private readonly certificates: Certificates,
    /** The port that it had before, or is to have. */
    public port: number | undefined,
  ) {}

  get identifier(): string {
    return this.place.identifier;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Starts to serve; empty at first, or with a copy of the cluster in `origin`. */
  async start(origin?: string): Promise<void> {
    this.wanted = true;
    try {
      await this.prepare(origin);
      await this.serve();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.wanted = false;
    if (this.child) await stopChild(this.child, CLOSING);
  }

  /** Lets the master in by another name or password; connections that are open stay. */
  async setMaster(master: Master): Promise<void> {
    if (master.username === this.master.username && master.password === this.master.password) return;
    this.master = master;
    await this.call({ call: "master", database: this.database, ...master });
  }

  /** Ends, moves and serves again: under another name, and at another port where one is given. */
  async move(place: Place, port: number | undefined): Promise<void> {
    await this.stop();
    renameSync(this.place.directory, place.directory);
    this.place = place;
    this.port = port;
    await this.start();
  }

  /** Copies the cluster as it is between two transactions. */
  async copyTo(folder: string): Promise<void> {
    await this.call({ call: "copy", directory: this.place.directory, to: folder });
  }

  /** Takes the files away, which nobody serves any more. */
  remove(): void {
    const { directory } = this.place;
    // Out of the way at once: a crash half-way must not leave files that look like a database.
    const removed = `${directory}.removed`;
    rmSync(removed, { recursive: true, force: true });
    if (existsSync(directory)) renameSync(directory, removed);
    rmSync(removed, { recursive: true, force: true });
  }

  /** Making a cluster takes several times the memory of serving it: a process of its own gives that back. */
  private async prepare(origin: string | undefined): Promise<void> {
    const { directory } = this.place;
    if (existsSync(join(directory, "data"))) return;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.child = this.spawn();
    await this.call({ call: "prepare", directory, database: this.database, ...(origin !== undefined && { origin }) });
    await stopChild(this.child, CLOSING);
  }

  private async serve(): Promise<void> {
    const { identifier, directory } = this.place;
    const { key, cert } = this.certificates;
    const child = (this.child = this.spawn());
    const { database, master, port } = this;
    const call: Call = { call: "serve", identifier, directory, database, ...master, port, tls: { key, cert } };
    const reply = await this.call(call).catch(async (error: unknown) => {
      await stopChild(child, CLOSING);
      throw error;
    });
    this.port = reply.port;
    child.once("exit", () => void this.restart(child));
  }

  private async restart(ended: ChildProcess): Promise<void> {
    const abandoned = (): boolean => !this.wanted || this.child !== ended;
    while (!abandoned()) {
      await sleep(RESTART_DELAY);
      if (abandoned()) return;
      const served = await this.serve().then(
        () => true,
        () => false,
      );
      if (served) return;
      this.child = ended;
    }
  }

  private spawn(): ChildProcess {
    const log = new LogFile(this.place.log);
    const child = startChild(PROCESS, { environment: {}, tethered: false, onLine: (line) => log.write(line) });
    child.once("close", () => log.close());
    return child;
  }

  private call(call: Call): Promise<Reply> {
    const turn = this.turn.then(() => ask(this.child, this.identifier, call));
    this.turn = turn.catch(() => undefined);
    return turn;
  }
}

function ask(child: ChildProcess | undefined, identifier: string, call: Call): Promise<Reply> {
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
