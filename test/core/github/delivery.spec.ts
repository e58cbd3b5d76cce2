import assert from "node:assert/strict";
import { deliveryOf } from "../../../core/github/delivery";
import { repositorySchema } from "../../../core/config/repository";
import { stackNames, type Flow } from "../../../core/flow";
import { flowNames, loadFlow } from "../../../flows/load";
import { digest, settingsOf, input } from "../../support/settings";
import { parseSettings } from "../../../core/settings";

/** Every team has an id, so that what is asked is what is told apart. */
const repositoryOf = ({ roles }: Flow, rest: object = {}) => {
  const teams = [...new Set(Object.values(roles).flatMap((role) => role.teams))];
  const ids = Object.fromEntries(teams.map((team, index) => [team, index + 1]));
  return { repository: repositorySchema.parse({ name: "one/app", plan: "enterprise", teams: ids, ...rest }), ids };
};

function kept(name: string) {
  const flow = loadFlow(name);
  const { repository, ids } = repositoryOf(flow);
  const teamOf = (id: number) => Object.keys(ids).find((team) => ids[team] === id);
  return stackNames(flow)
    .map((stack) => deliveryOf(flow, stack, repository))
    .flatMap(({ environments, labels }) => ({
      environments: environments.map((one) => ({ ...one, teams: one.teams.map(teamOf) })),
      labels,
    }));
}

const names = (flow: string): readonly string[] =>
  kept(flow).flatMap(({ environments }) => environments.map(({ name }) => name));

describe("what GitHub keeps of a flow", () => {
  const expected = {
    "three-tier": ["dev", "stage", "prod", "promotion-approval-prod"],
    "six-environments": [
      ...["dev-int", "future", "active", "uat", "promotion-approval-uat"],
      ...["staging", "promotion-approval-staging", "prod", "promotion-approval-prod"],
    ],
    "pull-request-previews": ["dev", "preview", "prod", "promotion-approval-prod"],
    regions: [
      ...["ppe", "staging", "prod-eu-west-1", "promotion-approval-prod-region-a"],
      ...["prod-us-east-1", "promotion-approval-prod-region-b"],
      ...["prod-ap-southeast-1", "promotion-approval-prod-region-c"],
    ],
  };
  for (const [flow, environments] of Object.entries(expected)) {
    it(`of ${flow} is an environment a stack, and a gate where approval is asked`, () => {
      assert.deepEqual([...names(flow)].sort(), [...environments].sort());
    });
  }

  for (const flow of flowNames()) {
    it(`of ${flow} is kept by one stack each, labels as well`, () => {
      const all = [...names(flow), ...kept(flow).flatMap(({ labels }) => labels)];
      assert.ok(all.length > 0);
      assert.deepEqual(
        all.filter((name, index) => all.indexOf(name) !== index),
        [],
      );
    });

    it(`of ${flow} asks at most six reviewers, and at every gate somebody`, () => {
      for (const { part, teams, waitMinutes, name } of kept(flow).flatMap(({ environments }) => environments)) {
        assert.ok(teams.length <= 6, name);
        assert.equal(part === "gate", teams.length + waitMinutes > 0, name);
        assert.ok(!teams.includes(undefined), name);
      }
    });
  }

  it("asks at a gate the teams of the roles that approve, and none who starts the run", () => {
    const gate = kept("six-environments")
      .flatMap(({ environments }) => environments)
      .find(({ name }) => name === "promotion-approval-prod");
    assert.deepEqual(gate, {
      ...{ part: "gate", name: "promotion-approval-prod", users: [], preventSelfReview: true, waitMinutes: 0 },
      teams: ["senior-engineers", "engineering-managers", "operations"],
      from: { branches: ["main"], tags: [] },
    });
  });

  it("lets deploy from the branches and tags that the flow names, as GitHub spells them", () => {
    const from = (flow: string, name: string) =>
      kept(flow)
        .flatMap(({ environments }) => environments)
        .find((one) => one.name === name)?.from;
    const release = ["release/v[0-9]*.[0-9]*.[0-9]*", "release/[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"];
    assert.deepEqual(from("six-environments", "dev-int"), { branches: ["main", "hotfix/*"], tags: [] });
    assert.deepEqual(from("six-environments", "prod"), { branches: ["main", ...release], tags: [] });
    assert.deepEqual(from("regions", "staging"), { branches: ["main"], tags: ["v[0-9]*.[0-9]*.[0-9]*"] });
    assert.deepEqual(from("three-tier", "stage"), { branches: ["main"], tags: [] }, "promotions start from main");
    assert.equal(from("staging-first", "dev"), undefined, "any branch");
    assert.equal(from("pull-request-previews", "preview"), undefined, "a pull request's branch has any name");
  });

  it("protects branches and tags by the stack of the environment that they feed, each once", () => {
    const rules = (flow: string) =>
      stackNames(loadFlow(flow)).flatMap((stack) =>
        deliveryOf(loadFlow(flow), stack, repositoryOf(loadFlow(flow)).repository).protections.map(
          ({ name, refs }) => `${stack} ${name} ${refs.join(" ")}`,
        ),
      );
    assert.deepEqual(rules("three-tier"), ["dev branch-main refs/heads/main"]);
    assert.deepEqual(rules("six-environments"), [
      "dev-int branch-main refs/heads/main",
      "future branch-release refs/heads/release/v[0-9]*.[0-9]*.[0-9]* " +
        "refs/heads/release/[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]",
    ]);
    assert.deepEqual(rules("pull-request-previews"), [
      "dev branch-develop refs/heads/develop",
      "prod branch-main refs/heads/main",
    ]);
    assert.deepEqual(rules("regions"), [
      "ppe branch-main refs/heads/main",
      "staging tag-release refs/tags/v[0-9]*.[0-9]*.[0-9]*",
    ]);
  });

  it("protects by the first of several regions", () => {
    const flow = loadFlow("regions");
    const branches = { main: { patterns: ["main"], protection: { ...open, owner: "prod" } } };
    const owners = stackNames(flow).filter(
      (stack) =>
        deliveryOf({ ...flow, branches, tags: {} }, stack, repositoryOf(flow).repository).protections.length > 0,
    );
    assert.deepEqual(owners, ["prod-eu-west-1"]);
  });

  it("asks for no pull request where everybody may push, and keeps tags that may move out of it", () => {
    const flow = loadFlow("three-tier");
    const branches = { main: { patterns: ["main"], protection: { ...open, owner: "dev" } } };
    const tags = { build: { patterns: ["v*"], protection: { owner: "dev", immutable: false } } };
    const { protections } = deliveryOf({ ...flow, branches, tags }, "dev", repositoryOf(flow).repository);
    const anyway = { reviews: undefined, checks: [], forcePush: true };
    assert.deepEqual(protections, [{ target: "branch", name: "branch-main", refs: ["refs/heads/main"], ...anyway }]);
  });

  it("waits at the gate as long as the path asks for", () => {
    const flow = loadFlow("three-tier");
    const paths = flow.paths.map((path) => (path.to === "stage" ? { ...path, waitMinutes: 15 } : path));
    const { environments } = deliveryOf({ ...flow, paths }, "stage", repositoryOf(flow).repository);
    assert.deepEqual(
      environments.map(({ name, waitMinutes }) => [name, waitMinutes]),
      [
        ["stage", 0],
        ["promotion-approval-stage", 15],
      ],
    );
  });
});

