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

const arnOf = (resources: readonly Registered[], name: string) =>
  find(resources, "aws:iam/role:Role", name).outputs.arn;

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
    assert.deepEqual(told.sort(), [
      ["stage", "STAGE_AWS_REGION", "eu-west-1"],
      ["stage", "STAGE_ROLE_ARN", arnOf(resources, "stage-workflows-deploy")],
      ["stage", "STAGE_URL", outputs.url],
    ]);
  });

  it("is what workflows of pull requests are told, which run in no environment, and those of their environments", async () => {
    const flow = { flow: "pull-request-previews", repository };
    const { resources } = await runProgram("dev", flow);
    assert.deepEqual(
      inputsOf(resources, "github:index/actionsVariable:ActionsVariable").map(({ variableName, value }) => [
        variableName,
        value,
      ]),
      [
        ["DEV_PREVIEW_AWS_REGION", "eu-west-1"],
        ["DEV_PREVIEW_ROLE_ARN", arnOf(resources, "dev-workflows-preview")],
      ],
    );
    const ofGuests = inputsOf(resources, variableType).filter(({ environment }) => environment === "preview");
    assert.deepEqual(
      ofGuests.map(({ variableName, value }) => [variableName, value]),
      [
        ["PREVIEW_AWS_REGION", "eu-west-1"],
        ["PREVIEW_ROLE_ARN", arnOf(resources, "dev-workflows-guests-deploy")],
      ],
    );
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
