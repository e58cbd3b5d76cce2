import { readdirSync, readFileSync } from "node:fs";
import { execa } from "execa";

/** What one run of a command took. */
export interface Run {
  readonly seconds: number;
  /** Highest sum over the command and all its descendants; undefined where /proc does not tell. */
  readonly peakMiB: number | undefined;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

const sampleMilliseconds = 40;

/** Runs a command to its end and watches the memory of its whole process tree. @throws when it fails. */
export async function measure({ file, args, cwd, env }: Command): Promise<Run> {
  const started = performance.now();
  const child = execa(file, args, { cwd, env, all: true });
  let peakKiB = 0;
  const sampler = setInterval(() => (peakKiB = Math.max(peakKiB, treeKiB(child.pid))), sampleMilliseconds);
  try {
    await child;
  } finally {
    clearInterval(sampler);
  }
  const seconds = (performance.now() - started) / 1000;
  return { seconds, peakMiB: peakKiB === 0 ? undefined : peakKiB / 1024 };
}

/** Proportional set size of a process and its descendants, so that shared pages count once. */
function treeKiB(root: number | undefined): number {
  if (root === undefined || process.platform !== "linux") return 0;
  const children = childrenByParent();
  const visit = (pid: number): number =>
    ownKiB(pid) + (children.get(pid) ?? []).reduce((sum, child) => sum + visit(child), 0);
  return visit(root);
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const parent = Number(/\) \S (\d+)/.exec(read(`/proc/${name}/stat`))?.[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  return children;
}

const ownKiB = (pid: number): number => Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);

/** A process may end between two reads; then it weighs nothing. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
