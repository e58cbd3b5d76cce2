import type { Outputs } from "../../core/outputs";
import type { Tier } from "../../core/tiers";
import { region, run, type Run, type RunArgs } from "./mocks";
import { demanded, digest } from "./settings";
import program = require("../../index");

type Config = Readonly<Record<string, unknown>>;

/** Runs the whole program for a stack; `config` holds values under `promenade:`. */
export async function runProgram(
  stack: string,
  config: Config = {},
  rest: Partial<RunArgs> = {},
): Promise<Run<Outputs>> {
  const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
  const own = Object.entries({ ...demanded[stack.split("-")[0] ?? stack], ...config }).map(([key, value]) => [
    `promenade:${key}`,
    text(value),
  ]);
  return run(
    { stack, config: { "aws:region": region, ...(Object.fromEntries(own) as Record<string, string>) }, ...rest },
    program,
  );
}

/** An image in the account's own registry. */
export const imageOf = (service: string, digit = "a"): string =>
  `123456789012.dkr.ecr.${region}.amazonaws.com/${service}@${digest(digit)}`;

export const initialRelease = { release: "1.0.0", commit: "abcdef1", images: { app: imageOf("app") } };

/** A stack of every tier; nothing in the flow runs at preview's scale, so it is asked for. */
const stacks: Readonly<Record<Tier, { readonly stack: string; readonly config: Config }>> = {
  preview: { stack: "dev", config: { tier: "preview", initialRelease } },
  dev: { stack: "dev", config: { initialRelease } },
  stage: { stack: "stage", config: { initialRelease } },
  prod: { stack: "prod", config: { initialRelease } },
};

/** How a new environment of a tier is asked for. */
export const stackOf = (tier: Tier) => stacks[tier];

const known = new Map<Tier, Promise<Run<Outputs>>>();

/** A new environment of a tier, with a release; run once however often it is asked for. */
export function environmentOf(tier: Tier): Promise<Run<Outputs>> {
  const { stack, config } = stacks[tier];
  const started = known.get(tier) ?? runProgram(stack, config);
  known.set(tier, started);
  return started;
}
