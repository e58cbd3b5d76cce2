import { mergedIn, saidIn, type Commit, type Said } from "./commit";

/** One thing that is new: a commit, or a pull request with the commits that it brought. */
export interface Change extends Said {
  /** Newest first. */
  readonly commits: readonly string[];
  /** Distinct, in the order of the commits. */
  readonly authors: readonly string[];
}

/**
 * What commits amount to, newest first. Merges say nothing by themselves: commits that a pull request's merge has brought
 * are told as that pull request, those of the innermost one where a release's pull request merges others.
 */
export function changesIn(commits: readonly Commit[]): readonly Change[] {
  const bringers = broughtBy(commits);
  const groups = new Map<string, Commit[]>();
  for (const commit of commits.filter(({ parents }) => parents.length < 2)) {
    const key = bringers.get(commit.hash)?.hash ?? commit.hash;
    groups.set(key, [...(groups.get(key) ?? []), commit]);
  }
  return [...groups].map(([key, group]) =>
    changeOf(
      group,
      commits.find(({ hash }) => hash === key),
    ),
  );
}

function changeOf(group: readonly Commit[], bringer: Commit | undefined): Change {
  const merged = bringer === undefined ? undefined : mergedIn(bringer.message);
  const each = group.map(({ message }) => saidIn(message));
  const breaking = each.find((one) => one.breaking !== undefined)?.breaking;
  const said = merged === undefined ? each[0] : { ...saidIn(merged.title), pullRequest: merged.pullRequest };
  return {
    title: "",
    ...said,
    ...(breaking === undefined ? {} : { breaking }),
    commits: group.map(({ hash }) => hash),
    authors: [...new Set(group.map(({ author }) => author))],
  };
}

/** By hash, the merge of the pull request that brought a commit. */
function broughtBy(commits: readonly Commit[]): ReadonlyMap<string, Commit> {
  const byHash = new Map(commits.map((commit) => [commit.hash, commit]));
  const merges = commits.flatMap((merge) => {
    const [into, ...merged] = merge.parents;
    if (into === undefined || merged.length === 0 || mergedIn(merge.message) === undefined) return [];
    const before = reachable(byHash, [into]);
    return [{ merge, brought: [...reachable(byHash, merged)].filter((hash) => !before.has(hash)) }];
  });
  // The innermost one counts, which has brought fewer.
  merges.sort((one, other) => other.brought.length - one.brought.length);
  return new Map(merges.flatMap(({ merge, brought }) => brought.map((hash) => [hash, merge] as const)));
}

function reachable(byHash: ReadonlyMap<string, Commit>, from: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const left = [...from];
  for (let hash = left.pop(); hash !== undefined; hash = left.pop()) {
    const commit = byHash.get(hash);
    if (commit === undefined || seen.has(hash)) continue;
    seen.add(hash);
    left.push(...commit.parents);
  }
  return seen;
}
