import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { PullRequestReport } from "../../cli/pull-request";
import type { SweepReport } from "../../cli/pull-request-sweep";
import { countOf } from "../support/counts";
import { GitHubStandIn } from "../support/github";
import { LocalCloud } from "../support/local-cloud";
import { digest } from "../support/settings";

/** Ports of loopback that are the test's own among those that run at the same time. */
const first = 10 + 40 * (process.pid % 240);
const repository = "acme/shop";

describe("pull requests' environments on the real engine", function () {
  this.timeout(10 * 60_000);
  const cloud = new LocalCloud();
  const github = new GitHubStandIn(repository);
  let untouched: readonly string[];

  const launch = (...args: readonly string[]) =>
    cloud.launchAs({ ...process.env, GITHUB_API_URL: github.url, GITHUB_TOKEN: "t0k3n" }, "pr", ...args, "--json");
  const run = async (...args: readonly string[]) => {
    const ended = await launch(...args).ended;
    cloud.said.push(ended.stdout, ended.stderr);
    return ended;
  };
  const must = async <T>(...args: readonly string[]): Promise<T> => {
    const { exitCode, stdout, stderr } = await run(...args);
    assert.equal(exitCode, 0, `pr ${args.join(" ")}: ${stdout}\n${stderr}`);
    return JSON.parse(stdout) as T;
  };
  const up = (number: number, ...args: readonly string[]) => must<PullRequestReport>("up", String(number), ...args);
  const held = () =>
    cloud
      .records()
      .map(({ type, id }) => `${type} ${id}`)
      .sort();
  const stacks = async () =>
    (JSON.parse(await cloud.must("pulumi", "--stack", "dev", "--", "stack", "ls", "--json")) as { name: string }[]).map(
      ({ name }) => name,
    );
  /** What is kept of pull requests beside the cloud: settings, evidence, states and copies of them. */
  const kept = () =>
    ["project", "evidence", "running", join("state", ".pulumi", "stacks"), join("state", ".pulumi", "backups")]
      .map((folder) => join(cloud.root, folder))
      .filter((folder) => existsSync(folder))
      .flatMap((folder) => readdirSync(folder, { recursive: true }).map(String))
      .filter((name) => /\bpr-\d/.test(name));

  before("a host, and nothing else", async () => {
    await github.start();
    cloud.stackFiles.write("dev", { flow: "pull-request-previews" });
    cloud.stackFiles.write("preview", { pullRequests: { repository } });
    github.pullRequests.set(first, { state: "open" });
    const { exitCode, stdout } = await run("up", String(first));
    assert.equal(exitCode, 3, stdout);
    assert.match(stdout, /dev is not up[^]*promenade up --stack dev/);
    await cloud.must("up", "--stack", "dev");
    untouched = held();
  });
  after(async () => {
    github.stop();
    await cloud.remove();
  });

  for (const [what, pullRequest, why] of [
    ["closed", { state: "closed" }, /it is closed/],
    ["merged", { state: "closed", merged: true }, /it is merged/],
    ["from a fork", { state: "open", from: "fork" }, /without the label env\/preview-approved/],
  ] as const) {
    it(`a pull request that is ${what} gets none: exit code 3, and nothing is there`, async () => {
      github.pullRequests.set(first, pullRequest);
      const { exitCode, stdout } = await run("up", String(first));
      assert.equal(exitCode, 3, stdout);
      assert.match(stdout, why);
      assert.deepEqual(held(), untouched);
    });
  }

  it("runs the image of the last push at a URL with its number; the same image again changes nothing", async () => {
    github.pullRequests.set(first, { state: "open", from: "fork", labels: ["env/preview-approved"] });
    const image = (letter: string) => ["--image", `promenade/sample@${digest(letter)}`];
    const released = async (url: string | null) => {
      const answer = (await (await fetch(url ?? "")).json()) as Record<string, unknown>;
      assert.equal(answer["environment"], `pr-${first}`);
      return answer["release"];
    };
    const one = await up(first, ...image("a"));
    assert.match(one.url ?? "", new RegExp(`:${10_000 + (first % 55_000)}$`));
    assert.deepEqual([await released(one.url), one.deployed], [one.release, null]);

    const same = await up(first, ...image("a"));
    const { create, update, replace, delete: gone } = same.resources;
    assert.deepEqual([create, update, replace, gone, same.deployed, same.release], [0, 0, 0, 0, null, one.release]);

    const other = await up(first, ...image("b"));
    assert.equal(other.deployed?.ending, "done");
    assert.notEqual(other.release, one.release);
    assert.equal(await released(one.url), other.release);
    await must("down", String(first));
    assert.deepEqual([held(), await stacks(), kept()], [untouched, ["dev"], []]);
  });

  it("come and go in any order, cut short anywhere, and leave nothing behind", async () => {
    const count = countOf("pull request environments");
    const numbers = shuffled(Array.from({ length: count }, (_, index) => first + 1 + index));
    for (const number of numbers) github.pullRequests.set(number, { state: "open" });

    // Two at a time: every other one is killed on the way, at the latest when half of it is there.
    const arrive = async (number: number, killed: boolean) => {
      if (!killed) return up(number);
      const own = () => cloud.records().filter(({ id }) => id.includes(`pr-${number}`)).length;
      return cut(launch("up", String(number)), own, Math.floor(Math.random() * 30));
    };
    await pairs(numbers, (number, index) => arrive(number, index % 2 === 1));

    // Some of them go by themselves, one of those is killed while it goes; a push mends one that was killed.
    const [one, two, three] = shuffled(numbers);
    assert.ok(one !== undefined && two !== undefined && three !== undefined);
    await up(three);
    await cut(launch("down", String(three)), () => -cloud.records().length, 10 - cloud.records().length);
    await Promise.all([must("down", String(one)), must("down", String(two))]);
    await must("down", String(two));

    for (const number of numbers) github.pullRequests.set(number, { state: "closed", merged: number % 2 === 0 });
    const dry = await must<SweepReport>("sweep", "--dry-run");
    assert.ok(dry.environments.every(({ result }) => result === "would be removed"));
    const { environments } = await must<SweepReport>("sweep");
    assert.deepEqual(
      environments.map(({ stack }) => stack),
      dry.environments.map(({ stack }) => stack),
    );
    assert.deepEqual([held(), await stacks(), kept()], [untouched, ["dev"], []]);
    assert.deepEqual((await must<SweepReport>("sweep")).environments, []);
  });
});

/** Kills a command once it has come so far; one that ends before has done so in order. */
async function cut(command: ReturnType<LocalCloud["launch"]>, progress: () => number, far: number): Promise<void> {
  const over = command.ended.then(() => true);
  while (progress() <= far && !(await Promise.race([over, pause(20, false)])));
  command.killGroup();
  await command.ended;
}

async function pairs<T>(all: readonly T[], work: (one: T, index: number) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < all.length; at += 2) {
    await Promise.all(all.slice(at, at + 2).map((one, index) => work(one, at + index)));
  }
}

function shuffled<T>(all: readonly T[]): readonly T[] {
  return all
    .map((one) => [Math.random(), one] as const)
    .sort(([one], [other]) => one - other)
    .map(([, one]) => one);
}
