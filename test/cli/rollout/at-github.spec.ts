import assert from "node:assert/strict";
import { contextOf } from "../../../cli/context";
import { openRecords } from "../../../cli/ports/github-records";
import { recordAtGitHub, recordBeginning, recordFailure, tellEnd, type Place } from "../../../cli/rollout/at-github";
import { environmentOf, type Environment } from "../../../cli/rollout/environment";
import type { Command } from "../../../core/rollout";
import { Said } from "../../support/said";
import { Surrounded } from "../../support/environment";
import { GitHubStandIn } from "../../support/github";
import { viewOf } from "../../support/rollout/views";

const hash = (digit: string): string => digit.repeat(40);
const release = { release: "2.0.0", commit: "2222222", images: {} };
const deploy: Command = {
  kind: "deploy",
  rollout: "r1",
  release,
  steps: [{ share: 100, bakeSeconds: 0 }],
  oneWay: false,
};
const rollback: Command = { kind: "rollback", rollout: "r2", reason: "why", forced: false, direct: false };

describe("GitHub, told of a rollout", () => {
  const github = new GitHubStandIn("acme/shop");
  let place: Surrounded;
  let said: Said;

  before(() => github.start());
  beforeEach(() => {
    github.clear();
    github.kept.commits = ["1", "2"].map(hash);
    place = new Surrounded();
    said = new Said();
  });
  afterEach(() => place.remove());
  after(() => github.stop());

  function environment(stack = "dev", own: NodeJS.ProcessEnv = {}): Environment {
    place.writeConfig(stack, {
      ...{ "aws:region": "eu-west-1", "promenade:flow": "pull-request-previews" },
      ...(stack === "prod" ? prod : {}),
    });
    const given = { GITHUB_API_URL: github.url, GITHUB_TOKEN: "t0k3n", GITHUB_REPOSITORY: "acme/shop", ...own };
    const surroundings = { stdout: said, stderr: said, environment: given, checkout: place.checkout };
    return environmentOf(contextOf(surroundings, {}), stack, "deploy");
  }
  const prod = {
    "promenade:domain": { name: "www.promenade.example", zone: "promenade.example" },
    "promenade:allowedRegions": ["eu-west-1", "us-east-1"],
  };
  const at = async (of: Environment): Promise<Place> => ({
    ...{ environment: of, repository: "acme/shop", say: (text) => of.context.output.say(text) },
    records: await openRecords("acme/shop", of.context.environment),
  });
  const record = (green: number) =>
    viewOf({
      green,
      slots: { blue: { release: "1.0.0", commit: "1111111" }, green: { release: "2.0.0", commit: "2222222" } },
    }).record;
  const end = async (of: Environment, command: Command, green: number, ending: "done" | "rolled back" = "done") =>
    tellEnd(
      await at(of),
      command,
      { ending, says: "so it is" },
      { record: record(green), url: "http://dev", rollout: "r1", ended: undefined },
    );
  const states = () => {
    const byId = new Map(github.kept.deployments.map(({ id, sha }) => [id, String(sha).slice(0, 1)]));
    return github.kept.statuses.map(({ on, state }) => [byId.get(on), state]);
  };

  it("one deployment from its beginning to its end, and the tag that follows", async () => {
    await recordBeginning(environment(), deploy);
    await end(environment(), deploy, 100);
    assert.deepEqual(states(), [
      ["2", "in_progress"],
      ["2", "success"],
    ]);
    assert.deepEqual([github.kept.deployments.length, github.kept.refs.get("tags/env/dev")], [1, hash("2")]);
    assert.deepEqual([github.kept.releases, github.kept.pulls], [[], []]);
  });

  it("back: what has failed, what is there again, and the tag", async () => {
    await recordBeginning(environment(), deploy);
    await end(environment(), deploy, 100);
    await end(environment(), rollback, 0, "rolled back");
    assert.deepEqual(states().slice(-2), [
      ["2", "failure"],
      ["1", "success"],
    ]);
    assert.equal(github.kept.refs.get("tags/env/dev"), hash("1"));
    const urls = github.kept.statuses.slice(-2).map(({ environment_url: url }) => url);
    assert.deepEqual(urls, [undefined, "http://dev"]);
  });

  it("prod: the release is published, and its branch is to go back", async () => {
    github.kept.refs.set("heads/main", hash("2")).set("heads/develop", hash("1"));
    await end(environment("prod"), deploy, 100);
    const [{ tag_name: tag, body } = {}] = github.kept.releases;
    assert.deepEqual([tag, github.kept.refs.get("tags/v2.0.0")], ["v2.0.0", hash("2")]);
    assert.match(
      String(body),
      /^## 2\.0\.0\n\n1 change since 1\.0\.0\.\n\n### Features\n\n- change 2222222 \(\[`2222222`\]/,
    );
    assert.equal(github.kept.pulls[0]?.base, "develop");
    assert.match(said.text, /main into develop: opened, https/);
    // Once more: a release that is back keeps the notes of when it was new.
    github.kept.releases[0]!.body = "mended by hand";
    await end(environment("prod"), deploy, 100);
    assert.deepEqual([github.kept.releases.length, github.kept.releases[0]?.body], [1, "mended by hand"]);
    assert.equal(github.kept.pulls.length, 1);
  });

  it("where no pull request may be opened, people are reminded", async () => {
    github.kept.refs.set("heads/main", hash("2")).set("heads/develop", hash("1"));
    github.refusing = /^POST .*\/pulls$/;
    await end(environment("prod"), deploy, 100);
    assert.match(said.text, /main into develop: by hand: git switch develop && git merge main && git push \(403/);
  });

  it("a command that fails leaves no deployment that seems to be under way", async () => {
    await recordBeginning(environment(), deploy);
    await recordFailure(environment(), deploy, new Error("no"));
    assert.deepEqual(states(), [
      ["2", "in_progress"],
      ["2", "error"],
    ]);
  });

  it("a commit that it does not have is told, and nothing else is written", async () => {
    github.kept.commits = [];
    await recordBeginning(environment(), deploy);
    assert.match(said.text, /it has no commit 2222222 of 2\.0\.0/);
    assert.deepEqual(github.kept.deployments, []);
  });

  it("nothing stops for it: what goes wrong is a line", async () => {
    github.failing = [403];
    await recordBeginning(environment(), deploy);
    assert.match(said.text, /GitHub: is not told: it refuses what is asked of it \(403/);
    assert.ok(!said.text.includes("t0k3n"));
  });

  it("is asked nothing without a token, without a repository, from one's own machine, of a pull request, or of what moves nothing", async () => {
    const done = { ending: "done", says: "" } as const;
    place.writeConfig("dev", { "aws:region": "eu-west-1" });
    for (const [of, command] of [
      [environment("dev", { GITHUB_TOKEN: undefined }), deploy],
      [environment("dev", { GITHUB_REPOSITORY: undefined }), deploy],
      [environment("dev", { GITHUB_API_URL: undefined }), deploy],
      [environment("pr-7"), deploy],
      [environment(), { ...deploy, steps: [] }],
      [environment(), { kind: "retire" }],
    ] as const) {
      await recordBeginning(of, command);
      await recordAtGitHub(of, command, done);
    }
    await recordAtGitHub(environment(), rollback, { ending: "nothing to do", says: "" });
    assert.deepEqual([github.asked, said.text], [[], ""]);
  });

  it("is told nothing anew where a rollout was over already, and its deployment as well", async () => {
    await end(environment(), deploy, 100);
    const told = states();
    await recordAtGitHub(environment(), { kind: "resume" }, { ending: "nothing to do", says: "" });
    assert.deepEqual(states(), told);
  });
});
