import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface ChildOptions {
  /** The whole environment of the process, but for what Node.js itself needs. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends with the daemon at once. Without it, the process itself has to see to that. Default true. */
  readonly tethered?: boolean;
  /** Called with each line of output. */
  readonly onLine: (line: string) => void;
}

/** Where programs and temporary files are: what a process may know of this machine. */
const INHERITED = ["PATH", "TMPDIR", "TEMP", "TMP", "SystemRoot"];

/** Starts a TypeScript file as a process of its own. Nothing but the file's path is in its arguments. */
export function startChild(file: string, { environment, tethered = true, onLine }: ChildOptions): ChildProcess {
  const preloads = [
    require.resolve("../../program/typescript.js"),
    ...(tethered ? [join(__dirname, "tether.ts")] : []),
  ];
  const inherited = Object.fromEntries(INHERITED.map((name) => [name, process.env[name]]));
  const child = fork(file, [], {
    execArgv: preloads.flatMap((preload) => ["--require", preload]),
    env: { ...inherited, ...environment },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on("line", onLine);
  }
  return child;
}

/** Asks a process to end, and ends it when it has not within `graceMs`. Resolves when it is gone. */
export async function stopChild(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  await gone;
  clearTimeout(timer);
}
