import type { Outputs } from "../../core/outputs";
import { region, run, type Run, type RunArgs } from "./mocks";
import program = require("../../index");

type Config = Readonly<Record<string, unknown>>;

/** Runs the whole program for a stack; `config` holds values under `promenade:`. */
export async function runProgram(
  stack: string,
  config: Config = {},
  rest: Partial<RunArgs> = {},
): Promise<Run<Outputs>> {
  const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
  const own = Object.entries(config).map(([key, value]) => [`promenade:${key}`, text(value)]);
  return run({ stack, config: { "aws:region": region, ...Object.fromEntries(own) }, ...rest }, program);
}
