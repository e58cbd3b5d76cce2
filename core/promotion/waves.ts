import type { Wave } from "../flow/environment";
import type { Entry } from "../flow/gate";

/** One stack of the environment that a release is promoted into, as it is now. */
export interface Region {
  readonly stack: string;
  /** What has all of its requests; null while nothing has. */
  readonly release: string | null;
  /** Whether that is exactly what is promoted. */
  readonly entered: boolean;
  /** Nothing is wrong with it at all. */
  readonly healthy: boolean;
  /** So much is wrong that it cannot go on like this. */
  readonly failing: boolean;
  /** Unix time (ms) since which it has all requests; undefined where nobody has noted it. */
  readonly since: number | undefined;
}

/** Stacks that get a release together; an environment without regions is one of one stack. */
export interface Group {
  readonly wave: string | undefined;
  readonly stacks: readonly string[];
  /** Seconds that its stacks must have been healthy with the release before the next group may start. */
  readonly bakeSeconds: number;
  /** Instead of what the path asks for. */
  readonly approvals: number | undefined;
}

/** What is to be done next about a release in an environment. */
export type WaveStep =
  /** These stacks of a group lack it. */
  | { readonly do: "enter"; readonly group: Group; readonly stacks: readonly string[] }
  /** The group has it, and the next one may not start before then (Unix time, ms), nor before all of it is healthy. */
  | { readonly do: "bake"; readonly group: Group; readonly until: number }
  /** A stack has it and fails: nobody else gets it. */
  | { readonly do: "stop"; readonly group: Group; readonly stack: string }
  | { readonly do: "done" };

/** Waves of a flow's environment, or its one stack. */
export function groupsOf(name: string, stack: string, waves: readonly Wave[] | undefined): readonly Group[] {
  if (waves === undefined) return [{ wave: undefined, stacks: [stack], bakeSeconds: 0, approvals: undefined }];
  return waves.map(({ name: wave, regions, bakeMinutes, approvals }) => ({
    ...{ wave, approvals },
    stacks: regions.map((region) => `${name}-${region}`),
    bakeSeconds: bakeMinutes * 60,
  }));
}

/**
 * The next step of a release through an environment's regions, from nothing but what runs where: who stops in the middle
 * and comes back later, or somebody else does, goes on with the first wave that lacks it.
 */
export function nextWave(groups: readonly Group[], regions: readonly Region[], now: number): WaveStep {
  for (const [at, group] of groups.entries()) {
    const own = group.stacks.flatMap((stack) => regions.find((region) => region.stack === stack) ?? []);
    const failing = own.find((region) => region.entered && region.failing);
    if (failing !== undefined) return { do: "stop", group, stack: failing.stack };
    const lacking = own.filter(({ entered }) => !entered).map(({ stack }) => stack);
    if (lacking.length > 0) return { do: "enter", group, stacks: lacking };
    const until = Math.max(...own.map(({ since = 0 }) => since)) + group.bakeSeconds * 1000;
    const ready = now >= until && own.every(({ healthy }) => healthy);
    if (at < groups.length - 1 && !ready) return { do: "bake", group, until };
  }
  return { do: "done" };
}

/** What a group asks for: the path's own words, with its approvals where the wave says how many. */
export const entryOf = <E extends Entry>(path: E, { approvals }: Group): E =>
  approvals === undefined
    ? path
    : { ...path, approvals, criticalApprovals: Math.max(approvals, path.criticalApprovals ?? 0) };
