import { execFile } from "node:child_process";

export interface Outcome {
  readonly exitCode: number;
  /** What it wrote to stdout. */
  readonly stdout: string;
  /** Everything it wrote. */
  readonly output: string;
}

/** Runs a program to its end; a program that cannot be started, or takes longer than `timeoutSeconds`, is an error. */
export function run(
  program: string,
  args: readonly string[],
  { folder, env = {}, timeoutSeconds = 60 }: { folder: string; env?: NodeJS.ProcessEnv; timeoutSeconds?: number },
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd: folder,
      env: { ...process.env, ...env },
      timeout: timeoutSeconds * 1000,
      maxBuffer: 2 ** 26,
    };
    execFile(program, args, options, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : error.code;
      if (typeof exitCode === "number") resolve({ exitCode, stdout, output: stdout + stderr });
      else reject(new Error(`${program} ${args.join(" ")} did not run to its end`, { cause: error }));
    });
  });
}
