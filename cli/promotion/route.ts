import { defaultFlow, placeOf, type Flow } from "../../core/flow";
import { findPath, isPath } from "../../core/flow/path";
import type { Path } from "../../core/flow/path-schema";
import { InvalidInput, type Problem } from "../../core/problem";
import { groupsOf, type Group } from "../../core/promotion/waves";
import { loadFlow } from "../../flows/load";
import { didYouMean } from "../../core/suggest";
import type { Context } from "../context";
import { refused } from "../failure";
import { flowOf, readStackFile, stacksWithFile } from "../stack-file";

/** An environment of a flow that releases come into, with its stacks in the order in which they do. */
export interface Target {
  readonly flow: Flow;
  readonly name: string;
  readonly groups: readonly Group[];
}

/** A way from one environment into another. */
export interface Route extends Target {
  readonly path: Path;
  /** The stack that releases come from. */
  readonly source: string;
}

/** @throws InvalidInput for what is no environment, Failure "refused" where the flow has no such path. */
export function routeOf(context: Context, args: readonly string[]): Route {
  const [from, to] = args;
  if (args.length !== 2 || from === undefined || to === undefined) throw new InvalidInput([twoNames(args)]);
  const flow = flowOfAny(context, [from, to]);
  const found = findPath(flow, from, to);
  if (!isPath(found)) {
    const problem = { where: `${from} → ${to}`, ...found };
    const known = [from, to].every((name) => Object.hasOwn(flow.environments, name));
    throw known ? refused(problem) : new InvalidInput([problem]);
  }
  const source = targetIn(flow, from).groups[0]?.stacks[0] ?? from;
  return { ...targetIn(flow, to), path: found, source };
}

/** An environment by its name, or by that of one of its stacks. @throws InvalidInput where the flow has none. */
export function targetOf(context: Context, args: readonly string[]): Target {
  const [name, ...more] = args;
  const flow = flowOfAny(context, name === undefined ? [] : [name]);
  const known = Object.entries(flow.environments).flatMap(([one, { ephemeral }]) => (ephemeral ? [] : [one]));
  const environment = known.find((one) => one === name) ?? (name && placeOf(flow, name)?.name);
  if (more.length === 0 && environment !== undefined && known.includes(environment)) return targetIn(flow, environment);
  throw new InvalidInput([
    {
      where: "command line",
      wrong:
        more.length > 0 || name === undefined ? "not one environment" : `no such environment${didYouMean(name, known)}`,
      found: args.join(" ") || "nothing",
      allowed: known.join(", "),
      change: "name one of them",
    },
  ]);
}

/** An environment by the name that its regions' stacks share; undefined for what is a stack itself, or nothing. */
export function regionsOf(context: Context, name: string): Target | undefined {
  if (stacksWithFile(context.checkout).includes(name)) return undefined;
  const flow = flowOfAny(context, [name]);
  return flow.environments[name]?.regions === undefined ? undefined : targetIn(flow, name);
}

function targetIn(flow: Flow, name: string): Target {
  return { flow, name, groups: groupsOf(name, name, flow.environments[name]?.regions) };
}

/** The flow of a stack that the names stand for, else of any that there is. */
function flowOfAny({ checkout }: Context, names: readonly string[]): Flow {
  const stacks = stacksWithFile(checkout);
  const meant = stacks.find((stack) => names.some((name) => stack === name || stack.startsWith(`${name}-`)));
  const stack = meant ?? stacks[0];
  return stack === undefined ? loadFlow(defaultFlow) : flowOf(readStackFile(checkout, stack));
}

const twoNames = (args: readonly string[]): Problem => ({
  where: "promote",
  wrong: "not two environments",
  found: args.join(" ") || "nothing",
  allowed: "the environment that the release comes from, and the one that it goes to",
  change: "npx promenade promote stage prod",
});