const open = { reviews: 0, checks: [], directPush: true, forcePush: true };

describe("promenade:repository", () => {
  const repository = { name: "one/app", plan: "enterprise", teams: { "release-approvers": 11 } };
  const prod = (own: object, rest: object = {}) =>
    settingsOf({ repository: { ...repository, ...own }, ...rest }, { stack: "prod" });
  const problems = (own: object, rest: object = {}): readonly string[] => {
    const parsed = parseSettings(input({ repository: { ...repository, ...own }, ...rest }, { stack: "prod" }));
    return "problems" in parsed ? parsed.problems.map(({ where, wrong }) => `${where}: ${wrong}`) : [];
  };

  it("left out leaves out what GitHub keeps", () => {
    assert.equal(settingsOf().delivery, undefined);
  });

  it("takes people where an account has no teams", () => {
    const gate = prod({ teams: { "release-approvers": [7, 8] } }).delivery?.environments[1];
    assert.deepEqual([gate?.teams, gate?.users], [[], [7, 8]]);
  });

  it("needs an id of each team that approves", () => {
    assert.deepEqual(problems({ teams: { "release-approver": 11 } }), [
      'promenade:repository.teams: no id of the team release-approvers, which approves here, did you mean "release-approver"?',
    ]);
  });

  it("takes six reviewers at most", () => {
    assert.deepEqual(problems({ teams: { "release-approvers": [1, 2, 3, 4, 5, 6] } }), []);
    assert.deepEqual(problems({ teams: { "release-approvers": [1, 2, 3, 4, 5, 6, 7] } }), [
      "promenade:repository.teams: too many reviewers of promotion-approval-prod",
    ]);
  });

  it("refuses the placeholder on AWS, and takes it in the local cloud", () => {
    const placeholder = { name: "your-organization/promenade" };
    const domain = { name: "www.one.com", zone: "one.com" };
    const initialRelease = {
      release: "1.0.0",
      images: { app: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/app@${digest("a")}` },
    };
    assert.deepEqual(problems(placeholder), []);
    assert.deepEqual(problems(placeholder, { cloud: "aws", domain, initialRelease }), [
      "promenade:repository.name: a placeholder, which is nobody's repository",
    ]);
  });

  it("says what the plan of a private repository does not enforce, and asks GitHub for none of it", () => {
    const { warnings, delivery } = prod({ plan: "team" });
    assert.deepEqual(warnings, [
      "GitHub enforces no reviewers and no wait timers for a private repository of plan team: promotion-approval-prod will let everybody pass",
    ]);
    assert.deepEqual(
      delivery?.environments.map(({ name, teams, preventSelfReview }) => [name, teams, preventSelfReview]),
      [
        ["prod", [], false],
        ["promotion-approval-prod", [], false],
      ],
    );
  });

  it("says that a free private repository has no environments at all", () => {
    const { warnings, delivery } = prod({ plan: "free" });
    assert.match(warnings.join(), /no environments .* prod, promotion-approval-prod are left out/);
    assert.deepEqual(delivery?.environments, []);
    assert.deepEqual(delivery.labels, ["env/prod"]);
  });

  it("says that a free private repository protects no branches", () => {
    const { warnings, delivery } = settingsOf({ repository: { ...repository, plan: "free" } });
    assert.match(warnings.join(), /protects no branches .* refs\/heads\/main are left out/);
    assert.deepEqual(delivery?.protections, []);
    assert.equal(settingsOf({ repository: { ...repository, plan: "team" } }).delivery?.protections.length, 1);
  });

  for (const own of [{ visibility: "public", plan: "free" }, { plan: "enterprise" }]) {
    it(`has nothing to say of ${JSON.stringify(own)}`, () => {
      const { warnings, delivery } = prod(own);
      assert.deepEqual(warnings, []);
      assert.deepEqual(delivery?.environments[1]?.teams, [11]);
    });
  }
});
