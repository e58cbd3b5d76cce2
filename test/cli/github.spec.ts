import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Surrounded } from "../support/environment";
import { GitHubStandIn } from "../support/github";

const hash = (digit: string): string => digit.repeat(40);

describe("promenade github", () => {
  const github = new GitHubStandIn("acme/shop");
  let place: Surrounded;
  let file: string;
  const none = { GITHUB_REPOSITORY: undefined, GITHUB_TOKEN: undefined, GITHUB_RUN_ID: undefined };
  const workflow = () => ({
    ...{ GITHUB_API_URL: github.url, GITHUB_TOKEN: "t0k3n", GITHUB_REPOSITORY: "acme/shop" },
    ...{ GITHUB_RUN_ID: "4711", GITHUB_SERVER_URL: "https://github.example" },
  });
  const run = async (args: string, environment: NodeJS.ProcessEnv = workflow()) =>
    place.run(["github", ...args.split(" ")], { ...none, ...environment });

  before(() => github.start());
  beforeEach(() => {
    github.clear();
    github.kept.commits = ["1", "2"].map(hash);
    place = new Surrounded();
    place.writeConfig("dev", {});
    place.writeConfig("prod", { "promenade:flow": "pull-request-previews" });
    file = join(place.root, "text.md");
    writeFileSync(file, "# Text\n");
  });
  afterEach(() => place.remove());
  after(() => github.stop());

  it("comment keeps a comment", async () => {
    const comment = `comment --pull-request 7 --key preview:dev --file ${file}`;
    const { exitCode, stdout } = await run(comment);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^acme\/shop: written, https:\/\/github\.example\/acme\/shop\/issuecomment\/1\n$/);
    const again = await run(`${comment} --json`);
    assert.deepEqual(JSON.parse(again.stdout), {
      ...{ repository: "acme/shop", done: "unchanged" },
      url: "https://github.example/acme/shop/issuecomment/1",
    });
  });

  it("issue opens an issue and closes it", async () => {
    assert.match(
      (await run(`issue --key drift:prod --title Drift --file ${file} --label drift env/prod`)).stdout,
      /opened/,
    );
    assert.deepEqual(github.kept.issues[0]?.labels, ["drift", "env/prod"]);
    assert.match((await run("issue --key drift:prod --label drift --close --because over")).stdout, /closed/);
    assert.equal(github.kept.comments[0]?.body, "over");
    assert.match((await run("issue --key drift:prod --label drift --close")).stdout, /nothing to close/);
  });

  it("deployment records one of the stack, with the workflow's run", async () => {
    const { exitCode } = await run("deployment --stack dev --release 2.0.0 --commit 2222222 --state success");
    assert.equal(exitCode, 0);
    assert.deepEqual(
      [github.kept.deployments[0]?.environment, github.kept.statuses[0]?.log_url],
      ["dev", "https://github.example/acme/shop/actions/runs/4711"],
    );
  });

  it("tag moves the stack's tag, release publishes notes", async () => {
    await run("tag --stack dev --commit 2222222");
    assert.equal(github.kept.refs.get("tags/env/dev"), hash("2"));
    await run(`release --tag v2.0.0 --commit 2222222 --file ${file}`);
    assert.deepEqual([github.kept.releases[0]?.body, github.kept.refs.get("tags/v2.0.0")], ["# Text", hash("2")]);
  });

  it("back-merge opens what the flow says, else reminds of it", async () => {
    github.kept.refs.set("heads/main", hash("2")).set("heads/develop", hash("1"));
    assert.match((await run("back-merge --stack prod")).stdout, /^main into develop: opened, https/);
    assert.deepEqual(await run("back-merge --stack prod", {}), {
      ...{
        exitCode: 0,
        stdout: "main into develop: by hand: git switch develop && git merge main && git push\n",
        stderr: "",
      },
    });
    assert.match((await run("back-merge --stack dev")).stdout, /^dev: its flow takes nothing back/);
  });

  it("writes to the stack file's repository where no workflow runs, never to a placeholder", async () => {
    const elsewhere = { ...workflow(), GITHUB_REPOSITORY: undefined };
    for (const [name, code] of [
      ["acme/shop", 0],
      ["your-organization/promenade", 2],
    ] as const) {
      place.writeConfig("dev", { "promenade:repository": { name } });
      assert.equal((await run("tag --stack dev --commit 2222222", elsewhere)).exitCode, code);
    }
  });

  it("refuses what it is not told, before anything is asked of GitHub", async () => {
    for (const [args, expected, environment] of [
      ["comment --key x", /--pull-request: missing[^]+--file: missing/, undefined],
      [`comment --pull-request 0 --key Ö --file ${file}`, /--pull-request: not valid[^]+--key: not valid/, undefined],
      ["comment --pull-request 1 --key x --file /nowhere.md", /--file: it cannot be read/, undefined],
      ["issue --key x", /--title: missing/, undefined],
      ["deployment --release 1 --commit 2222222 --state sucess", /did you mean "success"/, undefined],
      ["deployment --release 1 --commit main --state success", /--commit: not valid/, undefined],
      [`release --tag a..b --file ${file}`, /--tag: not valid/, undefined],
      ["tag --commit 2222222", /GITHUB_TOKEN: missing/, { GITHUB_REPOSITORY: "acme/shop" }],
      ["tag --commit 2222222", /no repository to keep it in/, { GITHUB_TOKEN: "t0k3n" }],
    ] as const) {
      const { exitCode, stderr } = await run(args, environment ?? workflow());
      assert.equal(exitCode, 2, stderr);
      assert.match(stderr, expected);
    }
    assert.deepEqual(github.asked, []);
  });
});
