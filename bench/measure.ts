import { readdirSync, readFileSync } from "node:fs";
import { execa } from "execa";

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Seconds a command takes to its end. @throws when it fails. */
export async function secondsOf({ file, args, cwd, env }: Command): Promise<number> {
  const started = performance.now();
  await execa(file, args, { cwd, env, all: true });
  return (performance.now() - started) / 1000;
}

/** Seconds until a command says something, whatever it does afterwards. @throws when it fails, or never says it. */
export async function secondsUntil({ file, args, cwd, env }: Command, said: RegExp): Promise<number> {
  const started = performance.now();
  const child = execa(file, args, { cwd, env, all: true });
  let [heard, seconds] = ["", Number.NaN];
  child.all.on("data", (chunk: Buffer) => {
    heard += chunk.toString();
    if (Number.isNaN(seconds) && said.test(heard)) seconds = (performance.now() - started) / 1000;
  });
  await child;
  if (Number.isNaN(seconds)) throw new Error(`it never said ${said.source}: ${heard}`);
  return seconds;
}

const sampleMilliseconds = 50;

/**
 * Highest sum of resident memory over a command and all its descendants; pages they share count in each. Measured in a
 * run of its own, for watching slows what is watched. Undefined where /proc does not tell. @throws when it fails.
 */
export async function peakMiBOf({ file, args, cwd, env }: Command): Promise<number | undefined> {
  const child = execa(file, args, { cwd, env, all: true });
  let peakKiB = 0;
  const sampler = setInterval(() => (peakKiB = Math.max(peakKiB, treeKiB(child.pid ?? 0))), sampleMilliseconds);
  try {
    await child;
  } finally {
    clearInterval(sampler);
  }
  return peakKiB === 0 ? undefined : peakKiB / 1024;
}

/** What a command prints on stdout. @throws when it fails. */
export async function outputOf({ file, args, cwd, env }: Command): Promise<string> {
  const { stdout } = await execa(file, args, { cwd, env });
  return stdout;
}

function treeKiB(pid: number): number {
  const resident = Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
  return childrenOf(pid).reduce((sum, child) => sum + treeKiB(child), resident);
}

/** A process's children are listed by the thread that started them, and any thread may have. */
const childrenOf = (pid: number): readonly number[] =>
  list(`/proc/${pid}/task`).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean).map(Number),
  );

/** A process may end between two reads; then it weighs nothing. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function list(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
