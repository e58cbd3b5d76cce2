import assert from "node:assert/strict";
import { openGitHub } from "../../../cli/ports/github";
import { Failure } from "../../../cli/failure";
import { GitHubStandIn } from "../../support/github";

describe("GitHub", () => {
  const github = new GitHubStandIn("acme/shop");
  const ask = async (number: number, environment: NodeJS.ProcessEnv = {}) =>
    (await openGitHub("acme/shop", { GITHUB_API_URL: github.url, GITHUB_TOKEN: "t0k3n", ...environment })).pullRequest(
      number,
    );
  const failure = async (asked: Promise<unknown>) => {
    const error = await asked.then(
      () => undefined,
      (one: unknown) => one,
    );
    assert.ok(error instanceof Failure, String(error));
    return error.problems[0]!;
  };

  before(() => github.start());
  beforeEach(() => github.clear());
  after(() => github.stop());

  it("tells state, labels and origin of a pull request, to whoever shows the token", async () => {
    github.pullRequests.set(7, { state: "open", labels: ["bug"] });
    assert.deepEqual(await ask(7), { state: "open", fork: false, labels: ["bug"] });
    assert.deepEqual(github.asked, ["GET /repos/acme/shop/pulls/7"]);
    assert.equal(github.authorization, "Bearer t0k3n");
  });

  for (const [what, given, expected] of [
    ["closed", { state: "closed" }, { state: "closed", fork: false }],
    ["merged", { state: "closed", merged: true }, { state: "merged", fork: false }],
    ["from a fork", { state: "open", from: "fork" }, { state: "open", fork: true }],
    ["from a fork that is gone", { state: "open", from: "gone" }, { state: "open", fork: true }],
  ] as const) {
    it(`tells one that is ${what}`, async () => {
      github.pullRequests.set(7, given);
      assert.deepEqual(await ask(7), { ...expected, labels: [] });
    });
  }

  it("has no such pull request, where the repository itself can be read", async () => {
    assert.equal(await ask(9), "missing");
  });

  it("a repository that cannot be read is no answer: a pull request in it may well be open", async () => {
    github.hidden = true;
    const { wrong, change } = await failure(ask(9));
    assert.match(wrong, /cannot be read/);
    assert.match(change, /promenade:repository/);
    assert.match((await failure(ask(9, { GITHUB_TOKEN: undefined }))).found, /no GITHUB_TOKEN/);
  });

  it("is asked again where it fails, and is not believed to have said no", async function () {
    this.timeout(10_000);
    github.pullRequests.set(7, { state: "open" });
    github.failing = [502, 503];
    assert.equal((await ask(7)) === "missing", false);
    assert.equal(github.asked.length, 3);
    github.failing = [502, 502, 502];
    assert.match((await failure(ask(7))).found, /^502/);
  });

  it("a token that it does not take is told at once, and never shown", async () => {
    github.failing = [401];
    const problem = await failure(ask(7));
    assert.match(problem.found, /^401: Bad credentials/);
    assert.equal(github.asked.length, 1);
    assert.ok(!JSON.stringify(problem).includes("t0k3n"));
  });

  it("one that is not there is a failure, too", async function () {
    this.timeout(10_000);
    assert.match((await failure(ask(7, { GITHUB_API_URL: "http://127.0.0.1:9" }))).wrong, /does not answer/);
  });
});
