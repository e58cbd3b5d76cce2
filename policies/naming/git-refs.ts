import type { ResourceValidationArgs } from "@pulumi/policy";

export type RefKind = "branch" | "tag";

/** A branch or tag, or a pattern of them, that a resource names. */
export interface Ref {
  readonly kind: RefKind;
  readonly property: string;
  /** Without `refs/heads/` or `refs/tags/`. @throws when it is unknown at preview. */
  readonly read: () => unknown;
}

/** Types of GitHub that name branches or tags, by the property that does. */
export const named: Readonly<Record<string, Readonly<Record<string, RefKind>>>> = {
  "github:index/branch:Branch": { branch: "branch" },
  "github:index/branchProtection:BranchProtection": { pattern: "branch" },
  "github:index/branchProtectionV3:BranchProtectionV3": { branch: "branch" },
  "github:index/release:Release": { tagName: "tag" },
  "github:index/repositoryDeploymentBranchPolicy:RepositoryDeploymentBranchPolicy": { name: "branch" },
  "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy": {
    branchPattern: "branch",
    tagPattern: "tag",
  },
};

/** Types that name several, each by a list under `conditions`. */
export const rulesets: ReadonlySet<string> = new Set([
  "github:index/organizationRuleset:OrganizationRuleset",
  "github:index/repositoryRuleset:RepositoryRuleset",
]);

export function refsOf({ type, props }: Pick<ResourceValidationArgs, "type" | "props">): readonly Ref[] {
  if (rulesets.has(type)) return refsOfRuleset(props as Ruleset);
  return Object.entries(named[type] ?? {}).map(([property, kind]) => ({
    kind,
    property,
    read: () => props[property] as unknown,
  }));
}

interface Ruleset {
  /** `branch` or `tag`; one on `push` names neither. */
  readonly target: RefKind | "push";
  readonly conditions?: { readonly refName?: { readonly includes: readonly string[] } };
}

function refsOfRuleset({ target, conditions }: Ruleset): readonly Ref[] {
  const includes = conditions?.refName?.includes ?? [];
  if (target === "push") return [];
  return Array.from({ length: includes.length }, (_, at) => ({
    kind: target,
    property: "conditions.refName.includes",
    read: () => shortened(String(includes[at])),
  }));
}

/** `~ALL` and `~DEFAULT_BRANCH` are no names. */
function shortened(ref: string): string | undefined {
  return ref.startsWith("~") ? undefined : ref.replace(/^refs\/(heads|tags)\//, "");
}
