import type { Problem } from "../../problem";
import type { Draft } from "../draft";
import type { Path } from "../path-schema";

/** Paths on which a release would come back to where it has been; each way round is told once. */
export function cycleProblems({ paths }: Draft): readonly Problem[] {
  const all = paths.parts.map(({ value }) => value);
  const told = new Set<string>();
  return paths.parts.flatMap(({ where, value: { from, to } }) => {
    const way = wayBack(all, to, from, []);
    if (way === undefined) return [];
    const round = [from, ...way];
    const key = [...new Set(round)].sort().join();
    if (told.has(key)) return [];
    told.add(key);
    return [
      {
        where,
        wrong: "releases would walk in a circle",
        found: round.join(" → "),
        allowed: "paths that lead on, and never back",
        change: "remove one of these paths; going back is what rollback is for",
      },
    ];
  });
}

/** The environments from one to another, both included. */
function wayBack(paths: readonly Path[], from: string, to: string, seen: readonly string[]): string[] | undefined {
  if (from === to) return [to];
  if (seen.includes(from)) return undefined;
  for (const path of paths.filter((one) => one.from === from)) {
    const way = wayBack(paths, path.to, to, [...seen, from]);
    if (way !== undefined) return [from, ...way];
  }
  return undefined;
}
