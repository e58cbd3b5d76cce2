import type { Context } from "./context";

export interface OptionDefinition {
  /** As commander writes it: `--confirm <stack>`. */
  readonly flags: string;
  readonly description: string;
}

/** One verb: what its help says, and what it does. Whatever is heavy is loaded by `run`. */
export interface CommandDefinition {
  /** `up`, or `sandbox start` for a verb below another one. */
  readonly name: string;
  readonly summary: string;
  /** Positional arguments, as commander writes them: `[args...]`. */
  readonly arguments?: string;
  readonly options?: readonly OptionDefinition[];
  /** Command lines without the leading `npx promenade`. */
  readonly examples: readonly string[];
  /** @returns the exit code. @throws InvalidInput, Failure. */
  run(context: Context, options: Readonly<Record<string, unknown>>, args: readonly string[]): Promise<number>;
}
