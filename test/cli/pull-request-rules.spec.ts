import assert from "node:assert/strict";
import { pullRequestRules } from "../../cli/pull-request-rules";
import { InvalidInput } from "../../core/problem";

const rulesOf = (config: Readonly<Record<string, unknown>>) =>
  pullRequestRules({ stack: "pr-7", path: "", content: {}, config, locate: (problem) => problem });

describe("where pull requests are asked about", () => {
  const repository = { "promenade:repository": { name: "one/app", plan: "team" } };

  it("is the repository where the code is", () => {
    assert.deepEqual(rulesOf(repository), { repository: "one/app", forkLabel: "env/preview-approved" });
  });

  it("is another one where that is said", () => {
    const rules = rulesOf({ ...repository, "promenade:pullRequests": { repository: "one/other", forkLabel: "ok" } });
    assert.deepEqual(rules, { repository: "one/other", forkLabel: "ok" });
  });

  it("is nowhere without a repository, with a placeholder's, and with one whose name is none", () => {
    const named = ["your-organization/promenade", "no repository", 7];
    for (const config of [{}, ...named.map((name) => ({ "promenade:repository": { name } }))]) {
      assert.equal(rulesOf(config).repository, undefined, JSON.stringify(config));
    }
  });

  it("does not hang on what else of the repository is wrong", () => {
    assert.equal(rulesOf({ "promenade:repository": { name: "one/app", plan: "none" } }).repository, "one/app");
  });

  it("is refused where it is not a repository's name", () => {
    assert.throws(() => rulesOf({ "promenade:pullRequests": { repository: "app" } }), InvalidInput);
  });
});
