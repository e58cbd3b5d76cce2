import assert from "node:assert/strict";
import { originOf } from "../../../core/flow/reference";
import { landings, type Landing } from "../../../core/flow/landing";
import { loadFlow } from "../../../flows/load";

const commit = "9f8d0b1c2d3e4f5061728394a5b6c7d8e9f00112";
const built = "9f8d0b1c2d3e";

const to = (flow: string, reference: string, environment?: string): readonly Landing[] =>
  landings(loadFlow(flow), originOf(reference, "main")!, commit, environment);

/** By hand from the documents. */
const cases: readonly (readonly [flow: string, reference: string, expected: Partial<Landing>])[] = [
  ["three-tier", "refs/heads/main", { stack: "dev", way: "deploy", release: built, scope: "DEV", gate: null }],
  ["six-environments", "refs/heads/main", { stack: "dev-int", way: "deploy", scope: "DEV_INT" }],
  ["pull-request-previews", "refs/heads/develop", { stack: "dev", way: "deploy", release: built }],
  ["pull-request-previews", "refs/heads/main", { stack: "prod", way: "promote", from: "dev", release: null }],
  ["regions", "refs/heads/main", { stack: "ppe", way: "deploy", release: built }],
  ["regions", "refs/tags/v1.2.3", { stack: "staging", way: "promote", from: "ppe", release: built }],
  ["staging-first", "refs/heads/main", { stack: "staging", way: "deploy", release: built, gate: null }],
  [
    "staging-first",
    "refs/tags/v1.2.3",
    { stack: "staging", way: "redeploy", release: "v1.2.3", again: built, gate: "promotion-approval-staging" },
  ],
  [
    "pull-request-previews",
    "refs/pull/12/merge",
    { stack: "pr-12", environment: "preview", github: "preview", scope: "PREVIEW", way: "deploy" },
  ],
];

describe("where a reference lands", () => {
  for (const [flow, reference, expected] of cases) {
    it(`in ${flow}, ${reference} is ${expected.way} to ${expected.stack}`, () => {
      const [landing, ...more] = to(flow, reference);
      assert.deepEqual({ ...landing, ...expected }, landing);
      assert.deepEqual(more, []);
    });
  }

  it("is nowhere by itself where the flow lets it in by hand alone", () => {
    assert.deepEqual(to("six-environments", "refs/heads/release/v1.2.3"), []);
    assert.deepEqual(to("staging-first", "refs/heads/feature/x"), []);
  });

  it("is by hand the environment that was named, with its gate, and no other", () => {
    const [uat, ...more] = to("six-environments", "refs/heads/release/v1.2.3", "uat");
    assert.deepEqual([uat?.stack, uat?.gate, more], ["uat", "promotion-approval-uat", []]);
    assert.equal(to("six-environments", "refs/heads/release/v1.2.3", "future")[0]?.gate, null);
    assert.deepEqual(to("six-environments", "refs/heads/main", "uat"), []);
    assert.deepEqual(to("three-tier", "refs/heads/feature/x", "dev"), []);
  });

  it("waits for the checks of branch and source", () => {
    assert.deepEqual(to("three-tier", "refs/heads/main")[0]?.checks, ["docs", "backend", "frontend", "web"]);
  });

  it("is nowhere for what is no branch, tag or pull request", () => {
    assert.equal(originOf("main"), undefined);
    assert.equal(originOf("refs/pull/0/merge", "main"), undefined);
    assert.equal(originOf("refs/pull/12/merge"), undefined);
    assert.deepEqual(originOf("refs/heads/hotfix/a"), { branch: "hotfix/a" });
  });
});
