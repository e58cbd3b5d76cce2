import type { Flow, Place } from "../flow";
import { githubPattern } from "../flow/reference-pattern";

/** What GitHub refuses for branches or tags of certain names, to administrators as well: a ruleset. */
export type Protection = BranchProtection | TagProtection;

export interface BranchProtection extends Protected {
  readonly target: "branch";
  /** People who must approve a pull request; undefined lets everybody push without one. */
  readonly reviews: number | undefined;
  /** Contexts of status checks that must have passed. */
  readonly checks: readonly string[];
  readonly forcePush: boolean;
}

/** Nobody moves or removes one. */
export interface TagProtection extends Protected {
  readonly target: "tag";
}

interface Protected {
  /** Among the repository's rulesets. */
  readonly name: string;
  /** `refs/heads/main`, as GitHub spells patterns. */
  readonly refs: readonly string[];
}

/** What a stack keeps for its environment; of an environment's regions the first does. */
export function protectionsOf({ branches, tags }: Flow, { name, environment, region }: Place): readonly Protection[] {
  const [first] = environment.regions?.[0]?.regions ?? [];
  if (first !== undefined && first !== region) return [];
  return [
    ...Object.entries(branches).flatMap(([word, { patterns, protection }]): readonly BranchProtection[] => {
      if (protection?.owner !== name) return [];
      const { reviews, checks, forcePush, directPush } = protection;
      const common = { target: "branch", name: `branch-${word}`, refs: refs("heads", patterns) } as const;
      return [{ ...common, checks, forcePush, reviews: directPush ? undefined : reviews }];
    }),
    ...Object.entries(tags).flatMap(([word, { patterns, protection }]): readonly TagProtection[] => {
      if (protection?.owner !== name || !protection.immutable) return [];
      return [{ target: "tag", name: `tag-${word}`, refs: refs("tags", patterns) }];
    }),
  ];
}

const refs = (kind: "heads" | "tags", patterns: readonly string[]): readonly string[] =>
  patterns.map((pattern) => `refs/${kind}/${githubPattern(pattern)}`);
