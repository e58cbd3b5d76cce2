import assert from "node:assert/strict";
import { afterHotfix, againstHotfix } from "../../../core/promotion/hotfix";
import { loadFlow } from "../../../flows/load";

const flow = loadFlow("six-environments");
const environments = Object.keys(flow.environments);
const way = ["dev-int", "active", "staging", "prod"];

describe("a repair", () => {
  it("walks the way that the document gives it, and no other step", () => {
    const steps = environments.flatMap((from) =>
      environments.filter((to) => againstHotfix(flow, from, to, "hotfix/1") === undefined).map((to) => [from, to]),
    );
    assert.deepEqual(
      steps,
      way.slice(1).map((to, at) => [way[at], to]),
    );
  });

  it("comes from its own branch", () => {
    for (const branch of ["main", "release/v1.0.0", "hotfix", "hotfix/a/b"]) {
      assert.equal(againstHotfix(flow, "staging", "prod", branch)?.allowed, "hotfix/*", branch);
    }
  });

  it("is told where it goes on", () => {
    assert.match(againstHotfix(flow, "active", "uat", "hotfix/1")!.change, /promote active staging --hotfix hotfix\/1/);
    assert.match(
      againstHotfix(flow, "uat", "staging", "hotfix/1")!.change,
      /start with npx promenade promote dev-int active/,
    );
    assert.deepEqual(
      way.map((environment) => afterHotfix(way, environment)),
      ["active", "staging", "prod", undefined],
    );
    assert.equal(afterHotfix(way, "uat"), undefined);
  });

  it("has no way of its own where the flow names none", () =>
    assert.match(againstHotfix(loadFlow("three-tier"), "stage", "prod", "hotfix/1")!.wrong, /no way of its own/));
});
