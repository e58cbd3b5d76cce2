import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { named, rulesets } from "../../../policies/naming/git-refs";
import { judges, policies, type Resource, RunningPack, unknown } from "../pack";

const github = (kind: string, props: Readonly<Record<string, JavaScriptValue>>): Resource => ({
  type: `github:index/${kind[0]!.toLowerCase()}${kind.slice(1)}:${kind}`,
  name: "it",
  props: { repository: "app", ...props },
  stack: "prod",
});
const deploying = (props: Readonly<Record<string, JavaScriptValue>>) =>
  github("RepositoryEnvironmentDeploymentPolicy", { environment: "prod", ...props });
const ruleset = (target: string, ...includes: readonly string[]) =>
  github("RepositoryRuleset", {
    name: "releases",
    target,
    enforcement: "active",
    conditions: { refName: { includes: [...includes], excludes: ["refs/heads/anything"] } },
  });

const branches = "release/v1.2.3, release/2025-01-03, or a pattern of such names: release/*, main, develop, hotfix/*";
const tags = "v1.2.3, or a pattern of such names: v*, env/*";
const ofBranch = ({ type }: Resource, property: string, name: string) =>
  `it (${type}): found ${property} "${name}"; required: ${branches}; name the branch so, or add it to the rule's branches`;
const ofTag = ({ type }: Resource, property: string, name: string) =>
  `it (${type}): found ${property} "${name}"; required: ${tags}; name the tag so, or add it to the rule's tags`;

const refused = (because: string, resource: Resource, ...messages: readonly string[]) => ({
  because,
  resource,
  messages,
});

