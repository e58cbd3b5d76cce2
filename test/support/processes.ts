import { spawn } from "node:child_process";
import { processes, type RunningProcess } from "../../cli/ports/processes";

/** A program under test, alone in a process group of its own. */
export interface Launched {
  readonly pid: number;
  /** What it has said so far, on stdout and stderr. */
  said(): string;
  readonly ended: Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }>;
  /** Kills its whole group. */
  killGroup(): void;
}

const launched = new Set<Launched>();

export function launch(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Launched {
  const child = spawn(command, args, { ...options, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => (said[stream] += text));
  }
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} could not be started`);
  const one: Launched = {
    pid,
    said: () => said.stdout + said.stderr,
    // "exit", not "close": a Pulumi that outlives its promenade keeps the pipes open.
    ended: new Promise((resolve) =>
      child.once("exit", (exitCode) => setImmediate(() => resolve({ exitCode, ...said }))),
    ),
    killGroup: () => killQuietly(-pid),
  };
  launched.add(one);
  void one.ended.then(() => launched.delete(one));
  return one;
}

/** Kills every group that is still there. */
export function reapLaunched(): void {
  for (const one of launched) one.killGroup();
}

/** Processes below `pid`, at any depth. */
export function descendants(pid: number, all: readonly RunningProcess[] = processes()): readonly RunningProcess[] {
  const children = all.filter(({ parent }) => parent === pid);
  return [...children, ...children.flatMap((child) => descendants(child.pid, all))];
}

export function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
