import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** A process that runs; zombies do not. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** Unix time, ms; to the second. */
  readonly startedAt: number;
  readonly command: string;
}

/** Every process of this machine that this user may see. */
export function processes(): readonly RunningProcess[] {
  return existsSync("/proc/self/stat") ? fromProc() : fromPs();
}

/** The process of that id, if it was already there at `since`; one that came later merely has the same number. */
export function stillRunning(
  { pid, since }: { readonly pid: number; readonly since: Date },
  all: readonly RunningProcess[] = processes(),
): RunningProcess | undefined {
  const toleranceMs = 2000;
  return all.find((one) => one.pid === pid && one.startedAt <= since.getTime() + toleranceMs);
}

/** Whether a process was started with this variable; systems other than Linux do not tell, which counts as no. */
export function hasVariable(pid: number, name: string, value: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`${name}=${value}`);
  } catch {
    return false;
  }
}

/** Ends a process at once; one that is gone already is no error. */
export function kill(pid: number, signal: NodeJS.Signals = "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Start times in /proc count such ticks; it has been 100 on every Linux since 2.4. */
const ticksPerSecond = 100;

function fromProc(): readonly RunningProcess[] {
  const bootSeconds = Number(/^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1]);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // After the name in parentheses: state, parent, …, the 22nd field of all is the start time.
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        if (fields[0] === "Z") return [];
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        const startedAt = (bootSeconds + Number(fields[19]) / ticksPerSecond) * 1000;
        return [{ pid: Number(name), parent: Number(fields[1]), startedAt, command }];
      } catch {
        return []; // ended meanwhile
      }
    });
}

function fromPs(): readonly RunningProcess[] {
  const listed = execFileSync("ps", ["-axww", "-o", "pid=,ppid=,stat=,lstart=,args="], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
    maxBuffer: 64 * 1024 * 1024,
  });
  return listed.split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]+\s+\d{4})\s+(.*)$/.exec(line);
    if (match === null || match[3]?.startsWith("Z")) return [];
    const [, pid, parent, , started = "", command = ""] = match;
    return [{ pid: Number(pid), parent: Number(parent), startedAt: Date.parse(started), command }];
  });
}
