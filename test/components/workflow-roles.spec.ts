import assert from "node:assert/strict";
import { allows, statementsOf } from "../checks/iam";
import { account, find, ofType, only, type Registered } from "../support/mocks";
import { environmentOf, initialRelease, repository, runProgram } from "../support/program";

const role = "aws:iam/role:Role";
const provider = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const issuer = "token.actions.githubusercontent.com";

/** Whether a workflow of that subject may be a role, with a token that is made out for AWS. */
const letsIn = (resources: readonly Registered[], name: string, subject: string, audience = "sts.amazonaws.com") =>
  allows(statementsOf(find(resources, role, name).inputs.assumeRolePolicy), {
    ...{ action: "sts:AssumeRoleWithWebIdentity", resource: "" },
    principal: ["Federated", `arn:aws:iam::${account}:oidc-provider/${issuer}`],
    context: { [`${issuer}:sub`]: subject, [`${issuer}:aud`]: audience },
  });

describe("who GitHub's workflows are in AWS", () => {
  it("is known to the account once, by the environment that is first", async () => {
    const { inputs } = only((await environmentOf("dev")).resources, provider);
    assert.equal(inputs.url, `https://${issuer}`);
    assert.deepEqual(inputs.clientIdLists, ["sts.amazonaws.com"]);
    assert.deepEqual(ofType((await environmentOf("prod")).resources, provider), []);
    const apart = await runProgram("prod", { repository, oidcProvider: "own" });
    assert.equal(ofType(apart.resources, provider).length, 1, "in an account of its own");
    const known = await runProgram("dev", { repository, oidcProvider: "external" });
    assert.deepEqual(ofType(known.resources, provider), []);
  });

  it("is the role that deploys for workflows of exactly this GitHub environment", async () => {
    const { resources } = await environmentOf("prod");
    const deploys = (subject: string, audience?: string) =>
      letsIn(resources, "prod-workflows-deploy", subject, audience);
    assert.equal(deploys("repo:one/app:environment:prod"), true);
    assert.equal(deploys("repo:one/app:environment:prod", "somebody else"), false);
    for (const other of ["environment:dev", "environment:prod2", "pull_request", "ref:refs/heads/main"]) {
      assert.equal(deploys(`repo:one/app:${other}`), false, other);
    }
    assert.equal(deploys("repo:two/app:environment:prod"), false);
  });

  it("is one that only looks for pull requests, unless they may not preview", async () => {
    const { resources } = await environmentOf("prod");
    assert.equal(letsIn(resources, "prod-workflows-preview", "repo:one/app:pull_request"), true);
    assert.equal(letsIn(resources, "prod-workflows-preview", "repo:one/app:environment:prod"), false);
    const { inputs } = find(resources, "aws:iam/rolePolicy:RolePolicy", "prod-workflows-preview");
    for (const { Action = [] } of statementsOf(inputs.policy)) {
      for (const action of [Action].flat()) assert.match(action, /:(Describe|Get|List)/);
    }
    const without = await runProgram("prod", { repository: { ...repository, previews: false } });
    assert.deepEqual(
      without.resources.filter(({ name }) => /-workflows-preview|PREVIEW_ROLE/.test(name)),
      [],
    );
  });

  it("has owner's and repository's ids in its subject where GitHub has them", async () => {
    const { resources } = await runProgram("dev", { repository: { ...repository, ids: { owner: 7, repository: 8 } } });
    assert.equal(letsIn(resources, "dev-workflows-deploy", "repo:one@7/app@8:environment:dev"), true);
    assert.equal(letsIn(resources, "dev-workflows-deploy", "repo:one/app:environment:dev"), false);
  });

  it("is one of the host for pull requests' environments, whose roles are bounded by the host", async () => {
    const flow = { flow: "pull-request-previews", repository, initialRelease };
    const host = await runProgram("dev", flow);
    assert.equal(letsIn(host.resources, "dev-workflows-guests-deploy", "repo:one/app:environment:preview"), true);
    const guest = await runProgram(
      "pr-7",
      { flow: flow.flow, initialRelease },
      { stacks: { dev: { ...host.outputs } } },
    );
    const boundary = find(host.resources, "aws:iam/policy:Policy", "dev-guests-boundary").outputs.arn;
    const roles = ofType(guest.resources, role);
    assert.ok(roles.length > 0);
    for (const { name, inputs } of roles) assert.equal(inputs.permissionsBoundary, boundary, name);
  });

  it("is people as well who deploy by hand, of the teams that the flow names", async () => {
    const { resources } = await environmentOf("prod");
    const trust = statementsOf(find(resources, role, "prod-workflows-deploy").inputs.assumeRolePolicy);
    const assume = (team?: string) =>
      allows(trust, {
        ...{ action: "sts:AssumeRole", resource: "", principal: ["AWS", `arn:aws:iam::${account}:root`] },
        context: team === undefined ? {} : { "aws:PrincipalTag/team": team },
      });
    assert.deepEqual([assume("operations"), assume("developers"), assume()], [true, false, false]);
  });

  for (const tier of ["dev", "stage", "prod"] as const) {
    it(`bounds every role that ${tier} makes, but not those who act for it`, async () => {
      const { resources } = await environmentOf(tier);
      const { arn } = find(resources, "aws:iam/policy:Policy", `${tier}-boundary`).outputs;
      for (const { name, inputs } of ofType(resources, role)) {
        assert.equal(inputs.permissionsBoundary, name.includes("-workflows-") ? undefined : arn, name);
      }
    });
  }

  it("reaches this stack's state and no other one's, and only reads it for a preview", async () => {
    const state = { bucket: "states", key: `arn:aws:kms:eu-west-1:${account}:key/0` };
    const { resources } = await runProgram("prod", { repository, state });
    const may = (name: string, action: string, object: string) =>
      allows(statementsOf(find(resources, "aws:iam/rolePolicy:RolePolicy", name).inputs.policy), {
        ...{ action, resource: `arn:aws:s3:::states/.pulumi/${object}` },
        context: { "aws:RequestedRegion": "eu-west-1" },
      });
    const files = [
      "stacks/promenade/prod.json",
      "stacks/promenade/prod-eu.json",
      "locks/organization/promenade/prod/0.json",
    ];
    const [deploy, preview] = ["prod-workflows-deploy", "prod-workflows-preview"];
    assert.deepEqual(
      files.map((file) => may(deploy, "s3:PutObject", file)),
      [true, false, true],
    );
    assert.deepEqual(
      files.map((file) => may(preview, "s3:GetObject", file)),
      [true, false, true],
    );
    assert.equal(may(preview, "s3:PutObject", "stacks/promenade/prod.json"), false);
  });

  it("is nobody where no repository is named", async () => {
    const { resources } = await runProgram("dev");
    assert.deepEqual(
      resources.filter(({ type }) => type.startsWith("promenade:access:")),
      [],
    );
    for (const { inputs } of ofType(resources, role)) assert.equal(inputs.permissionsBoundary, undefined);
  });
});
