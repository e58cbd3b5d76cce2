import assert from "node:assert/strict";
import { deploymentPatterns, environmentFor, environmentsByHand, type Origin } from "../../../core/flow/arrival";
import { loadFlow } from "../../../flows/load";

/** By hand from the documents: what is pushed, where it goes by itself, and where it may be deployed by hand. */
const cases: readonly (readonly [
  flow: string,
  origin: Origin,
  itself: string | undefined,
  byHand: readonly string[],
])[] = [
  ["three-tier", { branch: "main" }, "dev", []],
  ["three-tier", { branch: "feature/x" }, undefined, []],
  ["six-environments", { branch: "main" }, "dev-int", []],
  ["six-environments", { branch: "release/v1.2.3" }, undefined, ["future", "active", "uat", "staging"]],
  ["six-environments", { branch: "release/2025-01-03" }, undefined, ["future", "active", "uat", "staging"]],
  ["six-environments", { branch: "release/2025-13-03" }, undefined, []],
  ["six-environments", { branch: "release/next" }, undefined, []],
  ["six-environments", { branch: "hotfix/login" }, undefined, ["dev-int"]],
  ["six-environments", { branch: "feature/x" }, undefined, []],
  ["pull-request-previews", { branch: "develop" }, "dev", []],
  ["pull-request-previews", { branch: "main" }, "prod", []],
  ["pull-request-previews", { pullRequest: 7, into: "develop" }, "preview", []],
  ["pull-request-previews", { pullRequest: 7, into: "release/a" }, "preview", []],
  ["three-tier", { pullRequest: 7, into: "main" }, undefined, []],
  ["regions", { branch: "main" }, "ppe", []],
  ["regions", { tag: "v1.4.0" }, "staging", []],
  ["regions", { tag: "v1.4" }, undefined, []],
  ["regions", { tag: "v1.4.0-rc1" }, undefined, []],
  ["regions", { tag: "xv1.4.0" }, undefined, []],
  ["staging-first", { branch: "main" }, "staging", ["dev"]],
  ["staging-first", { branch: "feature/a/b" }, undefined, ["dev"]],
  ["staging-first", { tag: "v2.0.0" }, "staging", []],
];

describe("what is pushed", () => {
  for (const [name, origin, itself, byHand] of cases) {
    it(`in ${name}, ${JSON.stringify(origin)}, goes where the document says`, () => {
      const flow = loadFlow(name);
      assert.equal(environmentFor(flow, origin)?.environment, itself);
      assert.deepEqual(
        environmentsByHand(flow, origin).map(({ environment }) => environment),
        byHand,
      );
    });
  }

  it("is deployed once the branch's checks have passed", () => {
    assert.deepEqual(environmentFor(loadFlow("three-tier"), { branch: "main" })?.checks, [
      ...["docs", "backend", "frontend", "web"],
    ]);
    assert.deepEqual(environmentFor(loadFlow("staging-first"), { branch: "main" })?.checks, [
      ...["test", "codeql", "dependency-review"],
    ]);
  });

  it("is built, or taken from who ran it", () => {
    const artifact = (flow: string, origin: Origin) => environmentFor(loadFlow(flow), origin)?.artifact;
    assert.equal(artifact("regions", { branch: "main" }), undefined);
    assert.equal(artifact("regions", { tag: "v1.0.0" }), "ppe");
    assert.equal(artifact("pull-request-previews", { branch: "main" }), "dev");
    assert.equal(artifact("staging-first", { tag: "v1.0.0" }), "staging");
  });

  it("decides where workflows may run from, unless the environment says it", () => {
    const six = loadFlow("six-environments");
    assert.deepEqual(deploymentPatterns(six, "dev-int"), { branches: ["main", "hotfix/*"], tags: [] });
    assert.deepEqual(deploymentPatterns(six, "prod"), {
      branches: ["main", "release/vX.Y.Z", "release/YYYY-MM-DD"],
      tags: [],
    });
    assert.deepEqual(deploymentPatterns(loadFlow("regions"), "staging"), { branches: [], tags: ["vX.Y.Z"] });
  });
});
