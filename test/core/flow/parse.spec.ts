import assert from "node:assert/strict";
import { parseFlow } from "../../../core/flow/parse";
import { formatProblem, type Problem } from "../../../core/problem";

type Raw = Record<string, unknown>;

/** A flow with one of everything. */
const sound = () => ({
  name: "any",
  description: "any",
  roles: { leads: { teams: ["leads"] }, operations: { teams: ["operations"], people: 1 }, nobody: { teams: [] } },
  branches: {
    main: { patterns: ["main"], protection: { owner: "dev", reviews: 1 } },
    hotfix: { patterns: ["hotfix/*"] },
  },
  tags: { release: { patterns: ["vX.Y.Z"] } },
  environments: {
    dev: {
      tier: "dev",
      purpose: "any",
      sources: [{ branch: "main", automatic: true }, { branch: "hotfix" }],
    },
    prod: { tier: "prod", purpose: "any", sources: [{ environment: "dev" }] },
  } as Record<string, Raw>,
  paths: [{ from: "dev", to: "prod", approvals: 1, reviewers: ["leads"] } as Raw],
  hotfix: { branch: "hotfix", path: ["dev", "prod"] } as Raw,
});
type Sound = ReturnType<typeof sound>;

function problemsAfter(change: (flow: Sound) => unknown): readonly Problem[] {
  const flow = sound();
  change(flow);
  const parsed = parseFlow(flow);
  return "problems" in parsed ? parsed.problems : [];
}

const preview = { tier: "preview", purpose: "any", ephemeral: true, host: "dev" };
const stage = { tier: "stage", purpose: "any" };

