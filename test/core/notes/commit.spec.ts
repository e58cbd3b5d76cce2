import assert from "node:assert/strict";
import { mergedIn, saidIn, type Said } from "../../../core/notes/commit";

describe("what a commit's message says", () => {
  const cases: readonly (readonly [string, Said])[] = [
    ["Prices are rounded", { title: "Prices are rounded" }],
    ["feat: lists are paged", { title: "lists are paged", type: "feat" }],
    ["fix(cart): totals (#12)", { title: "totals", type: "fix", scope: "cart", pullRequest: 12 }],
    ["Fix: totals", { title: "totals", type: "fix" }],
    ["feat(api)!: no v1", { title: "no v1", type: "feat", scope: "api", breaking: "no v1" }],
    [
      "feat: no v1 (#3)\n\nWhy.\n\nBREAKING CHANGE: clients ask\nfor v2\n\nReviewed-by: Grace",
      { title: "no v1", type: "feat", pullRequest: 3, breaking: "clients ask for v2" },
    ],
    ["feat: x\n\nBREAKING-CHANGE: y\nRefs: #3", { title: "x", type: "feat", breaking: "y" }],
    ["Note: a colon alone is a type", { title: "a colon alone is a type", type: "note" }],
    ["feat:nothing", { title: "feat:nothing" }],
    ["feat: ", { title: "feat:" }],
    ["", { title: "" }],
  ];
  for (const [message, said] of cases) {
    it(JSON.stringify(message), () => assert.deepEqual(saidIn(message), said));
  }

  it("names the pull request that a merge brings, and its title", () => {
    const title = "Merge pull request #7 from acme/rounding";
    assert.deepEqual(mergedIn(`${title}\n\nPrices are rounded\n\nMore.`), {
      pullRequest: 7,
      title: "Prices are rounded",
    });
    assert.deepEqual(mergedIn(title), { pullRequest: 7, title: "acme/rounding" });
    assert.equal(mergedIn("Merge branch 'main' into develop"), undefined);
  });
});
