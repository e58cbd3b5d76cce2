import { isPullRequest } from "../core/flow";
import { InvalidInput, show, type Problem } from "../core/problem";
import { parseAge, verdictOn, type Verdict } from "../core/pull-requests/sweep";
import { Claims } from "./claim";
import type { Context } from "./context";
import { anyWorkspace } from "./deployed";
import { describe, exitCodes } from "./failure";
import type { ListedStack } from "./ports/pulumi";
import { known, noRepository } from "./pull-request";
import { pullRequestRules } from "./pull-request-rules";
import { readStackFile, type StackFile } from "./stack-file";
import { takeDown } from "./tear-down";
import { cloudName, cloudOf } from "./workspace";

/** How long after its last update an environment is kept, where nothing else is said. */
const defaultMaxAge = "7d";

export type Swept =
  | { readonly stack: string; readonly result: "removed" | "would be removed" | "kept"; readonly reason: string }
  | { readonly stack: string; readonly result: "failed"; readonly problems: readonly Problem[] };

/** What `pr sweep --json` prints. */
export interface SweepReport {
  readonly dryRun: boolean;
  readonly environments: readonly Swept[];
}

/** `pr sweep`: one that cannot be removed keeps none of the others; it is told in the end. */
export async function sweepPullRequests(context: Context, given: Readonly<Record<string, unknown>>): Promise<number> {
  const maxAge = ageIn(given.maxAge ?? defaultMaxAge);
  const dryRun = given.dryRun === true;
  // Any number will do: what a stack without a file of its own reads is the same for all.
  const file = readStackFile(context.checkout, "pr-1");
  const { output } = context;
  output.say(`pr sweep in ${cloudName[cloudOf(context, file)]}`);
  if (pullRequestRules(file).repository === undefined) output.say(`${noRepository}: environments go by age alone`);

  const environments: Swept[] = [];
  for (const stack of await stacks(context, file)) {
    try {
      const { sweep, reason } = await judge(context, stack, maxAge);
      if (sweep && !dryRun) await takeDown(context, readStackFile(context.checkout, stack.name));
      const result = !sweep ? "kept" : dryRun ? "would be removed" : "removed";
      environments.push({ stack: stack.name, result, reason });
    } catch (error) {
      environments.push({ stack: stack.name, result: "failed", problems: describe(error).problems });
    }
  }
  const report: SweepReport = { dryRun, environments };
  output.result(report, () => told(report));
  return environments.some(({ result }) => result === "failed") ? exitCodes.failed : exitCodes.done;
}

async function judge(context: Context, { name, updatedAt }: ListedStack, maxAge: number): Promise<Verdict> {
  const file = readStackFile(context.checkout, name);
  if (claims(context, file)?.standing(name).state === "busy") return { sweep: false, reason: "someone works on it" };
  const rules = pullRequestRules(file);
  const pullRequest = await known(context, rules, Number(name.slice("pr-".length)));
  return verdictOn({ updatedAt, pullRequest }, { now: new Date(), maxAge, forkLabel: rules.forkLabel });
}

/** Those that the backend knows, and in the local cloud those that a crash kept from being known to it. */
async function stacks(context: Context, file: StackFile): Promise<readonly ListedStack[]> {
  const listed = (await listedStacks(context, file)).filter(({ name }) => isPullRequest(name));
  const claimed = claims(context, file)?.stacks() ?? [];
  const unlisted = claimed.filter((name) => isPullRequest(name) && !listed.some((one) => one.name === name));
  return [...listed, ...unlisted.map((name) => ({ name, updatedAt: undefined }))];
}

/** Who works on which stack is known of this machine alone. */
const claims = (context: Context, file: StackFile): Claims | undefined =>
  cloudOf(context, file) === "sandbox" ? new Claims(context.sandbox.running) : undefined;

const listedStacks = async (context: Context, file: StackFile): Promise<readonly ListedStack[]> =>
  (await anyWorkspace(context, file))?.pulumi.listed() ?? [];

function ageIn(given: unknown): number {
  const age = parseAge(String(given));
  if (age !== undefined) return age;
  throw new InvalidInput([
    {
      where: "--max-age",
      wrong: "not an age",
      found: show(given),
      allowed: "whole hours or days, such as 12h or 7d",
      change: "--max-age 7d",
    },
  ]);
}

function told({ environments }: SweepReport): string {
  if (environments.length === 0) return "no pull request has an environment";
  return environments
    .map((one) =>
      one.result === "failed"
        ? `${one.stack}: failed: ${one.problems.map(({ wrong, found }) => `${wrong} (${found})`).join("; ")}`
        : `${one.stack}: ${one.result}: ${one.reason}`,
    )
    .join("\n");
}
