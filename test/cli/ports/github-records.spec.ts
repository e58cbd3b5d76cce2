import assert from "node:assert/strict";
import { Failure } from "../../../cli/failure";
import { openRecords, type GitHubRecords } from "../../../cli/ports/github-records";
import { compareAtGitHub } from "../../../cli/ports/github-compare";
import { GitHubStandIn } from "../../support/github";

const hash = (digit: string): string => digit.repeat(40);

describe("what is kept at GitHub", () => {
  const github = new GitHubStandIn("acme/shop");
  let records: GitHubRecords;
  const environment = (): NodeJS.ProcessEnv => ({ GITHUB_API_URL: github.url, GITHUB_TOKEN: "t0k3n" });
  const writes = () =>
    github.asked.filter((line) => !line.startsWith("GET ")).map((line) => line.replace("/repos/acme/shop", ""));

  before(() => github.start());
  beforeEach(async () => {
    github.clear();
    github.kept.commits = ["1", "2", "3"].map(hash);
    records = await openRecords("acme/shop", environment());
  });
  after(() => github.stop());

  describe("an issue", () => {
    const drift = {
      key: "drift:prod",
      title: "prod has drifted",
      body: "a | b",
      labels: ["drift", "env/prod"],
    } as const;
    const open = (change: Partial<typeof drift> | { body: string; title?: string } = {}) =>
      records.openIssue({ ...drift, ...change });

    it("is opened once, and left alone while it says the same", async () => {
      const { done, number, url } = await open();
      assert.deepEqual([done, number, url], ["opened", 1, "https://github.example/acme/shop/issues/1"]);
      assert.deepEqual(
        [github.kept.issues[0]?.body, github.kept.issues[0]?.labels],
        ["<!-- promenade:drift:prod -->\na | b\n", ["drift", "env/prod"]],
      );
      assert.equal((await open()).done, "unchanged");
      assert.deepEqual([github.kept.issues.length, github.kept.comments.length], [1, 0]);
    });

    it("is brought up to date when it happens again, and says so", async () => {
      await open();
      assert.equal((await open({ body: "c", title: "still" })).done, "updated");
      const [{ title, body } = {}] = github.kept.issues;
      assert.deepEqual([title, body], ["still", "<!-- promenade:drift:prod -->\nc\n"]);
      assert.match(String(github.kept.comments[0]?.body), /happened again/);
    });

    it("is closed with a last word, once, and opened again when it comes back", async () => {
      await open();
      const close = () => records.closeIssue({ key: drift.key, label: "drift", because: "as recorded" });
      assert.equal((await close()).done, "closed");
      assert.deepEqual([github.kept.issues[0]?.state, github.kept.comments.at(-1)?.body], ["closed", "as recorded"]);
      assert.deepEqual(await close(), { done: "nothing to close", number: null, url: null });
      assert.equal((await open()).done, "reopened");
      assert.deepEqual([github.kept.issues.length, github.kept.issues[0]?.state], [1, "open"]);
    });

    it("is another one for another key, and never a pull request's or a stranger's text", async () => {
      const body = "<!-- promenade:drift:prod -->\nmine";
      const stranger = { user: { type: "User" }, author_association: "NONE" };
      const other = { labels: ["drift"], state: "open", body };
      github.kept.issues.push(
        { ...other, ...stranger, number: 90 },
        { ...other, number: 91, user: { type: "Bot" }, pull_request: {} },
        { ...other, number: 92, user: null },
      );
      assert.equal((await open()).done, "opened");
      assert.equal((await records.openIssue({ ...drift, key: "drift:prod-eu" })).done, "opened");
      assert.equal((await open()).done, "unchanged");
      assert.ok(github.kept.issues.slice(0, 3).every((one) => one.body === body));
    });

    it("is found among many, and one of a member is ours", async () => {
      await open();
      const older = github.kept.issues.splice(0)[0]!;
      const others = Array.from({ length: 250 }, (_, number) => ({
        labels: ["drift"],
        state: "open",
        body: "",
        user: null,
        number,
      }));
      github.kept.issues.push({ ...older, user: { type: "User" }, author_association: "MEMBER" }, ...others);
      assert.equal((await open()).done, "unchanged");
    });
  });

  describe("a comment", () => {
    const keep = (body: string, key = "preview:dev") => records.keepComment({ pullRequest: 7, key, body });

    it("is one a key and pull request, kept up to date", async () => {
      assert.equal((await keep("one")).done, "written");
      assert.equal((await keep("one")).done, "unchanged");
      assert.equal((await keep("two")).done, "updated");
      assert.equal((await keep("one", "preview:stage")).done, "written");
      await records.keepComment({ pullRequest: 8, key: "preview:dev", body: "elsewhere" });
      assert.deepEqual(
        github.kept.comments.map(({ on, body }) => [on, String(body).split("\n")[1]]),
        [
          [7, "two"],
          [7, "one"],
          [8, "elsewhere"],
        ],
      );
    });

    it("of a stranger who copies the mark is not written into", async () => {
      const body = "<!-- promenade:preview:dev -->\nall is well";
      github.kept.comments.push({ id: 99, on: 7, body, user: { type: "User" }, author_association: "CONTRIBUTOR" });
      assert.equal((await keep("one")).done, "written");
      assert.equal(github.kept.comments[0]?.body, body);
    });

    it("is found on the third page, and cut where GitHub would not take it", async () => {
      const others = Array.from({ length: 230 }, (_, id) => ({ id: 1000 + id, on: 7, body: "words", user: null }));
      github.kept.comments.push(...others);
      await keep("one");
      await keep("long line\n".repeat(9000));
      assert.equal(github.kept.comments.length, 231);
      const text = String(github.kept.comments.at(-1)?.body);
      assert.ok(text.length < 65_536 && /long line\n\n… cut here: it is 90\d{3} characters long\.\n$/.test(text));
    });
  });

  describe("a deployment", () => {
    const deployment = { environment: "dev", commit: "2222222", release: "2.0.0", key: "run/1" };
    const set = (state: "in_progress" | "success", description = "x") =>
      records.deployment(deployment, { state, description, url: "http://dev", log: "http://run" });

    it("is recorded once, with each of its statuses once", async () => {
      assert.deepEqual(await set("in_progress"), { done: "recorded", id: 1 });
      assert.deepEqual(await set("success"), { done: "recorded", id: 1 });
      assert.deepEqual(await set("success"), { done: "unchanged", id: 1 });
      const [made = {}] = github.kept.deployments;
      assert.deepEqual(
        [made.ref, made.environment, made.auto_merge, made.required_contexts, made.payload],
        [hash("2"), "dev", false, [], { key: "run/1", release: "2.0.0" }],
      );
      assert.deepEqual(
        github.kept.statuses.map(({ state, environment_url: url, log_url: log }) => [state, url, log]),
        [
          ["in_progress", "http://dev", "http://run"],
          ["success", "http://dev", "http://run"],
        ],
      );
    });

    it("is another one under another key, whose payload may come back as text", async () => {
      await set("success");
      github.kept.deployments[0]!.payload = JSON.stringify(github.kept.deployments[0]!.payload);
      assert.equal((await set("success")).done, "unchanged");
      github.kept.deployments[0]!.payload = "{";
      assert.equal((await set("success")).id, 3);
    });

    it("is told in 140 characters", async () => {
      await set("success", "w".repeat(200));
      assert.equal(String(github.kept.statuses[0]?.description).length, 140);
      assert.equal((await set("success", "w".repeat(200))).done, "unchanged");
    });

    it("of a commit that was never pushed is not recorded", async () => {
      const record = await records.deployment(
        { ...deployment, commit: "9999999" },
        { state: "success", description: "" },
      );
      assert.deepEqual([record, writes()], [{ done: "no such commit", id: null }, []]);
    });
  });

  it("a tag follows what is deployed, forth and back", async () => {
    assert.deepEqual(await records.moveTag("env/dev", "1111111"), { done: "made", commit: hash("1") });
    assert.equal((await records.moveTag("env/dev", hash("3"))).done, "moved");
    assert.equal((await records.moveTag("env/dev", hash("3"))).done, "unchanged");
    assert.equal((await records.moveTag("env/dev", "1111111")).done, "moved");
    assert.deepEqual([...github.kept.refs], [["tags/env/dev", hash("1")]]);
    assert.equal((await records.moveTag("env/dev", "9999999")).done, "no such commit");
  });

  describe("a release", () => {
    const publish = (notes: string, commit = "2222222") => records.release({ tag: "v2.0.0", notes, commit });

    it("is published with its tag, and its notes are kept up to date", async () => {
      assert.equal((await publish("# one\n")).done, "published");
      assert.equal(github.kept.refs.get("tags/v2.0.0"), hash("2"));
      assert.equal((await publish("# one")).done, "unchanged");
      assert.equal((await publish("# two")).done, "updated");
      assert.deepEqual(
        github.kept.releases.map(({ body }) => body),
        ["# two"],
      );
    });

    it("is refused where its tag is another commit's, or its commit nobody's", async () => {
      github.kept.refs.set("tags/v2.0.0", hash("1"));
      await assert.rejects(publish("x"), (error) => error instanceof Failure && error.kind === "refused");
      github.kept.refs.clear();
      await assert.rejects(publish("x", "9999999"), /was pushed/);
      assert.deepEqual(writes(), []);
    });
  });

  describe("a pull request that merges back", () => {
    const merge = () => records.pullRequestFor({ from: "main", into: "develop" }, "why");

    it("is opened once, where there is something to merge", async () => {
      github.kept.refs.set("heads/main", hash("3")).set("heads/develop", hash("3"));
      assert.deepEqual(await merge(), { done: "nothing to merge", url: null });
      github.kept.refs.set("heads/develop", hash("1"));
      assert.equal((await merge()).done, "opened");
      const [{ title, head, base } = {}] = github.kept.pulls;
      assert.deepEqual([title, head, base], ["Merge main back into develop", "main", "develop"]);
      assert.deepEqual(await merge(), { done: "open already", url: github.kept.pulls[0]?.html_url });
    });
  });

  describe("commits between two", () => {
    it("are told page by page, newest first, both ways", async () => {
      github.kept.commits = Array.from({ length: 250 }, (_, number) => number.toString(16).padStart(40, "0"));
      const [first, last] = [github.kept.commits[0]!, github.kept.commits.at(-1)!];
      const told = await compareAtGitHub("acme/shop", environment(), first, last);
      assert.ok(told.known);
      assert.deepEqual([told.added.length, told.added[0]?.hash, told.removed.length], [249, last, 0]);
      const back = await compareAtGitHub("acme/shop", environment(), last, first);
      assert.deepEqual(back.known && [back.added.length, back.removed.length], [0, 249]);
    });

    it("are not known where GitHub has not both", async () => {
      assert.deepEqual(await compareAtGitHub("acme/shop", environment(), "9999999", "1111111"), {
        ...{ known: false, because: "acme/shop does not show 9999999 and 1111111" },
      });
    });
  });

  it("is written once although an answer was lost: what was written is found before it is written again", async function () {
    this.timeout(10_000);
    const issue = { key: "k", title: "t", body: "b", labels: ["l"] } as const;
    github.losing = 1;
    assert.equal((await records.openIssue(issue)).done, "unchanged");
    assert.equal(github.kept.issues.length, 1);
  });

  it("is refused in words where the token may not", async () => {
    github.failing = [403];
    await assert.rejects(records.moveTag("env/dev", "1111111"), (error) => {
      assert.ok(error instanceof Failure);
      const [{ wrong, change, found } = { wrong: "", change: "", found: "" }] = error.problems;
      assert.match(wrong, /refuses/);
      assert.match(change, /permissions/);
      assert.ok(!found.includes("t0k3n"));
      return true;
    });
    assert.equal(github.asked.length, 1);
  });
});
