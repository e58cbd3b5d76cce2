import type { Flow } from "../flow";
import { matchesPattern } from "./reference-pattern";
import type { Source } from "./source";

/** What was pushed, tagged or opened. */
export type Origin =
  | { readonly branch: string }
  | { readonly tag: string }
  /** The pull request's number, and the branch that it is to be merged into. */
  | { readonly pullRequest: number; readonly into: string };

/** An environment that a push or a tag leads to, and the source that says so. */
export interface Arrival {
  readonly environment: string;
  /** Whose images are taken for the commit; undefined builds them. */
  readonly artifact: string | undefined;
  /** Contexts of status checks that the commit must have passed first. */
  readonly checks: readonly string[];
  readonly source: Source;
}

/** Where a push goes by itself; undefined where it goes nowhere. */
export const environmentFor = (flow: Flow, origin: Origin): Arrival | undefined =>
  arrivals(flow, origin).find(({ source }) => source.automatic);

/** Where somebody may deploy it by hand. */
export const environmentsByHand = (flow: Flow, origin: Origin): readonly Arrival[] =>
  arrivals(flow, origin).filter(({ source }) => !source.automatic);

const arrivals = (flow: Flow, origin: Origin): readonly Arrival[] =>
  Object.entries(flow.environments).flatMap(([environment, { sources }]) =>
    sources
      .filter((source) => comesFrom(flow, source, origin))
      .map((source) => ({
        environment,
        artifact: source.artifact,
        checks: [...new Set([...checksOf(flow, source), ...source.gates.checks])],
        source,
      })),
  );

function comesFrom({ branches, tags }: Flow, source: Source, origin: Origin): boolean {
  if ("branch" in origin) return fits(branches[source.branch ?? ""]?.patterns, origin.branch);
  if ("tag" in origin) return fits(tags[source.tag ?? ""]?.patterns, origin.tag);
  return source.pullRequest !== undefined && matchesPattern(source.pullRequest, origin.into);
}

const fits = (patterns: readonly string[] = [], name: string): boolean =>
  patterns.some((pattern) => matchesPattern(pattern, name));

const checksOf = ({ branches }: Flow, { branch = "" }: Source): readonly string[] =>
  branches[branch]?.protection?.checks ?? [];

/** Patterns of branches and tags that an environment's workflows may run from; empty where only promotions lead to it. */
export function deploymentPatterns(flow: Flow, environment: string): { branches: string[]; tags: string[] } {
  const { deploysFrom, sources = [] } = flow.environments[environment] ?? {};
  const names = (kind: "branch" | "tag"): readonly string[] => deploysFrom ?? sources.flatMap((one) => one[kind] ?? []);
  return {
    branches: names("branch").flatMap((name) => flow.branches[name]?.patterns ?? []),
    tags: names("tag").flatMap((name) => flow.tags[name]?.patterns ?? []),
  };
}
