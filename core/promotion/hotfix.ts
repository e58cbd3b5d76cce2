import type { Flow } from "../flow";
import { matchesPattern } from "../flow/reference-pattern";
import { show } from "../problem";
import type { Refusal } from "../rollout/decision";

/** What stands against a repair's next step: it comes from the branch that the flow names, and walks its path. */
export function againstHotfix(
  { name, branches, hotfix }: Flow,
  from: string,
  to: string,
  branch: string,
): Refusal | undefined {
  if (hotfix === undefined) {
    return {
      wrong: `the flow ${name} has no way of its own for repairs`,
      found: `--hotfix ${branch}`,
      allowed: "the usual paths",
      change: `npx promenade promote ${from} ${to}, without --hotfix`,
    };
  }
  const patterns = branches[hotfix.branch]?.patterns ?? [];
  if (!patterns.some((pattern) => matchesPattern(pattern, branch))) {
    return {
      wrong: "only what comes from a repair's branch goes this way",
      found: show(branch),
      allowed: patterns.join(" or "),
      change: "name the branch that it was built from, or promote it as any other release, without --hotfix",
    };
  }
  if (afterHotfix(hotfix.path, from) === to) return undefined;
  const next = afterHotfix(hotfix.path, from);
  return {
    wrong: `no step of a repair's way leads from ${from} to ${to}`,
    found: `${from} → ${to}`,
    allowed: hotfix.path.join(" → "),
    change:
      next === undefined
        ? `start with npx promenade promote ${hotfix.path[0]} ${hotfix.path[1]} --hotfix ${branch}`
        : `npx promenade promote ${from} ${next} --hotfix ${branch}`,
  };
}

/** Where a repair goes on to; undefined at the end of its way, and off it. */
export function afterHotfix(path: readonly string[], environment: string): string | undefined {
  const at = path.indexOf(environment);
  return at === -1 ? undefined : path[at + 1];
}
