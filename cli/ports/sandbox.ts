import { spawn } from "node:child_process";
import { mkdirSync, openSync, closeSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { failed, parseProblem, type Failure } from "../failure";
import type { SandboxFiles } from "../sandbox-files";
import { kill, stillRunning } from "./processes";

/** A local cloud that serves. */
export interface Daemon {
  readonly pid: number;
  readonly startedAt: string;
  /** Port of the AWS API on 127.0.0.1. */
  readonly apiPort: number;
  /** Where Pulumi finds the providers, as it wants to be told: `aws:PORT,random:PORT`. */
  readonly debugProviders: string;
  readonly version: string;
}

const typescript = require.resolve("../../program/typescript.js");

const startMs = 60_000;
const stopMs = 20_000;
const pollMs = 50;

/** The local cloud, which is a process of its own: known by the files it keeps, started and stopped from here. */
export class Sandbox {
  constructor(
    private readonly checkout: string,
    private readonly files: SandboxFiles,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** The daemon that serves, or undefined when none does. */
  running(): Daemon | undefined {
    try {
      const daemon = JSON.parse(readFileSync(this.files.daemon, "utf8")) as Daemon;
      return stillRunning({ pid: daemon.pid, since: new Date(daemon.startedAt) }) === undefined ? undefined : daemon;
    } catch {
      return undefined;
    }
  }

  /** Starts the local cloud unless it serves already. @throws Failure with what it said when it does not come up. */
  async start(): Promise<Daemon> {
    const running = this.running();
    if (running !== undefined) return running;
    mkdirSync(this.files.logs, { recursive: true, mode: 0o700 });
    const said = join(this.files.logs, "start.log");
    const output = openSync(said, "w", 0o600);
    const script = join(this.checkout, "sandbox", "daemon.ts");
    const daemon = spawn(process.execPath, ["--require", typescript, script, "--root", this.files.root], {
      cwd: this.checkout,
      detached: true,
      stdio: ["ignore", output, output],
      env: this.environment,
    });
    closeSync(output);
    daemon.unref();
    for (const deadline = Date.now() + startMs; Date.now() < deadline; await pause(pollMs)) {
      const serving = this.running();
      if (serving !== undefined) return serving;
      if (daemon.exitCode !== null || daemon.signalCode !== null) throw didNotStart(readFileSync(said, "utf8"));
    }
    throw didNotStart(`it was not ready after ${startMs / 1000} s`);
  }

  /** Ends the local cloud and waits until it is gone; what it keeps stays. False when none was running. */
  async stop(): Promise<boolean> {
    const daemon = this.running();
    if (daemon === undefined) return false;
    kill(daemon.pid, "SIGTERM");
    for (const deadline = Date.now() + stopMs; this.running() !== undefined; await pause(pollMs)) {
      if (Date.now() > deadline) kill(daemon.pid);
    }
    return true;
  }

  /** Ends the local cloud and forgets it with everything in it. */
  async reset(): Promise<void> {
    await this.stop();
    rmSync(this.files.root, { recursive: true, force: true });
  }

  /** Key of the local cloud's AWS API. */
  token(): string {
    return readFileSync(this.files.token, "utf8").trim();
  }
}

/** The local cloud's API, and the key to it. */
interface Api {
  readonly url: string;
  readonly token: string;
}

/** Where the URL of an environment leads on this machine; undefined when nothing in the local cloud answers to it. */
export async function loopbackAddress(api: Api, url: string): Promise<string | undefined> {
  const route = `${api.url}/_sandbox/address?${new URLSearchParams({ url }).toString()}`;
  const response = await fetch(route, { headers: { authorization: `Bearer ${api.token}` } });
  if (!response.ok) throw new Error(`the local cloud answers ${response.status} to ${route}`);
  const { address } = (await response.json()) as { readonly address: string | null };
  return address ?? undefined;
}

/** The local cloud tells what it lacks in one block; anything else is a crash, which names its error. */
function didNotStart(said: string): Failure {
  const lines = said.trim().split("\n");
  return failed(
    parseProblem(said) ?? {
      where: "sandbox",
      wrong: "the local cloud did not start",
      found: lines.find((line) => /^\w*Error: /.test(line)) ?? (lines[0] || "it said nothing"),
      allowed: "a folder it can write and free ports on 127.0.0.1",
      change: "mend that and try again, or start over with: npx promenade sandbox reset",
    },
  );
}
