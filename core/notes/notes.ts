import { changesIn, type Change } from "./changes";
import type { Comparison } from "./commit";

/** A release, and the commit that it was built from where that is known. */
export interface Revision {
  readonly release: string;
  readonly commit?: string | undefined;
}

export interface Group {
  readonly title: string;
  readonly changes: readonly Change[];
}

/** What is new in a release. */
export interface ReleaseNotes {
  readonly next: Revision;
  readonly previous: Revision | undefined;
  /** What there is to say at all, in a sentence. */
  readonly says: string;
  readonly groups: readonly Group[];
  /** What the previous release had, and this one has not. */
  readonly gone: readonly Change[];
  /** Distinct. */
  readonly authors: readonly string[];
}

/** What the changes of a type are headed by, in this order (Conventional Commits 1.0.0, and what Angular added). */
const headings: Readonly<Record<string, string>> = {
  feat: "Features",
  fix: "Fixes",
  security: "Security",
  perf: "Performance",
  revert: "Reverted",
  deps: "Dependencies",
  docs: "Documentation",
  refactor: "Inner changes",
  test: "Inner changes",
  style: "Inner changes",
  build: "Build and delivery",
  ci: "Build and delivery",
  chore: "Housekeeping",
};

/** What is new in `next` since `previous`, the release that the environment had before. */
export function releaseNotes(previous: Revision | undefined, next: Revision, comparison: Comparison): ReleaseNotes {
  const [added, removed] = comparison.known ? [comparison.added, comparison.removed] : [[], []];
  const [changes, gone] = [changesIn(added), changesIn(removed)];
  const unknown = comparison.known ? undefined : comparison.because;
  return {
    ...{ next, previous, groups: grouped(changes), gone },
    says: sentence({ previous, next, unknown, added: changes.length, gone: gone.length }),
    authors: [...new Set(changes.flatMap(({ authors }) => authors))],
  };
}

interface Counted {
  readonly previous: Revision | undefined;
  readonly next: Revision;
  readonly unknown: string | undefined;
  readonly added: number;
  readonly gone: number;
}

function sentence({ previous, next, unknown, added, gone }: Counted): string {
  if (previous === undefined) return "The first release here: there is nothing to compare it with.";
  if (unknown !== undefined) return `What is new since ${previous.release} is not known: ${unknown}.`;
  if (added === 0 && gone === 0) return `Nothing is new since ${previous.release}: no commit lies between them.`;
  const went = `${count(gone)} of ${previous.release} ${gone === 1 ? "goes" : "go"} away`;
  if (added === 0) return `${next.release} is older than ${previous.release}: ${went}, and nothing is new.`;
  return `${count(added)} since ${previous.release}${gone === 0 ? "" : `; ${went}`}.`;
}

const count = (changes: number): string => `${changes} ${changes === 1 ? "change" : "changes"}`;

/** Breaking changes first; by type where any has one, else under one plain heading. */
function grouped(changes: readonly Change[]): readonly Group[] {
  const breaking = changes.filter((one) => one.breaking !== undefined);
  const others = changes.filter((one) => one.breaking === undefined);
  const rest = changes.some(({ type }) => headingOf(type) !== undefined) ? "Other changes" : "Changes";
  const titles = ["Breaking changes", ...new Set(Object.values(headings)), rest];
  const groups = titles.map((title) => ({
    title,
    changes: title === "Breaking changes" ? breaking : others.filter(({ type }) => (headingOf(type) ?? rest) === title),
  }));
  return groups.filter((group) => group.changes.length > 0);
}

const headingOf = (type: string | undefined): string | undefined =>
  type !== undefined && Object.hasOwn(headings, type) ? headings[type] : undefined;
