import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { EnvironmentStatus } from "../../core/status";
import { checkout } from "../support/environment";
import { GitHubStandIn } from "../support/github";
import { elsewhere, LocalCloud, type CloudRecord } from "../support/local-cloud";
import { commit, occasions } from "../workflows/occasions";
import { runWorkflow, type Occasion, type Run } from "../workflows/runner";

const repository = "acme/shop";
const release = commit.slice(0, 12);

/** What `npx promenade` is in the steps: the real command line, on the test's stack files. */
const npx = (root: string): string => `#!/bin/sh
shift
exec "${process.execPath}" -e '${elsewhere}' "${join(checkout, "cli", "main.ts")}" "${root}" "$@"
`;

describe("workflows on the real engine", function () {
  this.timeout(180_000);
  const cloud = new LocalCloud();
  const github = new GitHubStandIn(repository);
  let bin: string;

  before(async () => {
    await github.start();
    cloud.stackFiles.write("dev");
    bin = join(cloud.stackFiles.root, "..", "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "npx"), npx(cloud.stackFiles.root));
    chmodSync(join(bin, "npx"), 0o755);
    await cloud.begin("dev is up");
  });
  after(async () => {
    github.stop();
    await cloud.remove();
  });

  const run = (file: string, occasion: Occasion): Promise<Run> =>
    runWorkflow(file, occasion, {
      ...{ folder: cloud.stackFiles.root, scratch: join(bin, "..", "scratch"), repository },
      vars: { PULUMI_BACKEND_URL: "s3://states" },
      images: `app=promenade/sample@sha256:${"2".repeat(64)}`,
      environment: {
        ...process.env,
        ...{ PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}`, PROMENADE_SANDBOX: cloud.root, NO_COLOR: "1" },
        ...{ GITHUB_API_URL: github.url, GITHUB_ACTIONS: "true", NODE_PATH: join(checkout, "node_modules") },
      },
    });

  const said = ({ done }: Run): string => done.map((one) => `${one.did}\n${one.said}`).join("\n");

  it("deploy brings what was merged into dev, and GitHub knows of it", async () => {
    github.kept.commits.push(commit);
    for (const name of ["docs", "backend", "frontend", "web"]) {
      github.kept.checkRuns.push({ name, status: "completed", conclusion: "success" });
    }
    const ended = await run("deploy.yml", occasions.push("refs/heads/main"));
    assert.ok(ended.ok, said(ended));
    const { environments } = await cloud.json<{ environments: readonly EnvironmentStatus[] }>("status");
    const dev = environments.find(({ stack }) => stack === "dev");
    assert.deepEqual([dev?.traffic, dev?.slots.green.release], [{ blue: 0, green: 100 }, release]);
    assert.equal(github.kept.refs.get("tags/env/dev"), commit);
    const [deployment] = github.kept.deployments;
    assert.deepEqual([deployment?.["environment"], deployment?.["sha"]], ["dev", commit]);
    assert.equal(github.kept.statuses.at(-1)?.["state"], "success");
  });

  it("resume tells of a rollout whose machine was lost when nothing but that was left to do, and only once", async () => {
    const resume = async (): Promise<void> => {
      const ended = await run("resume-and-retire.yml", occasions.schedule("*/5 * * * *"));
      assert.ok(ended.ok, said(ended));
    };
    github.kept.statuses.pop();
    const before = github.kept.statuses.length;
    assert.equal(github.kept.statuses.at(-1)?.["state"], "in_progress");
    await resume();
    assert.equal(github.kept.statuses.at(-1)?.["state"], "success");
    await resume();
    assert.deepEqual([github.kept.statuses.length, github.kept.deployments.length], [before + 1, 1]);
  });

  it("preview tells in the pull request's comment what a change of dev's settings would do", async () => {
    await cloud.withConfig("dev", { logs: { retentionDays: 14 } }, async () => {
      const ended = await run("preview.yml", occasions.pullRequest("opened"));
      assert.ok(ended.ok, said(ended));
    });
    const [comment] = github.kept.comments;
    assert.equal(comment?.["on"], 7);
    const text = String(comment["body"]);
    assert.match(text, /## 1 stack changes/);
    assert.match(text, /\| `dev` \| ~\d+ \| passed.* \| \d+\.\d\d USD \([^)]+\) of 300 \|/);
    assert.match(text, /~ update \| .*aws:cloudwatch\/logGroup:LogGroup \| retentionInDays \|/);
  });

  it("drift opens one issue while the cloud is not what was written, whatever GitHub keeps, and closes it", async () => {
    const drift = async (): Promise<void> => {
      const ended = await run("drift.yml", occasions.schedule("17 5 * * *"));
      assert.ok(ended.ok, said(ended));
    };
    await cloud.must("sandbox", "stop");
    change("aws:cloudwatch/logGroup:LogGroup", "retentionInDays", 3);
    change("github:index/repositoryEnvironment:RepositoryEnvironment", "waitTimer", 30);
    await cloud.must("sandbox", "start");
    await drift();
    const [issue, ...more] = github.kept.issues;
    assert.deepEqual([issue?.["title"], issue?.["state"], more], ["dev has drifted", "open", []]);
    assert.match(String(issue?.["body"]), /LogGroup\) differs in retentionInDays/);
    assert.doesNotMatch(String(issue?.["body"]), /github:/);

    await cloud.must("pulumi", "--stack", "dev", "--", "refresh", "--yes", "--skip-preview");
    await drift();
    assert.equal(issue?.["state"], "closed");
  });

  /** Somebody changes one thing in the cloud by hand; while the local one is stopped, for it reads its disk when it starts. */
  function change(type: string, property: string, value: unknown): void {
    const folder = join(cloud.root, "cloud");
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith(".json")) continue;
      const file = join(entry.parentPath, entry.name);
      const record = JSON.parse(readFileSync(file, "utf8")) as CloudRecord & { readonly inputs: object };
      if (record.type !== type) continue;
      const [inputs, outputs] = [record.inputs, record.outputs].map((one) => ({ ...one, [property]: value }));
      writeFileSync(file, JSON.stringify({ ...record, inputs, outputs }));
      return;
    }
    throw new Error(`no ${type} in the cloud`);
  }
});
