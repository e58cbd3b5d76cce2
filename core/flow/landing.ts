import { scopeOf, stacksOf, type Flow } from "../flow";
import { gateName } from "../github/delivery";
import { environmentFor, environmentsByHand, type Arrival, type Origin } from "./arrival";

/** How a release comes in: built and deployed, promoted from elsewhere, or deployed once more where it was built. */
export type Way = "deploy" | "promote" | "redeploy";

/** What a push, a tag or a pull request is to one stack: all that a workflow has to know of it. */
export interface Landing {
  readonly stack: string;
  /** As the flow calls it. */
  readonly environment: string;
  /** GitHub's environment with the stack's variables; the pull requests' share one. */
  readonly github: string;
  /** What the names of these variables start with, before the underscore. */
  readonly scope: string;
  readonly way: Way;
  /** The environment that a promotion starts from. */
  readonly from: string | null;
  /** What it is called there; null is whatever is live in `from`. */
  readonly release: string | null;
  /** The release that has its images already. */
  readonly again: string | null;
  /** Contexts of status checks that the commit must have passed. */
  readonly checks: readonly string[];
  /** GitHub's environment that asks for approval first. */
  readonly gate: string | null;
}

/** What is deployed of a commit, so that a tag finds what its commit's branch has built. */
export const releaseOfCommit = (commit: string): string => commit.slice(0, 12);

/** Where a push or a tag leads by itself; with `to`, to that environment alone, by hand as well. */
export function landings(flow: Flow, origin: Origin, commit: string, to?: string): readonly Landing[] {
  const itself = environmentFor(flow, origin);
  const every = [...(itself === undefined ? [] : [itself]), ...environmentsByHand(flow, origin)];
  const arrivals = to === undefined ? every.slice(0, itself === undefined ? 0 : 1) : every.filter(isTo(to)).slice(0, 1);
  return arrivals.flatMap((arrival) => landingsOf(flow, origin, commit, arrival));
}

const isTo =
  (to: string) =>
  ({ environment }: Arrival): boolean =>
    environment === to;

function landingsOf(flow: Flow, origin: Origin, commit: string, arrival: Arrival): readonly Landing[] {
  const { environment, checks, source } = arrival;
  const { approvals, criticalApprovals = 0, waitMinutes } = source;
  const asked = approvals + criticalApprovals + waitMinutes > 0;
  return stacksIn(flow, origin, environment).map((stack) => {
    const github = "pullRequest" in origin ? environment : stack;
    return {
      ...{ stack, environment, github, scope: scopeOf(github), checks },
      ...coming(origin, releaseOfCommit(commit), arrival),
      gate: asked ? gateName(stack) : null,
    };
  });
}

function stacksIn({ environments }: Flow, origin: Origin, environment: string): readonly string[] {
  if ("pullRequest" in origin) return [`pr-${origin.pullRequest}`];
  const found = environments[environment];
  return found === undefined ? [] : stacksOf(environment, found);
}

function coming(origin: Origin, built: string, { environment, artifact }: Arrival) {
  const named = "tag" in origin ? origin.tag : built;
  if (artifact === undefined) return { way: "deploy", from: null, release: named, again: null } as const;
  if (artifact === environment) return { way: "redeploy", from: null, release: named, again: built } as const;
  // A tag is its commit's; merging a branch makes a commit that nobody has built.
  return { way: "promote", from: artifact, release: "tag" in origin ? built : null, again: null } as const;
}
