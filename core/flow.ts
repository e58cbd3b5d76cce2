import { z } from "zod";
import { mirrorSchema } from "./mirror";
import { tiers, type Tier } from "./tiers";

const word = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "lower-case letters, digits and single hyphens, a letter first");

/** Starts the names of all that is in the environment. */
const environmentName = word.max(20, "at most 20 characters");

const environmentSchema = z
  .strictObject({
    tier: z.enum(tiers),
    purpose: z.string(),
    /** One a pull request: stacks `pr-<number>`. */
    ephemeral: z.boolean().default(false),
    /** Whose network and load balancer an ephemeral environment shares. */
    host: environmentName.optional(),
  })
  .refine(({ ephemeral, host }) => ephemeral === (host !== undefined), {
    path: ["host"],
    error: "the environment that an ephemeral one shares network and load balancer with; others have their own",
  });

/** A flow file: which environments exist and how a release walks through them. */
export const flowSchema = z
  .strictObject({
    name: word.max(40, "at most 40 characters"),
    description: z.string(),
    environments: z.record(environmentName, environmentSchema),
    paths: z.array(
      z.strictObject({ from: environmentName, to: environmentName, approvals: z.int().min(0).max(6).default(0) }),
    ),
    mirrors: z.array(mirrorSchema).default([]),
  })
  .superRefine(({ environments, paths, mirrors }, context) => {
    const lasting = Object.keys(environments).filter((name) => environments[name]?.ephemeral === false);
    const named = [
      ...Object.entries(environments).map(([name, { host }]) => [["environments", name, "host"], host] as const),
      ...paths.flatMap(({ from, to }, at) => [
        [["paths", at, "from"], from] as const,
        [["paths", at, "to"], to] as const,
      ]),
      ...mirrors.flatMap(({ of, by }, at) => [
        [["mirrors", at, "of"], of] as const,
        [["mirrors", at, "by"], by] as const,
      ]),
    ];
    for (const [path, name] of named) {
      if (name === undefined || lasting.includes(name)) continue;
      context.addIssue({
        code: "custom",
        path: [...path],
        message: `an environment of the flow: ${lasting.join(", ")}`,
      });
    }
  });
export type Flow = z.infer<typeof flowSchema>;

/** The flow that a stack file without `promenade:flow` walks. */
export const defaultFlow = "three-tier";

export interface Environment {
  /** `dev`, or `pr-123` for a pull request's own. */
  readonly name: string;
  readonly tier: Tier;
  /** Prefix of GitHub's secrets and variables, without the underscore: `DEV`. */
  readonly scope: string;
  /** `env/dev`: GitHub label, moving git tag and value of the tag `env`. */
  readonly label: string;
  /** Set for a pull request's environment: its number, and the stack whose network and load balancer it shares. */
  readonly guest?: Guest;
}

export interface Guest {
  readonly host: string;
  readonly pullRequest: number;
}

const pullRequestStack = /^pr-([1-9][0-9]*)$/;

/** Whether a stack is a pull request's. */
export const isPullRequest = (stack: string): boolean => pullRequestStack.test(stack);

/** Stacks of an ephemeral environment, as users are told of them. */
export const ephemeralStacks = "pr-<number>";

export const scopeOf = (stack: string): string => stack.toUpperCase().replaceAll("-", "_");
export const labelOf = (stack: string): string => `env/${stack}`;

const environmentFor = (name: string, tier: Tier): Environment => ({
  name,
  tier,
  scope: scopeOf(name),
  label: labelOf(name),
});

/**
 * The environment that a stack's name picks: `prod` by name, `prod-eu-west-1` by name and region,
 * `pr-123` as the flow's ephemeral one. Undefined when the flow has none for it.
 */
export function environmentOf(flow: Flow, stack: string): Environment | undefined {
  const exact = Object.hasOwn(flow.environments, stack) ? flow.environments[stack] : undefined;
  if (exact !== undefined && !exact.ephemeral) return environmentFor(stack, exact.tier);
  const [, pullRequest] = pullRequestStack.exec(stack) ?? [];
  if (pullRequest !== undefined) {
    const preview = Object.values(flow.environments).find(({ ephemeral }) => ephemeral);
    if (preview?.host === undefined) return undefined;
    const guest = { host: preview.host, pullRequest: Number(pullRequest) };
    return { ...environmentFor(stack, preview.tier), guest };
  }
  const regional = Object.entries(flow.environments).find(
    ([name, { ephemeral }]) => !ephemeral && stack.startsWith(`${name}-`) && isRegion(stack.slice(name.length + 1)),
  );
  return regional === undefined ? undefined : environmentFor(stack, regional[1].tier);
}

/** The environment that a release enters first: the one that no path leads to. */
export function firstEnvironment({ environments, paths }: Flow): string | undefined {
  const entered = new Set(paths.map(({ to }) => to));
  return Object.entries(environments).find(([name, { ephemeral }]) => !ephemeral && !entered.has(name))?.[0];
}

/** How a release comes into a stack's environment. */
export const pathsTo = ({ paths }: Flow, stack: string): Flow["paths"] =>
  paths.filter(({ to }) => stack === to || (stack.startsWith(`${to}-`) && isRegion(stack.slice(to.length + 1))));

/** AWS region names: `eu-west-1`, `us-gov-east-1`. */
export function isRegion(text: string): boolean {
  return /^(us|eu|ap|sa|ca|me|af|il|mx|us-gov|cn)-(north|south|east|west|central|northeast|southeast|northwest|southwest)-[1-9]$/.test(
    text,
  );
}

/** Names a user may give as a stack of this flow. */
export function stackNames(flow: Flow): readonly string[] {
  return Object.entries(flow.environments).map(([name, { ephemeral }]) => (ephemeral ? ephemeralStacks : name));
}
