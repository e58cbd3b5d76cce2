import { z } from "zod";
import { branchSchema, tagSchema } from "./flow/branch";
import { flowEnvironmentSchema, type FlowEnvironment } from "./flow/environment";
import { pathSchema } from "./flow/path-schema";
import { roleSchema } from "./flow/role";
import { environmentName, roleName, word } from "./flow/words";
import { mirrorSchema } from "./mirror";
import { isRegion } from "./region";
import type { Tier } from "./tiers";

/** Repairs that cannot wait for the usual way; its environments are entered as ever, prod with its approvals. */
const hotfixSchema = z.strictObject({
  /** A name under `branches`. */
  branch: word,
  /** From the environment that the branch is deployed to by hand, one promotion after the other. */
  path: z.array(environmentName).min(2),
});

/** A flow file: which environments exist and how a release walks through them. `parseFlow` says whether it makes sense. */
export const flowSchema = z.strictObject({
  name: word.max(40, "at most 40 characters"),
  description: z.string(),
  roles: z.record(roleName, roleSchema).default({}),
  branches: z.record(word, branchSchema).default({}),
  tags: z.record(word, tagSchema).default({}),
  environments: z.record(environmentName, flowEnvironmentSchema),
  paths: z.array(pathSchema),
  hotfix: hotfixSchema.optional(),
  mirrors: z.array(mirrorSchema).default([]),
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
  const place = placeOf(flow, stack);
  if (place === undefined) return undefined;
  const [, pullRequest] = pullRequestStack.exec(stack) ?? [];
  const { tier, host } = place.environment;
  const environment = environmentFor(stack, tier);
  return host === undefined ? environment : { ...environment, guest: { host, pullRequest: Number(pullRequest) } };
}

/** Where a stack stands in its flow. */
export interface Place {
  /** What the flow calls the environment: `prod` for `prod-eu-west-1`. */
  readonly name: string;
  readonly environment: FlowEnvironment;
  /** The region that the stack's name ends in. */
  readonly region?: string;
}

/** What the flow's file says of a stack's environment. */
export function placeOf({ environments }: Flow, stack: string): Place | undefined {
  for (const [name, environment] of Object.entries(environments)) {
    const region = stack.startsWith(`${name}-`) ? stack.slice(name.length + 1) : undefined;
    if (environment.ephemeral) {
      if (isPullRequest(stack)) return { name, environment };
    } else if (stack === name && environment.regions === undefined) {
      return { name, environment };
    } else if (region !== undefined && isRegion(region) && hasRegion(environment, region)) {
      return { name, environment, region };
    }
  }
  return undefined;
}

const hasRegion = ({ regions }: FlowEnvironment, region: string): boolean =>
  regions === undefined || regionsOf(regions).includes(region);

const regionsOf = (waves: NonNullable<FlowEnvironment["regions"]>): readonly string[] =>
  waves.flatMap(({ regions }) => regions);

/** The stacks of an environment, in the order in which a release comes to them; one a pull request is told as such. */
export function stacksOf(name: string, { ephemeral, regions }: FlowEnvironment): readonly string[] {
  if (ephemeral) return [ephemeralStacks];
  return regions === undefined ? [name] : regionsOf(regions).map((region) => `${name}-${region}`);
}

/** The environment that a release enters first: the one that no path leads to. */
export function firstEnvironment({ environments, paths }: Flow): string | undefined {
  const entered = new Set(paths.map(({ to }) => to));
  return Object.entries(environments).find(([name, { ephemeral }]) => !ephemeral && !entered.has(name))?.[0];
}

/** How a release comes into a stack's environment. */
export const pathsTo = ({ paths }: Flow, stack: string): Flow["paths"] =>
  paths.filter(({ to }) => stack === to || (stack.startsWith(`${to}-`) && isRegion(stack.slice(to.length + 1))));

/** Names a user may give as a stack of this flow. */
export const stackNames = ({ environments }: Flow): readonly string[] =>
  Object.entries(environments).flatMap(([name, environment]) => stacksOf(name, environment));
