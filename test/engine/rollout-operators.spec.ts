import assert from "node:assert/strict";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TrafficReport } from "../../cli/rollout/show";
import { LocalCloud } from "../support/local-cloud";
import { eventsOf } from "../support/rollout/engine";
import { reaches } from "../support/reaches";

describe("operators of rollouts, on the real engine", function () {
  this.timeout(120_000);
  const cloud = new LocalCloud();
  const traffic = async (): Promise<TrafficReport> => cloud.json<TrafficReport>("traffic", "show");

  before(async function () {
    this.timeout(240_000);
    cloud.stackFiles.write("dev", {
      schedule: [50, 100].map((share) => ({ share, bake: share === 50 ? "60s" : "0s" })),
    });
    await cloud.begin("2.0.0 waits in green");
  });
  after(async function () {
    this.timeout(60_000);
    await cloud.remove();
  });

  it("two at once: one wins, the other is refused and told who drives, since when, by which command", async () => {
    const first = cloud.launch("traffic", "shift");
    await reaches(async () => (await traffic()).live["app"]?.green === 50);
    const second = await cloud.run("traffic", "shift");
    assert.equal(second.exitCode, 3);
    assert.match(second.stderr, /somebody else moves its traffic/);
    assert.match(second.stderr, /found +promenade traffic shift --stack dev, by \S+, since \d{4}-/);
    assert.equal((await traffic()).live["app"]?.green, 50);

    const back = await cloud.run("rollback", "--reason", "the other knows better");
    assert.equal(back.exitCode, 0, back.stderr);
    const { exitCode, stderr } = await first.ended;
    assert.equal(exitCode, 3);
    assert.match(stderr, /somebody else has taken over/);
    assert.deepEqual((await traffic()).live, { app: { blue: 100, green: 0 } });
  });

  it("a rollback twice is one: the second changes nothing", async () => {
    const before = { traffic: await traffic(), events: eventsOf(cloud, "dev").length };
    const again = await cloud.must("rollback", "--reason", "to be sure");
    assert.match(again, /blue has all requests, and runs the earlier release/);
    assert.deepEqual({ traffic: await traffic(), events: eventsOf(cloud, "dev").length }, before);
  });

  it("a freeze stops what moves requests, and no rollback", async () => {
    await cloud.must("traffic", "set", "green=10");
    await cloud.must("freeze", "--reason", "an incident");
    const { exitCode, stderr } = await cloud.run("traffic", "set", "green=50");
    assert.equal(exitCode, 3);
    assert.match(stderr, /the environment is frozen/);
    await cloud.must("rollback", "--reason", "frozen or not");
    assert.deepEqual((await traffic()).live, { app: { blue: 100, green: 0 } });
    await cloud.must("unfreeze", "--reason", "over");
  });

  it("a rollback past Pulumi works while the state is locked, and the record learns of it afterwards", async () => {
    await cloud.must("traffic", "set", "green=100");
    await cloud.must("sandbox", "fault", "locked", "--stack", "dev", "--for", "15s");
    const direct = cloud.launch("rollback", "--direct", "--reason", "the state is locked");
    await reaches(async () => (await traffic()).live["app"]?.blue === 100);
    assert.equal((await direct.ended).exitCode, 0, direct.said());
    await cloud.must("pulumi", "--", "refresh", "--yes", "--skip-preview", "--expect-no-changes");
  });

  it("a rollback past Pulumi works while the state is away, and the next one tells the record", async () => {
    await cloud.must("traffic", "set", "green=100");
    const state = join(cloud.root, "state");
    renameSync(state, `${state}-away`);
    const { exitCode, stdout, stderr } = await cloud.run("rollback", "--direct", "--reason", "the backend is away");
    rmSync(state, { recursive: true, force: true });
    renameSync(`${state}-away`, state);
    assert.deepEqual((await traffic()).live, { app: { blue: 100, green: 0 } }, stderr);
    assert.match(stdout, /the state cannot be read .*: the cloud is asked where the environment is/);
    assert.equal(exitCode, 1);
    assert.match(stderr, /traffic is where it should be, and the record has not learnt of it/);
    await cloud.must("rollback", "--reason", "the backend is back");
    await cloud.must("pulumi", "--", "refresh", "--yes", "--skip-preview", "--expect-no-changes");
  });

  it("a flip changes one resource, and nothing of the rest", async () => {
    await cloud.must("traffic", "set", "green=10");
    const history = await cloud.must(
      "pulumi",
      "--stack",
      "dev",
      "--",
      "stack",
      "history",
      "--json",
      "--page-size",
      "1",
    );
    const [flip] = JSON.parse(history) as { resourceChanges: Record<string, number> }[];
    const { same, ...changed } = flip?.resourceChanges ?? {};
    assert.deepEqual(changed, { update: 1 });
    assert.ok(Number(same) > 100, "the rest of the stack was there, and stayed");
    await cloud.must("rollback", "--reason", "done");
  });
});
