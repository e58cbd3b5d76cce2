import { dirname } from "node:path";
import type { Cloud } from "../core/config/keys";
import { Output, type Streams } from "./output";
import { sandboxFiles, type SandboxFiles } from "./sandbox-files";

/** What the process gives to a command; tests give their own. */
export interface Surroundings extends Streams {
  readonly environment: NodeJS.ProcessEnv;
  /** The folder with Pulumi.yaml and the stack files. */
  readonly checkout: string;
}

export const processSurroundings = (): Surroundings => ({
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  checkout: dirname(__dirname),
});

/** Options that every command takes. */
export interface GlobalOptions {
  readonly cloud?: Cloud;
  readonly stack?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** Everything a command works with. */
export interface Context {
  readonly checkout: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly sandbox: SandboxFiles;
  readonly output: Output;
  readonly options: GlobalOptions;
}

export function contextOf({ stdout, stderr, environment, checkout }: Surroundings, options: GlobalOptions): Context {
  return {
    checkout,
    environment,
    sandbox: sandboxFiles(checkout, environment),
    output: new Output({ stdout, stderr }, options.json === true, environment),
    options,
  };
}
