import assert from "node:assert/strict";
import { github } from "../../../sandbox/github/package";
import { LocalCloud } from "../local-cloud";

const token = (name: string) => `github:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
const ENVIRONMENT = token("RepositoryEnvironment");

const ruleset = (target: string, include: string, rules: object = {}) => ({
  ...{ repository: "shop", name: `${target} ${include}`, target, enforcement: "active", rules },
  conditions: { refName: { includes: [include], excludes: [] } },
});

const context = {
  cloud: { get: () => undefined, list: () => [], departed: () => [] },
  region: "",
  account: "",
  now: new Date(),
};

describe("the GitHub types of the local cloud", () => {
  let local: LocalCloud;
  beforeEach(async () => {
    local = await LocalCloud.open(github);
    await local.create(ENVIRONMENT, { repository: "shop", environment: "dev" });
  });
  afterEach(() => local.close());

  it("have ids as the real provider makes them", async () => {
    const of = { repository: "shop", environment: "dev" };
    const ids = [
      [token("IssueLabel"), { repository: "shop", name: "env/dev", color: "00ff00" }, /^shop:env\/dev$/],
      [token("ActionsEnvironmentSecret"), { ...of, secretName: "DEV_KEY", value: "x" }, /^shop:dev:DEV_KEY$/],
      [token("ActionsEnvironmentVariable"), { ...of, variableName: "DEV_URL", value: "x" }, /^shop:dev:DEV_URL$/],
      [token("ActionsSecret"), { repository: "shop", secretName: "KEY", value: "x" }, /^shop:KEY$/],
      [token("ActionsVariable"), { repository: "shop", variableName: "URL", value: "x" }, /^shop:URL$/],
      [token("RepositoryEnvironmentDeploymentPolicy"), { ...of, branchPattern: "main" }, /^shop:dev:\d+$/],
      [token("BranchProtection"), { repositoryId: "shop", pattern: "main" }, /^BPR_\d+$/],
      [token("RepositoryRuleset"), { ...ruleset("tag", "refs/tags/v*"), name: "tags" }, /^\d+$/],
    ] as const;
    for (const [type, inputs, id] of ids) assert.match((await local.create(type, inputs)).id, id);
  });

  it("show the defaults that surprise people", async () => {
    const [environment] = local.cloud.list(ENVIRONMENT);
    assert.equal(environment?.outputs["canAdminsBypass"], true);
    assert.equal(environment.outputs["preventSelfReview"], false);
  });

  it("take along what belongs to an environment", async () => {
    await local.create(token("ActionsEnvironmentSecret"), {
      repository: "shop",
      environment: "dev",
      secretName: "A",
      value: "x",
    });
    const [environment] = local.cloud.list(ENVIRONMENT);
    await local.delete(environment!);
    assert.deepEqual(local.cloud.list(), []);
  });

  it("give the same ids for the same names, always", () => {
    for (const [name, args] of [
      ["getTeam", { slug: "qa" }],
      ["getUser", { username: "octocat" }],
      ["getRepository", { fullName: "acme/shop" }],
    ] as const) {
      const invoke = github.invokes[`github:index/${name}:${name}`]!;
      assert.deepEqual(invoke(args, context), invoke(args, context));
    }
    const team = github.invokes["github:index/getTeam:getTeam"]!;
    assert.notEqual(team({ slug: "qa" }, context)["id"], team({ slug: "ops" }, context)["id"]);
    assert.match(String(team({ slug: "qa" }, context)["id"]), /^\d+$/);
  });

  for (const [name, inputs, said] of [
    ["IssueLabel", { repository: "shop", name: "a".repeat(51), color: "00ff00" }, /\(1 - 50\)/],
    ["IssueLabel", { repository: "shop", name: "a", color: "#00ff00" }, /six hex digits without a leading #/],
    [
      "ActionsSecret",
      { repository: "shop", secretName: "GITHUB_TOKEN", value: "x" },
      /must not start with the GITHUB_ prefix/,
    ],
    ["ActionsVariable", { repository: "shop", variableName: "1A", value: "x" }, /must not start with a number/],
    ["ActionsSecret", { repository: "shop", secretName: "A", value: "x", plaintextValue: "y" }, /conflicts with/],
    ["RepositoryEnvironment", { repository: "shop", environment: "x", waitTimer: 43201 }, /\(0 - 43200\)/],
    [
      "RepositoryEnvironment",
      { repository: "shop", environment: "x", reviewers: [{ users: [1, 2, 3], teams: [4, 5, 6, 7] }] },
      /at most 6 users and teams together can be reviewers, got 7/,
    ],
    [
      "RepositoryEnvironment",
      {
        repository: "shop",
        environment: "x",
        deploymentBranchPolicy: { protectedBranches: true, customBranchPolicies: true },
      },
      /cannot have the same value/,
    ],
    [
      "RepositoryRuleset",
      ruleset("branch", "refs/heads/main", { pullRequest: { requiredApprovingReviewCount: 11 } }),
      /\(0 - 10\)/,
    ],
    [
      "RepositoryRuleset",
      ruleset("branch", "~ALL", { pullRequest: { allowedMergeMethods: ["ff"] } }),
      /one of \["merge", "squash", "rebase"\]/,
    ],
    [
      "RepositoryRuleset",
      { ...ruleset("branch", "refs/heads/main"), conditions: undefined },
      /is required for branch rulesets/,
    ],
    [
      "RepositoryEnvironmentDeploymentPolicy",
      { repository: "shop", environment: "x", branchPattern: "a", tagPattern: "b" },
      /exactly one of/,
    ],
  ] as const) {
    it(`refuse ${name} of ${JSON.stringify(inputs).slice(0, 100)}`, () => {
      assert.match(local.problems(token(name), { ...inputs }).join("\n"), said);
    });
  }

  it("refuse a ruleset that is for nothing, has no place for what it asks, or has a name that is taken", async () => {
    const create = (inputs: object) => local.create(token("RepositoryRuleset"), { ...inputs });
    await create(ruleset("branch", "refs/heads/main"));
    await assert.rejects(create(ruleset("branch", "refs/heads/main")), /422 Name must be unique/);
    await assert.rejects(create(ruleset("branch", "main")), /Invalid target patterns: 'main'/);
    await assert.rejects(create(ruleset("tag", "refs/heads/main")), /Invalid target patterns/);
    const reviewed = { pullRequest: { requiredApprovingReviewCount: 1 } };
    await assert.rejects(
      create(ruleset("tag", "refs/tags/v*", reviewed)),
      /Invalid rules for target tag: 'pullRequest'/,
    );
    const [made] = local.cloud.list(token("RepositoryRuleset"));
    await assert.rejects(local.update(made!, ruleset("branch", "dev")), /Invalid target patterns: 'dev'/);
  });

  it("refuse what is there already, and an environment that is not", async () => {
    await assert.rejects(local.create(ENVIRONMENT, { repository: "shop", environment: "dev" }), /already_exists/);
    const missing = { repository: "shop", environment: "none", variableName: "A", value: "x" };
    await assert.rejects(
      local.create(token("ActionsEnvironmentVariable"), missing),
      /404 Not Found: environment 'none' does not exist/,
    );
  });
});
