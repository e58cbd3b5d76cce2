import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { environmentOf } from "../environment";
import untaggable from "../untaggable.json";
import { judgeEach, message } from "../violation";

/** Packages that have no tags at all. */
const untaggedPackages: ReadonlySet<string> = new Set(["github", "pulumi", "random"]);

/** AWS types without tags. What is not listed must be tagged, so that a type nobody thought of is never let through. */
const untaggableTypes: ReadonlySet<string> = new Set(untaggable);

/** Besides `env`; what they say is up to who writes them, if only they say something. */
const otherTags: readonly string[] = ["Name", "promenade:flow"];

export const environmentTag: ResourceValidationPolicy = {
  name: "environment-tag",
  description: "Whatever takes tags says whose it is: env (env/<environment>), Name and promenade:flow.",
  configSchema: {
    properties: {
      tags: {
        type: "array",
        items: { type: "string" },
        default: [...otherTags],
        description: "Tags that have to be there besides `env`.",
      },
    },
  },
  validateResource: (args, reportViolation) => {
    if (!isTaggable(args)) return;
    const { tags = otherTags } = args.getConfig<{ tags?: readonly string[] }>();
    judgeEach(["env", ...tags], (tag) => {
      const value = tag === "env" ? environmentOf(args).label : undefined;
      const found = tagValue(args.props.tags, tag);
      if (value === undefined ? found !== undefined && found !== "" : found === value) return;
      reportViolation(
        message(args, {
          found: found === undefined ? `no tag "${tag}"` : `tag "${tag}" with value ${JSON.stringify(found)}`,
          required: value === undefined ? `tag "${tag}" with a value` : `tag "${tag}" with value "${value}"`,
          change: `set "${tag}" in the resource's tags`,
        }),
      );
    });
  },
};

function isTaggable({ type, provider }: ResourceValidationArgs): boolean {
  const packageName = type.slice(0, type.indexOf(":"));
  if (packageName === "aws") return !untaggableTypes.has(type);
  // Components have no provider, and no tags of their own.
  return provider !== undefined && !untaggedPackages.has(packageName);
}

/** Auto Scaling groups list their tags; everything else has a map. */
function tagValue(tags: unknown, key: string): unknown {
  if (Array.isArray(tags)) {
    return (tags as { key: string; value: string }[]).find((tag) => tag.key === key)?.value;
  }
  return (tags as Record<string, unknown> | undefined)?.[key];
}
