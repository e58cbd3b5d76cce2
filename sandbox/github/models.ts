import { randomInt } from "node:crypto";
import type { Properties } from "../cloud";
import { ApiError } from "../provider/errors";
import type { Model, Reference } from "../provider/model";
import { idFor } from "./ids";
import { between, differs, each, integer, length, matches, oneOf, type Rule } from "../provider/rules";

const token = (name: string): string => `github:index/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;

const joined = (inputs: Properties, ...names: readonly string[]): string =>
  names.map((name) => String(inputs[name])).join(":");

/** Secrets and variables: letters, digits and underscores, no digit first, and GITHUB_ is GitHub's own. */
const settingName: readonly Rule[] = [
  matches(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    "can only contain alphanumeric characters or underscores, and must not start with a number",
  ),
  differs(/^GITHUB_/i, "must not start with the GITHUB_ prefix"),
];

const environmentName: readonly Rule[] = [
  length(1, 255),
  differs(/[\s'"`,;\\]/, "cannot contain white space, quotes, commas, semicolons or backslashes"),
];

const inEnvironment: Reference = {
  path: "environment",
  type: token("RepositoryEnvironment"),
  by: ["environment"],
  missing: "404 Not Found",
  owned: true,
};

const now = () => new Date().toISOString().replace(/\.\d+/, "");

const timestamps = () => ({ createdAt: now(), updatedAt: now() });

/** The program names a repository; the id is that of the one `getRepository` finds by that name. */
const repositoryId = ({ repository }: Properties) => ({
  repositoryId: idFor("repository", `sandbox/${String(repository)}`),
});

const numbered = () => randomInt(1, 1_000_000_000);

/** Exactly one of the value and its encrypted form is given. */
const oneValue =
  (...names: readonly string[]) =>
  (inputs: Properties) => {
    const given = names.filter((name) => inputs[name] !== undefined);
    return given.length <= 1 ? [] : [{ path: given[1] ?? "", reason: `"${given[1]}": conflicts with ${given[0]}` }];
  };

const SECRET_VALUES = ["plaintextValue", "encryptedValue", "value", "valueEncrypted"];

