import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

const suffix = process.platform === "win32" ? ".exe" : "";

/** The file name of an executable on this platform. */
export const executableName = (name: string) => `${name}${suffix}`;

/** Whether this user can run the file. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The executable of that name in the first of the folders that has one. */
export function findIn(folders: readonly string[], name: string): string | undefined {
  return folders
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, executableName(name)))
    .find(isExecutable);
}

/** The executable that a shell with this environment would run. */
export function findOnPath(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  return findIn((environment["PATH"] ?? "").split(delimiter), name);
}

/** How a run of a tool ended: what it printed, or in one line why it did not succeed. */
export type Run = { readonly ok: true; readonly stdout: string } | { readonly ok: false; readonly reason: string };

export interface RunOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly timeoutSeconds: number;
  readonly directory?: string;
  /** Called with each line on stderr as it is printed. */
  readonly onErrorLine?: (line: string) => void;
  /** Which lines on stderr tell why a run failed; all by default. */
  readonly explains?: (line: string) => boolean;
}

/** The last lines that explain a failure, as one short line. */
export function reasonFrom(stderr: string | undefined, explains: (line: string) => boolean = () => true): string {
  const lines = (stderr ?? "").split("\n").map((line) => line.trim());
  const text = lines
    .filter((line) => line !== "" && explains(line))
    .slice(-3)
    .join(" · ");
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

/** Runs a tool to its end; it is killed when it takes too long or when this process ends. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<Run> {
  // Loaded here because a toolchain that is already there must not pay for it.
  const { execa } = await import("execa");
  const { environment, timeoutSeconds, directory, onErrorLine } = options;
  const child = execa(command, args, {
    env: environment,
    extendEnv: false,
    ...(directory === undefined ? {} : { cwd: directory }),
    stdin: "ignore",
    timeout: timeoutSeconds * 1000,
    reject: false,
  });
  if (onErrorLine !== undefined) {
    for await (const line of child.iterable({ from: "stderr" })) onErrorLine(line);
  }
  const result = await child;
  if (!result.failed) return { ok: true, stdout: result.stdout };
  if (result.timedOut) return { ok: false, reason: `it did not end within ${timeoutSeconds} s` };
  const { stderr, shortMessage = "it failed" } = result;
  return { ok: false, reason: reasonFrom(stderr, options.explains) || shortMessage };
}