describe("a flow", () => {
  it("that makes sense is read", () =>
    assert.deepEqual(
      problemsAfter(() => {}),
      [],
    ));

  const broken: readonly (readonly [what: string, change: (flow: Sound) => unknown, where: string, told: RegExp])[] = [
    ["an unknown key", (f) => (f.environments["dev"]!["teir"] = "dev"), "environments.dev.teir", /did you mean "tier"/],
    [
      "an unknown key of gates",
      (f) => (f.paths[0]!["gates"] = { scam: true }),
      "paths[0].gates.scam",
      /did you mean "scan"/,
    ],
    ["an unknown tier", (f) => (f.environments["dev"]!["tier"] = "stag"), "environments.dev.tier", /"stage"/],
    ["a path to nowhere", (f) => (f.paths[0]!["to"] = "prd"), "paths[0].to", /did you mean "prod"/],
    [
      "a role that is not there",
      (f) => (f.paths[0]!["reviewers"] = ["lead"]),
      "paths[0].reviewers[0]",
      /no such role.*did you mean "leads"/,
    ],
    [
      "a branch that is not there",
      (f) => (f.environments["dev"]!["sources"] = [{ branch: "mian" }, { branch: "hotfix" }]),
      "environments.dev.sources[0].branch",
      /did you mean "main"/,
    ],
    [
      "a mirror of nothing",
      (f: Raw) => (f["mirrors"] = [{ of: "prood", by: "dev", differences: [] }]),
      "mirrors[0].of",
      /did you mean "prod"/,
    ],
    [
      "a guest without a host",
      (f) => (f.environments["pr"] = { ...preview, host: undefined, sources: [{ pullRequest: "**" }] }),
      "environments.pr.host",
      /shares network/,
    ],
    [
      "a guest of nobody",
      (f) => (f.environments["review"] = { ...preview, host: "review", sources: [{ pullRequest: "**" }] }),
      "environments.review.host",
      /no such environment/,
    ],
    ["a host that is not asked for", (f) => (f.environments["dev"]!["host"] = "dev"), "environments.dev.host", /own/],
    ["an orphan", (f) => (f.environments["qa"] = stage), "environments.qa.sources", /nothing feeds/],
    [
      "a path that its target does not know of",
      (f) => {
        f.environments["qa"] = { ...stage, sources: [{ branch: "hotfix" }] };
        f.paths.push({ from: "dev", to: "qa" });
      },
      "paths[1]",
      /qa does not take releases from there/,
    ],
    [
      "a source without a path",
      (f) => (f.environments["qa"] = { ...stage, sources: [{ environment: "dev" }] }),
      "environments.qa.sources[0].environment",
      /no path leads from there/,
    ],
    [
      "a circle",
      (f) => {
        f.environments["dev"]!["sources"] = [...(f.environments["dev"]!["sources"] as Raw[]), { environment: "prod" }];
        f.paths.push({ from: "prod", to: "dev" });
      },
      "paths[0]",
      /dev → prod → dev/,
    ],
    ["a path twice", (f) => f.paths.push({ from: "dev", to: "prod" }), "paths[1]", /stands there already/],
    [
      "two environments for one push",
      (f) => (f.environments["qa"] = { ...stage, sources: [{ branch: "main", automatic: true }] }),
      "environments.qa.sources[0]",
      /dev and qa/,
    ],
    [
      "gates of a promotion with its source",
      (f) => (f.environments["prod"]!["sources"] = [{ environment: "dev", approvals: 1, reviewers: ["leads"] }]),
      "environments.prod.sources[0]",
      /stands with its path/,
    ],
    [
      "a source of two kinds",
      (f) => (f.environments["dev"]!["sources"] = [{ branch: "main", tag: "release" }]),
      "environments.dev.sources[0]",
      /exactly one of/,
    ],
    [
      "scopes that collide",
      (f) => (f.environments["prod-eu"] = { ...stage, sources: [{ branch: "hotfix" }] }),
      "environments.prod-eu",
      /PROD_EU_\* and PROD_\*/,
    ],
    [
      "a pull request's name",
      (f) => (f.environments["pr-7"] = { ...stage, sources: [{ branch: "hotfix" }] }),
      "environments.pr-7",
      /pull request/,
    ],
    ["reviewers that are none", (f) => (f.paths[0]!["reviewers"] = []), "paths[0].reviewers", /0 people in no role/],
    ["reviewers without a team", (f) => (f.paths[0]!["reviewers"] = ["nobody"]), "paths[0].reviewers", /0 people/],
    [
      "more approvals than people",
      (f) => (f.paths[0] = { ...f.paths[0], approvals: 2, reviewers: ["operations"] }),
      "paths[0].reviewers",
      /1 person in operations; 2 must approve/,
    ],
    [
      "one person, who does not approve what they ask for",
      (f) => {
        f.paths[0]!["reviewers"] = ["operations"];
        f.environments["prod"]!["access"] = { deploy: ["operations"] };
      },
      "paths[0].reviewers",
      /whoever asks does not count/,
    ],
    [
      "one's own approval among two",
      (f) => (f.paths[0] = { ...f.paths[0], approvals: 2, requesterMayApprove: true }),
      "paths[0].requesterMayApprove",
      /two must agree/,
    ],
    [
      "less asked of what is critical",
      (f) => (f.paths[0]!["criticalApprovals"] = 0),
      "paths[0].criticalApprovals",
      /fewer/,
    ],
    [
      "protection owned by a stranger",
      (f) => (f.branches.main.protection.owner = "prod"),
      "branches.main.protection.owner",
      /does not feed/,
    ],
    [
      "reviews where everybody may push",
      (f) => ((f.branches.main.protection as Record<string, unknown>)["directPush"] = true),
      "branches.main.protection.directPush",
      /needs no pull request/,
    ],
    ["a hotfix that leaps", (f) => (f.hotfix["path"] = ["prod", "dev"]), "hotfix.path[0]", /not deployed to prod/],
    [
      "a region twice",
      (f) => {
        const wave = { regions: ["eu-west-1"] };
        f.environments["prod"]!["regions"] = [
          { name: "a", ...wave },
          { name: "b", ...wave },
        ];
      },
      "environments.prod.regions[1].regions[0]",
      /stands there already/,
    ],
    [
      "sizes beyond the tier's",
      (f) => (f.environments["prod"]!["sizes"] = [{ reason: "we like it so", instances: { max: 30 } }]),
      "environments.prod.sizes",
      /max 30/,
    ],
    [
      "sizes without a reason",
      (f) => (f.environments["prod"]!["sizes"] = [{ instances: { max: 3 } }]),
      "environments.prod.sizes[0].reason",
      /missing/,
    ],
    [
      "a schedule that ends early",
      (f) => (f.environments["prod"]!["schedule"] = [{ share: 50, bake: "5m" }]),
      "environments.prod.schedule",
      /do not lead to all/,
    ],
    [
      "a looser guard of prod",
      (f) => (f.environments["prod"]!["guard"] = { errorPercent: 5 }),
      "environments.prod.guard",
      /looser/,
    ],
    [
      "a closed prod",
      (f) => (f.environments["prod"]!["ingress"] = "allow-list"),
      "environments.prod.ingress",
      /open to everybody/,
    ],
    ["a longer wait", (f) => (f.paths[0]!["waitMinutes"] = 31), "paths[0].waitMinutes", /at most 30/],
    [
      "a time zone of nowhere",
      (f) =>
        (f.paths[0]!["gates"] = { window: { days: ["mon"], from: "08:00", to: "09:00", timezone: "Europe/Atlantis" } }),
      "paths[0].gates.window.timezone",
      /a time zone such as/,
    ],
  ];
  for (const [what, change, where, told] of broken) {
    it(`is refused with ${what}`, () => {
      const problems = problemsAfter(change);
      const found = problems.find((problem) => problem.where === where);
      assert.ok(found, problems.map(formatProblem).join("\n"));
      assert.match(formatProblem(found), told);
    });
  }

  it("tells every problem at once, whether of shape or of meaning", () => {
    const problems = problemsAfter((flow) => {
      flow.environments["qa"] = { tier: "stagee", purpose: "any" };
      flow.environments["uat"] = stage;
      flow.paths.push({ from: "dev", to: "nowhere" });
    });
    assert.deepEqual(
      problems.map(({ where }) => where),
      ["environments.qa.tier", "paths[1].to", "environments.uat.sources"],
    );
  });

  it("may let somebody of a one-person team approve alone", () => {
    assert.deepEqual(
      problemsAfter((flow) => {
        flow.environments["prod"]!["access"] = { deploy: ["operations"] };
        Object.assign(flow.paths[0]!, { reviewers: ["operations"], requesterMayApprove: true });
      }),
      [],
    );
  });

  for (const raw of [undefined, null, 3, "text", [], {}]) {
    it(`is more than ${JSON.stringify(raw)}`, () => assert.ok("problems" in parseFlow(raw)));
  }
});