export const models: readonly Model[] = [
  {
    type: token("RepositoryEnvironment"),
    id: (inputs) => joined(inputs, "repository", "environment"),
    assigned: repositoryId,
    defaults: { canAdminsBypass: true, preventSelfReview: false },
    rules: { environment: environmentName, waitTimer: [integer, between(0, 43200)] },
    check: ({ reviewers, deploymentBranchPolicy }) => {
      const all = (Array.isArray(reviewers) ? reviewers : []).flatMap((each: Properties) =>
        [each["users"], each["teams"]].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : [])),
      );
      const { protectedBranches, customBranchPolicies } = (deploymentBranchPolicy ?? {}) as Properties;
      return [
        ...(all.length > 6
          ? [{ path: "reviewers", reason: `at most 6 users and teams together can be reviewers, got ${all.length}` }]
          : []),
        ...(deploymentBranchPolicy !== undefined &&
        typeof protectedBranches === "boolean" &&
        protectedBranches === customBranchPolicies
          ? [
              {
                path: "deploymentBranchPolicy",
                reason: "protected_branches and custom_branch_policies cannot have the same value",
              },
            ]
          : []),
      ];
    },
    replaceOn: ["repository", "environment"],
    unique: [{ by: ["environment", "repository"], scope: "account", code: "422 already_exists" }],
  },
  {
    type: token("RepositoryEnvironmentDeploymentPolicy"),
    id: (inputs, _, { policyId }) => `${joined(inputs, "repository", "environment")}:${String(policyId)}`,
    // Asked for the same pattern again, GitHub answers with the policy that there is: 303 See Other.
    assigned: ({ repository, environment, branchPattern, tagPattern }) => ({
      policyId: String(idFor("policy", JSON.stringify([repository, environment, branchPattern, tagPattern]))),
    }),
    check: (inputs) => {
      const given = ["branchPattern", "tagPattern"].filter((name) => inputs[name] !== undefined);
      return given.length === 1
        ? []
        : [{ path: "branchPattern", reason: "exactly one of branchPattern and tagPattern must be specified" }];
    },
    replaceOn: ["repository", "environment", "tagPattern"],
    references: [inEnvironment],
  },
  {
    type: token("IssueLabel"),
    id: (inputs) => joined(inputs, "repository", "name"),
    assigned: ({ repository, name }) => ({
      etag: "",
      url: `https://api.github.com/repos/sandbox/${String(repository)}/labels/${encodeURIComponent(String(name))}`,
    }),
    autoname: { property: "name", maxLength: 50 },
    rules: {
      name: [length(1, 50)],
      color: [matches(/^[0-9A-Fa-f]{6}$/, "must be six hex digits without a leading #")],
      description: [length(0, 100)],
    },
    replaceOn: ["repository", "name"],
    unique: [{ by: ["name", "repository"], scope: "account", code: "422 already_exists" }],
  },
  {
    type: token("ActionsEnvironmentSecret"),
    id: (inputs) => joined(inputs, "repository", "environment", "secretName"),
    assigned: () => ({ ...timestamps(), remoteUpdatedAt: now() }),
    sensitive: SECRET_VALUES,
    rules: { secretName: settingName },
    check: oneValue(...SECRET_VALUES),
    replaceOn: ["repository", "environment", "secretName", ...SECRET_VALUES],
    unique: [{ by: ["secretName", "environment", "repository"], scope: "account", code: "422 already_exists" }],
    references: [inEnvironment],
  },
  {
    type: token("ActionsEnvironmentVariable"),
    id: (inputs) => joined(inputs, "repository", "environment", "variableName"),
    assigned: timestamps,
    rules: { variableName: settingName, value: [length(0, 49152)] },
    replaceOn: ["repository", "environment", "variableName"],
    unique: [{ by: ["variableName", "environment", "repository"], scope: "account", code: "409 already exists" }],
    references: [inEnvironment],
  },
  {
    type: token("ActionsSecret"),
    id: (inputs) => joined(inputs, "repository", "secretName"),
    assigned: (inputs) => ({ ...timestamps(), remoteUpdatedAt: now(), ...repositoryId(inputs) }),
    sensitive: SECRET_VALUES,
    defaults: { destroyOnDrift: true },
    rules: { secretName: settingName },
    check: oneValue(...SECRET_VALUES),
    replaceOn: ["repository", "secretName", ...SECRET_VALUES],
    unique: [{ by: ["secretName", "repository"], scope: "account", code: "422 already_exists" }],
  },
  {
    type: token("ActionsVariable"),
    id: (inputs) => joined(inputs, "repository", "variableName"),
    assigned: (inputs) => ({ ...timestamps(), ...repositoryId(inputs) }),
    rules: { variableName: settingName, value: [length(0, 49152)] },
    replaceOn: ["repository", "variableName"],
    unique: [{ by: ["variableName", "repository"], scope: "account", code: "409 already exists" }],
  },
  {
    type: token("BranchProtection"),
    id: (_, __, { nodeId }) => String(nodeId),
    importIds: ({ inputs }) => [joined(inputs, "repositoryId", "pattern")],
    assigned: () => ({ nodeId: `BPR_${numbered()}` }),
    defaults: {
      allowsDeletions: false,
      allowsForcePushes: false,
      enforceAdmins: false,
      lockBranch: false,
      requireConversationResolution: false,
      requireSignedCommits: false,
      requiredLinearHistory: false,
      "requiredPullRequestReviews.requiredApprovingReviewCount": 1,
      "requiredStatusChecks.strict": false,
    },
    rules: { "requiredPullRequestReviews.requiredApprovingReviewCount": [integer, between(0, 6)] },
    replaceOn: ["repositoryId"],
    unique: [{ by: ["pattern", "repositoryId"], scope: "account", code: "Name already protected" }],
  },
  {
    type: token("RepositoryRuleset"),
    cfn: "GitHub::Repository::Ruleset",
    id: (_, __, { rulesetId }) => String(rulesetId),
    importIds: ({ id, inputs }) => [`${String(inputs["repository"])}:${id}`],
    assigned: () => ({ rulesetId: numbered(), nodeId: `RRS_${numbered()}`, etag: "" }),
    autoname: { property: "name", maxLength: 100 },
    defaults: {
      "rules.pullRequest.dismissStaleReviewsOnPush": false,
      "rules.pullRequest.requireCodeOwnerReview": false,
      "rules.pullRequest.requireLastPushApproval": false,
      "rules.pullRequest.requiredApprovingReviewCount": 0,
      "rules.pullRequest.requiredReviewThreadResolution": false,
      "rules.requiredStatusChecks.doNotEnforceOnCreate": false,
      "rules.requiredStatusChecks.strictRequiredStatusChecksPolicy": false,
    },
    rules: {
      name: [length(1, 100)],
      target: [oneOf("branch", "push", "tag")],
      enforcement: [oneOf("disabled", "active", "evaluate")],
      "rules.pullRequest.requiredApprovingReviewCount": [integer, between(0, 10)],
      "rules.pullRequest.allowedMergeMethods": [length(1, 3), each(oneOf("merge", "squash", "rebase"))],
      "rules.requiredStatusChecks.requiredChecks": [length(1, 100)],
    },
    check: ({ target, conditions }) => {
      const given = conditions !== undefined;
      if (typeof target !== "string" || given === (target !== "push")) return [];
      const reason = given ? "must not be set for push rulesets" : `is required for ${target} rulesets`;
      return [{ path: "conditions", reason: `"conditions": refName ${reason}` }];
    },
    replaceOn: ["repository"],
    unique: [{ by: ["name", "repository"], scope: "account", code: "422 Name must be unique" }],
    refuseCreate: refuseRuleset,
    refuseUpdate: refuseRuleset,
  },
];

/** Where each kind of ruleset applies, and what it may not ask for. */
const targets: Readonly<Record<string, { readonly refs: RegExp; readonly unknown: readonly string[] }>> = {
  branch: { refs: /^(refs\/heads\/.+|~ALL|~DEFAULT_BRANCH)$/, unknown: ["tagNamePattern"] },
  tag: {
    refs: /^(refs\/tags\/.+|~ALL)$/,
    unknown: ["branchNamePattern", "mergeQueue", "pullRequest", "requiredCodeScanning"],
  },
};

/** What GitHub's API says to a ruleset that the provider lets through. */
function refuseRuleset({ target, conditions, rules }: Properties): void {
  const asked = targets[String(target)];
  if (asked === undefined) return;
  const { refName = {} } = (conditions ?? {}) as { refName?: { includes?: string[]; excludes?: string[] } };
  const wrong = [...(refName.includes ?? []), ...(refName.excludes ?? [])].filter((ref) => !asked.refs.test(ref));
  if (wrong.length > 0) {
    throw new ApiError("422 Validation Failed", `Invalid target patterns: '${wrong.join("', '")}'`);
  }
  const unknown = asked.unknown.filter((rule) => (rules as Properties)[rule] !== undefined);
  if (unknown.length > 0) {
    throw new ApiError(
      "422 Validation Failed",
      `Invalid rules for target ${String(target)}: '${unknown.join("', '")}'`,
    );
  }
}
