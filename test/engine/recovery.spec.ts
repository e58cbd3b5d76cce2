import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { hasVariable, processes } from "../../cli/ports/processes";
import type { Deployment } from "../../cli/ports/pulumi";
import { countOf } from "../support/counts";
import { LocalCloud } from "../support/local-cloud";
import { descendants, killQuietly, type Launched } from "../support/processes";

/** Who is killed: Pulumi alone, or everything that Ctrl-C would reach. */
const victims = [
  (up: Launched) => {
    const pulumi = descendants(up.pid).find(({ command }) => /\/pulumi up /.test(command));
    if (pulumi !== undefined) killQuietly(pulumi.pid);
  },
  (up: Launched) => up.killGroup(),
];

describe("up that is killed", () => {
  const cloud = new LocalCloud();
  let complete: number;

  before("how much there is when it is not killed", async function () {
    this.timeout(180_000);
    await cloud.must("up");
    complete = cloud.records().length;
    await cloud.must("destroy", "--stack", "dev");
  });
  after(async function () {
    this.timeout(60_000);
    await cloud.remove();
  });

  /** Every next `up` takes over from the one that was killed; whatever one of them leaves behind shows in the end. */
  it("goes on when it is run again, wherever it was and whoever was killed, and the cloud then equals the state", async function () {
    this.timeout(15 * 60_000);
    const points = countOf("kills of up");
    for (let point = 0; point < points; point++) {
      const records = Math.floor((point * complete) / points);
      const up = cloud.launch("up");
      await reaches(up, () => cloud.records().length > records || (point === 0 && up.said().includes("Updating")));
      victims[point % victims.length]?.(up);
      await up.ended;
      cloud.said.push(up.said());
    }
    const { resources } = await cloud.json<{ resources: { create: number } }>("up");
    assert.ok(resources.create > 0, "the last kill came too late to matter");
    await assertEqualsState(cloud);
  });

  it("leaves nothing to change, no drift and no process", async function () {
    this.timeout(120_000);
    const { resources } = await cloud.json<{ resources: Record<string, number> }>("up");
    assert.deepEqual({ ...resources, same: 0 }, { create: 0, update: 0, replace: 0, delete: 0, same: 0 });
    await cloud.must("pulumi", "--", "refresh", "--yes", "--skip-preview", "--expect-no-changes");
    const left = processes().filter(({ pid }) => hasVariable(pid, "PULUMI_HOME", join(cloud.root, "home")));
    assert.deepEqual(left, []);
  });

  it("waits for a Pulumi that goes on after its promenade was killed", async function () {
    this.timeout(120_000);
    await cloud.must("destroy", "--stack", "dev");
    const up = cloud.launch("up");
    await reaches(up, () => cloud.records().length > 5);
    killQuietly(up.pid);
    await up.ended;
    const { stdout, stderr } = await cloud.run("up", "--json");
    assert.match(stderr, /Waiting for Pulumi, process \d+/);
    const { resources } = JSON.parse(stdout) as { resources: Record<string, number> };
    assert.equal(resources["create"], 0, "the first one had done it all");
    await assertEqualsState(cloud);
  });

  it("destroy that is killed goes on as well, to an empty cloud", async function () {
    this.timeout(120_000);
    const destroy = cloud.launch("destroy", "--stack", "dev");
    await reaches(destroy, () => cloud.records().length < complete / 2);
    destroy.killGroup();
    await destroy.ended;
    await cloud.must("destroy", "--stack", "dev");
    assert.deepEqual(cloud.records(), []);
  });
});

async function reaches(command: Launched, there: () => boolean): Promise<void> {
  let over = false;
  void command.ended.then(() => (over = true));
  while (!there()) {
    assert.ok(!over, `it ended before it was killed:\n${command.said()}`);
    await pause(10);
  }
}

/** Whose resources the local cloud keeps; what components and random values are is in the state alone. */
const clouds = /^(aws|github):/;

async function assertEqualsState(cloud: LocalCloud): Promise<void> {
  const exported = JSON.parse(await cloud.must("pulumi", "--", "stack", "export")) as Deployment;
  const { resources = [], pending_operations: pending = [] } = exported.deployment;
  assert.deepEqual(pending, []);
  const keyOf = ({
    type,
    id,
    outputs = {},
  }: {
    type: string;
    id?: string;
    outputs?: { readonly arn?: string; readonly versionId?: string };
  }) => `${type} ${outputs.arn ?? id} ${type === version ? outputs.versionId : ""}`;
  const version = "aws:secretsmanager/secretVersion:SecretVersion";
  const recorded = resources.filter(({ type }) => clouds.test(type)).map(keyOf);
  // RDS makes the secret of its master's password by itself, and takes it away with the database.
  const own = cloud.records().filter(({ outputs }) => !String(outputs["name"]).startsWith("rds!"));
  const there = own.map(keyOf);
  // Writing a secret's value again makes a version; AWS keeps the one before it and cleans up by itself.
  // A call of a function is no resource to AWS; the one that a crash kept from the state is made again, to no effect.
  const repeated = [version, "aws:lambda/invocation:Invocation"];
  const extra = there.filter((key) => !recorded.includes(key) && !repeated.some((type) => key.startsWith(type)));
  assert.deepEqual({ extra, missing: recorded.filter((key) => !there.includes(key)) }, { extra: [], missing: [] });
}
