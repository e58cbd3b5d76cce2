import type { ResourceValidationPolicy } from "@pulumi/policy";
import { type RefKind, refsOf } from "../git-refs";
import { judgeEach, message } from "../violation";

/** Names besides those of releases. */
type OtherNames = Readonly<Record<RefKind, readonly string[]>>;

const usual: OtherNames = { branch: ["main", "develop", "hotfix/*"], tag: ["env/*"] };

const names = (kind: RefKind, description: string) => ({
  type: "array" as const,
  items: { type: "string" as const },
  default: [...usual[kind]],
  description,
});

const number = "(?:0|[1-9]\\d*)";
const version = `v${number}\\.${number}\\.${number}`;
/** GitHub's `*` stands for what is left of a version, or for any part of it; `[0-9]` for a digit. */
const versions = `v(?:${number}\\.){0,2}\\*|v\\*\\.\\*\\.\\*|v(?:\\[0-9\\]\\*(?:\\.(?!$)|$)){3}`;
const day = "\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])";
const days = "\\d{4}-(?:(?:0[1-9]|1[0-2])-)?\\*|(?:\\[0-9\\]){4}(?:-(?:\\[0-9\\]){2}){2}";

const form: Readonly<Record<RefKind, RegExp>> = {
  branch: new RegExp(`^release/(?:\\*|${version}|${versions}|${day}|${days})$`),
  tag: new RegExp(`^(?:${version}|${versions})$`),
};

const required: Readonly<Record<RefKind, string>> = {
  branch: "release/v1.2.3, release/2025-01-03, or a pattern of such names: release/*",
  tag: "v1.2.3, or a pattern of such names: v*",
};

/** What deploys or is protected is called one way, so that a pattern that matches nothing is seen before it is relied on. */
export const releaseRef: ResourceValidationPolicy = {
  name: "release-ref",
  description: "Branches and tags of releases, as GitHub is told of them: release/v1.2.3, release/2025-01-03, v1.2.3.",
  configSchema: {
    properties: {
      branches: names("branch", "Branches, or patterns, that may be named besides those of releases."),
      tags: names("tag", "Tags, or patterns, that may be named besides those of releases."),
    },
  },
  validateResource: (args, reportViolation) => {
    const given = args.getConfig<{ branches?: readonly string[]; tags?: readonly string[] }>();
    const others: OtherNames = { branch: given.branches ?? usual.branch, tag: given.tags ?? usual.tag };
    judgeEach(refsOf(args), ({ kind, property, read }) => {
      const name = read();
      if (typeof name !== "string" || form[kind].test(name) || others[kind].includes(name)) return;
      reportViolation(
        message(args, {
          found: `${property} "${name}"`,
          required: [required[kind], ...others[kind]].join(", "),
          change: `name the ${kind} so, or add it to the rule's ${kind === "branch" ? "branches" : "tags"}`,
        }),
      );
    });
  },
};
