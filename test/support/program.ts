import type { Outputs } from "../../core/outputs";
import type { Tier } from "../../core/tiers";
import { region, run, type Registered, type Run, type RunArgs } from "./mocks";
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
  const [, named = region] = /^[a-z]+-([a-z]{2}-[a-z]+-\d)$/.exec(stack) ?? [];
  return run(
    { stack, config: { "aws:region": named, ...(Object.fromEntries(own) as Record<string, string>) }, ...rest },
    program,
  );
}

/** An image in the account's own registry. */
export const imageOf = (service: string, digit = "a"): string =>
  `123456789012.dkr.ecr.${region}.amazonaws.com/${service}@${digest(digit)}`;

export const initialRelease = { release: "1.0.0", commit: "abcdef1", images: { app: imageOf("app") } };

/** What migrates the database, where there is one. */
export const migrations = { service: "app", command: ["npm", "run", "migrate"] };

/** Where the code is, and who approves there. */
export const repository = { name: "one/app", plan: "enterprise", teams: { "release-approvers": 11, "tech-leads": 12 } };

/** A stack of every tier. */
const stacks: Readonly<Record<Tier, { readonly stack: string; readonly config: Config }>> = {
  preview: { stack: "pr-7", config: { flow: "pull-request-previews", initialRelease } },
  dev: { stack: "dev", config: { initialRelease, migrations, repository } },
  stage: { stack: "stage", config: { initialRelease, migrations, repository } },
  prod: { stack: "prod", config: { initialRelease, migrations, repository } },
};

/** How a new environment of a tier is asked for. */
export const stackOf = (tier: Tier) => stacks[tier];

const known = new Map<Tier, Promise<Run<Outputs>>>();

/** A new environment of a tier, with a release; run once however often it is asked for. */
export function environmentOf(tier: Tier): Promise<Run<Outputs>> {
  const started = known.get(tier) ?? start(tier);
  known.set(tier, started);
  return started;
}

/** One after the other: the mocks take one program at a time. */
async function start(tier: Tier): Promise<Run<Outputs>> {
  const { stack, config } = stacks[tier];
  const host = tier === "preview" ? { ...(await environmentOf("dev")).outputs } : {};
  return runProgram(stack, config, { stacks: { dev: host } });
}

/** With what a guest shares with its host: the network, and the load balancer. */
export async function surroundedBy(tier: Tier): Promise<readonly Registered[]> {
  const { resources } = await environmentOf(tier);
  if (tier !== "preview") return resources;
  const { resources: host } = await environmentOf("dev");
  const shared = /promenade:network:(Network|LoadBalancer)::/;
  return [...host.filter(({ parent }) => shared.test(parent)), ...resources];
}