describe("policies/naming: release-ref", () => {
  let pack: RunningPack;
  before(async () => {
    pack = await RunningPack.start(join(policies, "naming", "main.js"));
  });
  after(() => pack.stop());

  const byBranch = (branchPattern: string) => deploying({ branchPattern });
  const byTag = (tagPattern: string) => deploying({ tagPattern });
  judges("release-ref", () => pack, [
    {
      valid: byBranch("release/v1.2.3"),
      broken: [
        "releases/v1.2.3",
        "Release/v1.2.3",
        "release-v1.2.3",
        "release/1.2.3",
        "release/v1.2",
        "release/v01.2.3",
        "release/v1.2.3-rc.1",
        "release/2025-1-3",
        "release/2025-13-01",
        "release/20250103",
        "release/**",
        "feature/*",
        "v1.2.3",
        "*",
      ].map((name) => refused(name, byBranch(name), ofBranch(byBranch(name), "branchPattern", name))),
    },
    ...[
      "release/2025-01-03",
      "release/*",
      "release/v*",
      "release/v1.*",
      "release/v*.*.*",
      "release/2025-*",
      "release/v[0-9]*.[0-9]*.[0-9]*",
      "release/[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]",
      "main",
    ].map((name) => ({ valid: byBranch(name), broken: [] })),
    {
      valid: byTag("v1.2.3"),
      broken: ["1.2.3", "v1.2", "v[0-9]*.[0-9]*", "v1.2.3.4", "V1.2.3", "release-*", "*", "release/v1.2.3", "main"].map(
        (name) => refused(name, byTag(name), ofTag(byTag(name), "tagPattern", name)),
      ),
    },
    ...["v*", "v1.*", "v1.2.*", "v*.*.*", "v[0-9]*.[0-9]*.[0-9]*", "env/*"].map((name) => ({
      valid: byTag(name),
      broken: [],
    })),
    {
      valid: github("BranchProtection", { pattern: "release/*" }),
      broken: [protection("BranchProtection", "pattern", "releases/*")],
    },
    {
      valid: github("BranchProtectionV3", { branch: "main" }),
      broken: [protection("BranchProtectionV3", "branch", "master")],
    },
    {
      valid: github("RepositoryDeploymentBranchPolicy", { name: "release/*" }),
      broken: [protection("RepositoryDeploymentBranchPolicy", "name", "rel/*")],
    },
    {
      valid: github("Branch", { branch: "release/2025-01-03" }),
      broken: [protection("Branch", "branch", "release/january")],
    },
    {
      valid: github("Release", { tagName: "v2.0.0" }),
      broken: [
        refused(
          "no version",
          github("Release", { tagName: "second" }),
          ofTag(github("Release", {}), "tagName", "second"),
        ),
      ],
    },
    {
      valid: ruleset("branch", "refs/heads/release/*", "~DEFAULT_BRANCH"),
      broken: [
        refused(
          "three names of nobody's",
          ruleset("branch", "refs/heads/rel/*", "refs/heads/release/*", "refs/heads/old", "release/refs/heads/*"),
          ofBranch(ruleset("branch"), "conditions.refName.includes", "rel/*"),
          ofBranch(ruleset("branch"), "conditions.refName.includes", "old"),
          ofBranch(ruleset("branch"), "conditions.refName.includes", "release/refs/heads/*"),
        ),
      ],
    },
    {
      valid: ruleset("tag", "refs/tags/v*", "~ALL"),
      broken: [
        refused(
          "a branch's name",
          ruleset("tag", "refs/tags/release/*"),
          ofTag(ruleset("tag"), "conditions.refName.includes", "release/*"),
        ),
      ],
    },
    { valid: github("RepositoryRuleset", { name: "files", target: "push" }), broken: [] },
    { valid: ruleset("push", "anything"), broken: [] },
    { valid: github("OrganizationRuleset", { name: "all", target: "branch", conditions: {} }), broken: [] },
    { valid: github("IssueLabel", { name: "anything", color: "ffffff" }), broken: [] },
  ]);

  function protection(kind: string, property: string, name: string) {
    const resource = github(kind, { [property]: name });
    return refused(name, resource, ofBranch(resource, property, name));
  }

  it("judges what is known beside what is unknown at preview", async () => {
    const findings = await pack.judge(ruleset("branch", unknown, "refs/heads/old"));
    assert.deepEqual(
      findings.map(({ level, policy }) => [level, policy]),
      [
        ["mandatory", "release-ref"],
        ["advisory", "release-ref"],
      ],
    );
  });

  it("names types and properties that the installed @pulumi/github has", () => {
    const folder = dirname(require.resolve("@pulumi/github/package.json"));
    const types = new Map(Object.entries(named).map(([type, properties]) => [type, Object.keys(properties)]));
    for (const type of rulesets) types.set(type, ["conditions"]);
    const known = [...types].map(([token, properties]) => {
      const [, file, type] = /^github:index\/(\w+):(\w+)$/.exec(token)!;
      const declared = readFileSync(join(folder, `${file!}.d.ts`), "utf8");
      const body = new RegExp(`interface ${type!}Args \\{(.*?)\\n\\}`, "s").exec(declared)![1]!;
      for (const property of properties) {
        assert.match(body, new RegExp(`^ {4}${property}\\??:`, "m"), `${type!}.${property}`);
      }
      return file;
    });
    // What deploys or protects by a pattern, and is new: to be added to the rule.
    const patterned = readdirSync(folder)
      .filter((file) => /^[a-z].*(deployment|protection|ruleset).*\.d\.ts$/i.test(file) && !file.startsWith("get"))
      .map((file) => file.replace(".d.ts", ""));
    assert.deepEqual(
      patterned.filter((file) => !known.includes(file)),
      [],
    );
  });

  describe("configured", () => {
    before(() => pack.configure({ "release-ref": { branches: ["*"], tags: [] } }));

    it("takes other names", async () => {
      assert.deepEqual(await pack.judge(byBranch("*")), []);
      assert.deepEqual(
        (await pack.judge(byBranch("main"))).map(({ policy }) => policy),
        ["release-ref"],
      );
      assert.equal((await pack.judge(byTag("env/*"))).length, 1);
      assert.deepEqual(await pack.judge(byTag("v*")), []);
    });
  });
});
