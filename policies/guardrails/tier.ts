/** How much is at stake in an environment, least first. */
export const tiers = ["preview", "dev", "stage", "prod"] as const;
export type Tier = (typeof tiers)[number];

export const everyTier: readonly Tier[] = tiers;
/** What users, or those who stand in for them, rely on. */
export const fromStage: readonly Tier[] = ["stage", "prod"];
export const prodOnly: readonly Tier[] = ["prod"];
/** What is made to be thrown away, and is to cost little. */
export const belowStage: readonly Tier[] = ["preview", "dev"];

/** Tiers of the environments that most flows have; `preview` stands for the stacks of pull requests, `pr-<number>`. */
export const commonTiers: Readonly<Record<string, Tier>> = {
  preview: "preview",
  dev: "dev",
  stage: "stage",
  staging: "stage",
  prod: "prod",
  production: "prod",
};

const regionSuffix = /-[a-z]{2}(-[a-z]+)+-\d$/;
const pullRequest = /^pr-[1-9]\d*$/;

/** From a resource's URN, `urn:pulumi:<stack>::<project>::…`. */
export function stackOf(urn: string): string {
  const stack = /^urn:pulumi:([^:]+)::/.exec(urn)?.[1];
  if (stack === undefined) throw new Error(`not a resource's URN: "${urn}"`);
  return stack;
}

/** The environment that a stack belongs to: `prod-eu-west-1` to `prod`, `pr-7` to `preview`. */
export function environmentOf(stack: string): string {
  return pullRequest.test(stack) ? "preview" : stack.replace(regionSuffix, "");
}

/** Undefined for an environment that nobody has named a tier for. */
export function tierOf(stack: string, known: Readonly<Record<string, Tier>>): Tier | undefined {
  return known[stack] ?? known[environmentOf(stack)];
}
