import type { Repository } from "../config/repository";
import { labelOf, pathsTo, placeOf, type Flow, type Place } from "../flow";
import { deploymentPatterns } from "../flow/arrival";
import type { Entry } from "../flow/gate";
import { githubPattern } from "../flow/reference-pattern";
import { protectionsOf, type Protection } from "./protection";

/** A GitHub environment: what a workflow's job has to pass. */
export interface GithubEnvironment {
  /** What it is to its stack: the environment itself, the gate before it, or that of its guests. */
  readonly part: "environment" | "gate" | "guests";
  readonly name: string;
  /** Ids; one of them has to say yes. */
  readonly teams: readonly number[];
  readonly users: readonly number[];
  /** Who starts a run does not approve it. */
  readonly preventSelfReview: boolean;
  readonly waitMinutes: number;
  /** Branches and tags whose workflows may use it, as GitHub spells patterns; undefined is any. */
  readonly from: { readonly branches: readonly string[]; readonly tags: readonly string[] } | undefined;
}

/** What of a repository a stack keeps; no two stacks of a flow keep the same. */
export interface Delivery {
  readonly owner: string;
  readonly repository: string;
  readonly environments: readonly GithubEnvironment[];
  /** `env/dev`. */
  readonly labels: readonly string[];
  /** Of the branches and tags that feed it. */
  readonly protections: readonly Protection[];
}

/** Starts the name of the environment that asks for approval before another is entered (requirement 1, s1). */
export const gateName = (environment: string): string => `promotion-approval-${environment}`;

/** A pull request's stack keeps nothing at GitHub: its host does, before there is one. */
export function deliveryOf(flow: Flow, stack: string, repository: Repository): Delivery {
  const [owner = "", name = ""] = repository.name.split("/");
  const place = placeOf(flow, stack);
  if (place === undefined || place.environment.ephemeral) {
    return { owner, repository: name, environments: [], labels: [], protections: [] };
  }
  const gate = gateTo(flow, stack, place);
  const guests = guestsOf(flow, stack);
  return {
    owner,
    repository: name,
    environments: [
      { ...open, part: "environment", name: stack, from: deployedFrom(flow, place, repository) },
      ...(gate === undefined ? [] : [asked(gate, repository)]),
      ...guests.map((guest): GithubEnvironment => ({ ...open, part: "guests", name: guest, from: undefined })),
    ],
    labels: [labelOf(stack), ...guests.map(labelOf)],
    protections: protectionsOf(flow, place),
  };
}

const open = { teams: [], users: [], preventSelfReview: false, waitMinutes: 0 };

/** Environments that pull requests have on this stack's network. */
const guestsOf = ({ environments }: Flow, stack: string): readonly string[] =>
  Object.entries(environments).flatMap(([name, { host }]) => (host === stack ? [name] : []));

/**
 * What the flow's sources are, and the default branch: promotions, schedules and what is done by hand run from it. Where the
 * flow says what may deploy, that alone.
 */
function deployedFrom(flow: Flow, { name, environment }: Place, { defaultBranch }: Repository) {
  const { branches, tags } = deploymentPatterns(flow, name);
  if (branches.includes("**")) return undefined;
  return asGithubHas([...branches, ...(environment.deploysFrom === undefined ? [defaultBranch] : [])], tags);
}

const asGithubHas = (branches: readonly string[], tags: readonly string[]) => ({
  branches: distinct(branches.map(githubPattern)),
  tags: distinct(tags.map(githubPattern)),
});

interface Gate {
  readonly name: string;
  readonly teams: readonly string[];
  readonly entries: readonly Entry[];
  /** Patterns of what sets off by itself what has to pass it. */
  readonly branches: readonly string[];
  readonly tags: readonly string[];
}

/** The gate before an environment that asks for approval or waits; a wave of regions has one, kept by its first. */
function gateTo(flow: Flow, stack: string, place: Place): Gate | undefined {
  const { environment, region, name } = place;
  const wave = environment.regions?.find(({ regions }) => region !== undefined && regions.includes(region));
  if (wave !== undefined && wave.regions[0] !== region) return undefined;
  const entries = [...pathsTo(flow, stack), ...environment.sources]
    .map((entry) => ({ ...entry, approvals: wave?.approvals ?? entry.approvals }))
    .filter(({ approvals, criticalApprovals = 0, waitMinutes }) => approvals + criticalApprovals + waitMinutes > 0);
  if (entries.length === 0) return undefined;
  const teams = distinct(
    entries.flatMap(({ reviewers }) => reviewers.flatMap((role) => flow.roles[role]?.teams ?? [])),
  );
  const itself = environment.sources.filter(({ automatic }) => automatic);
  return {
    ...{ name: gateName(wave === undefined ? stack : `${name}-${wave.name}`), teams, entries },
    branches: itself.flatMap(({ branch = "" }) => flow.branches[branch]?.patterns ?? []),
    tags: itself.flatMap(({ tag = "" }) => flow.tags[tag]?.patterns ?? []),
  };
}

/** Teams that approve what enters a stack's environment. */
export function teamsOf(flow: Flow, stack: string): readonly string[] {
  const place = placeOf(flow, stack);
  return place === undefined ? [] : (gateTo(flow, stack, place)?.teams ?? []);
}

function asked(
  { name, teams, entries, branches, tags }: Gate,
  { teams: ids, defaultBranch }: Repository,
): GithubEnvironment {
  const found = teams.map((team) => ids[team]);
  return {
    part: "gate",
    name,
    teams: distinct(found.filter((id) => typeof id === "number")),
    users: distinct(found.flatMap((id) => (Array.isArray(id) ? id : []))),
    preventSelfReview: entries.some(({ requesterMayApprove }) => !requesterMayApprove),
    waitMinutes: Math.max(...entries.map(({ waitMinutes }) => waitMinutes)),
    from: asGithubHas([...branches, defaultBranch], tags),
  };
}

const distinct = <T>(all: readonly T[]): readonly T[] => [...new Set(all)];
