import assert from "node:assert/strict";
import { Surrounded } from "../support/environment";
import { GitHubStandIn } from "../support/github";

const commit = "9f8d0b1c2d3e4f5061728394a5b6c7d8e9f00112";

describe("github checks", () => {
  const github = new GitHubStandIn("acme/shop");
  let place: Surrounded;
  before(() => github.start());
  after(() => github.stop());
  beforeEach(() => {
    github.clear();
    place = new Surrounded();
    place.writeConfig("dev", {});
  });
  afterEach(() => place.remove());

  const check = (name: string, conclusion: string | null): void => {
    github.kept.checkRuns.push({ name, conclusion, status: conclusion === null ? "in_progress" : "completed" });
  };
  const run = (contexts: string, ...more: readonly string[]) =>
    place.run(["github", "checks", "--commit", commit, "--contexts", contexts, ...more], {
      ...{ GITHUB_API_URL: github.url, GITHUB_TOKEN: "a-token", GITHUB_REPOSITORY: "acme/shop" },
    });

  it("ends once all have passed, whatever else has not", async () => {
    check("build", "success");
    check("flaky", "failure");
    assert.equal((await run('["build"]')).exitCode, 0);
  });

  it("refuses at once what has failed, and in the end what has not run", async () => {
    check("build", "failure");
    check("test", null);
    const { exitCode, stderr } = await run('["build", "test", "docs"]', "--wait", "1h");
    assert.equal(exitCode, 3);
    assert.match(stderr, /build: failed, test: pending, docs: has not run/);
    assert.equal((await run('["docs"]', "--wait", "0.2s")).exitCode, 3);
  });

  it("waits for what still runs", async () => {
    check("test", null);
    setTimeout(() => Object.assign(github.kept.checkRuns[0]!, { status: "completed", conclusion: "success" }), 300);
    assert.equal((await run('["test"]', "--wait", "3s")).exitCode, 0);
  });

  it("asks GitHub nothing where no check is asked for", async () => {
    assert.equal((await run("[]")).exitCode, 0);
    assert.deepEqual(github.asked, []);
  });

  it("says what is not a list, and what is not a time", async () => {
    for (const [contexts, wait, wrong] of [
      ["build", "1m", /--contexts: not a list of checks/],
      ['["build"]', "soon", /--wait: not a time/],
    ] as const) {
      const { exitCode, stderr } = await run(contexts, "--wait", wait);
      assert.equal(exitCode, 2);
      assert.match(stderr, wrong);
    }
  });
});
