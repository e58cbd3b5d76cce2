import assert from "node:assert/strict";
import { find, ofType, only, type Registered } from "../support/mocks";
import { environmentOf, repository, runProgram } from "../support/program";

const environmentType = "github:index/repositoryEnvironment:RepositoryEnvironment";
const policyType = "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy";
const variableType = "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable";
const rulesetType = "github:index/repositoryRuleset:RepositoryRuleset";
const labelType = "github:index/issueLabel:IssueLabel";

const inputsOf = (resources: readonly Registered[], type: string) =>
  ofType(resources, type).map(({ inputs }) => inputs);

describe("what GitHub keeps of an environment", () => {
  it("is the environment and the gate before it, which nobody passes by being an administrator", async () => {
    const { resources } = await environmentOf("prod");
    const common = {
      ...{ repository: "app", canAdminsBypass: false },
      deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
    };
    assert.deepEqual(inputsOf(resources, environmentType), [
      { ...common, environment: "prod", preventSelfReview: false },
      {
        ...{ ...common, environment: "promotion-approval-prod", preventSelfReview: true },
        reviewers: [{ teams: [11], users: [] }],
      },
    ]);
    assert.deepEqual(inputsOf(resources, policyType), [
      { repository: "app", environment: "prod", branchPattern: "main" },
      { repository: "app", environment: "promotion-approval-prod", branchPattern: "main" },
    ]);
  });

  it("is what its workflows are told, under the environment's own scope", async () => {
    const { resources, outputs } = await environmentOf("stage");
    const told = inputsOf(resources, variableType).map(({ environment, variableName, value }) => [
      environment,
      variableName,
      value,
    ]);
    assert.deepEqual(told, [
      ["stage", "STAGE_AWS_REGION", "eu-west-1"],
      ["stage", "STAGE_URL", outputs.url],
      ["stage", "STAGE_DEPLOY_ROLE_ARN", find(resources, "aws:iam/role:Role", "stage-workflows-deploy").outputs.arn],
    ]);
  });

  it("is its label", async () => {
    const { inputs } = only((await environmentOf("dev")).resources, labelType);
    assert.equal(inputs.name, "env/dev");
    assert.match(String(inputs.color), /^[0-9a-f]{6}$/, "without a leading #");
  });

  it("is kept for pull requests by their host", async () => {
    const preview = await environmentOf("preview");
    assert.deepEqual(ofType(preview.resources, environmentType), []);
    const { resources } = await runProgram("dev", { flow: "pull-request-previews", repository });
    const { inputs } = find(resources, environmentType, "dev-github-guests");
    assert.deepEqual([inputs.environment, inputs.deploymentBranchPolicy], ["preview", undefined]);
  });

  it("is the rules of the branches that feed it, with reviews, checks, and no way around a pull request", async () => {
    const { inputs } = only((await environmentOf("dev")).resources, rulesetType);
    assert.deepEqual(inputs, {
      ...{ repository: "app", name: "branch-main", target: "branch", enforcement: "active" },
      conditions: { refName: { includes: ["refs/heads/main"], excludes: [] } },
      rules: {
        ...{ deletion: true, nonFastForward: true },
        pullRequest: {
          ...{ requiredApprovingReviewCount: 1, dismissStaleReviewsOnPush: true, requireLastPushApproval: true },
          ...{ requireCodeOwnerReview: false, requiredReviewThreadResolution: false },
          allowedMergeMethods: ["merge", "squash", "rebase"],
        },
        requiredStatusChecks: {
          requiredChecks: ["docs", "backend", "frontend", "web"].map((context) => ({ context })),
          ...{ strictRequiredStatusChecksPolicy: false, doNotEnforceOnCreate: true },
        },
      },
    });
    for (const tier of ["stage", "prod"] as const) {
      assert.deepEqual(ofType((await environmentOf(tier)).resources, rulesetType), [], `nothing feeds ${tier}`);
    }
  });

  it("is tags that nobody moves", async () => {
    const config = { flow: "staging-first", repository: { ...repository, teams: { "release-managers": 13 } } };
    const entrance = {
      domain: { name: "stage.promenade.example", zone: "promenade.example" },
      ingress: ["203.0.113.0/24"],
    };
    const { resources } = await runProgram("staging", { ...config, ...entrance });
    const { inputs } = find(resources, rulesetType, "staging-github-rules-tag-release");
    assert.deepEqual(inputs.conditions, {
      refName: { includes: ["refs/tags/v[0-9]*.[0-9]*.[0-9]*"], excludes: [] },
    });
    assert.deepEqual(inputs.rules, { deletion: true, update: true, nonFastForward: true });
  });

  it("is nothing where no repository is named", async () => {
    const { resources } = await runProgram("dev");
    assert.deepEqual(
      resources.filter(({ type }) => type.includes("github")),
      [],
    );
  });

  it("never has the token, which only the environment holds", async () => {
    const before = process.env.GITHUB_TOKEN;
    process.env.GITHUB_TOKEN = "a-token-of-nobody";
    try {
      const { resources } = await runProgram("dev", { repository });
      const { inputs } = only(resources, "pulumi:providers:github");
      assert.equal(inputs.owner, "one");
      assert.doesNotMatch(JSON.stringify(resources), /a-token-of-nobody/);
    } finally {
      if (before === undefined) delete process.env.GITHUB_TOKEN;
      else process.env.GITHUB_TOKEN = before;
    }
  });
});
