import type { Flow } from "../flow";
import { show } from "../problem";
import type { Refusal } from "../rollout/decision";
import { didYouMean } from "../suggest";
import type { Path } from "./path-schema";

/** Environments that a release may go on to. */
export const validTargets = ({ paths }: Flow, from: string): readonly string[] =>
  paths.filter((path) => path.from === from).map(({ to }) => to);

/** The path between two environments; where there is none, why, and where a release may go instead. */
export function findPath(flow: Flow, from: string, to: string): Path | Refusal {
  const path = flow.paths.find((one) => one.from === from && one.to === to);
  return path ?? unknownEnvironment(flow, from) ?? unknownEnvironment(flow, to) ?? noPath(flow, from, to);
}

/** Whether a path was found. */
export const isPath = (found: Path | Refusal): found is Path => "from" in found;

function unknownEnvironment({ name, environments }: Flow, environment: string): Refusal | undefined {
  if (Object.hasOwn(environments, environment)) return undefined;
  const known = Object.keys(environments).filter((one) => environments[one]?.ephemeral === false);
  return {
    wrong: `no such environment in the flow ${name}${didYouMean(environment, known)}`,
    found: show(environment),
    allowed: known.join(", "),
    change: "name one of them",
  };
}

function noPath(flow: Flow, from: string, to: string): Refusal {
  const targets = validTargets(flow, from);
  return {
    wrong: `the flow ${flow.name} has no path from ${from} to ${to}`,
    found: `${from} → ${to}`,
    allowed: targets.length > 0 ? `from ${from} to ${targets.join(", ")}` : `nothing: no path leaves ${from}`,
    change: targets.length > 0 ? `npx promenade promote ${from} ${targets[0] ?? ""}` : "name another source",
  };
}
