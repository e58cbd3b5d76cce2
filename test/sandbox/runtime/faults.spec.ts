import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { SandboxFailure } from "../../../sandbox/failure";
import { sandboxFiles } from "../../../sandbox/files";
import { Balancers } from "../../../sandbox/runtime/balancer";
import { EnvironmentFaults } from "../../../sandbox/runtime/environment-faults";
import { type FaultRequest, Faults } from "../../../sandbox/runtime/faults";
import { Metrics, ofGroup } from "../../../sandbox/runtime/metrics";
import { TYPES } from "../../../sandbox/runtime/properties";
import { Services } from "../../../sandbox/runtime/services";
import { StateLocks } from "../../../sandbox/runtime/state-locks";
import { Targets } from "../../../sandbox/runtime/targets";
import { BALANCER, groupArn, until, World } from "./world";

const tagsOf = (slot: string) => ({ env: "env/dev", "promenade:slot": slot, "promenade:service": "app" });

describe("faults of the local cloud", function () {
  this.timeout(30_000);
  let world: World;
  let file: string;
  let faults: Faults;
  let environment: EnvironmentFaults;
  let now: number;

  beforeEach(async () => {
    now = Date.now();
    world = await World.create();
    file = join(world.root, "faults.json");
    faults = new Faults(file, () => now);
    environment = new EnvironmentFaults(world.cloud, faults);
    for (const slot of ["blue", "green"]) await world.group(slot, { tags: tagsOf(slot) });
  });
  afterEach(() => {
    faults.close();
    world.destroy();
  });
  const green = { stack: "dev", slot: "green" } as const;

  it("outlive the daemon, until they are cleared or their time is over", () => {
    environment.begin({ kind: "errors", ...green } satisfies FaultRequest);
    environment.begin({ kind: "dead", ...green, seconds: 60 } satisfies FaultRequest);
    environment.begin({ kind: "locked", stack: "stage" } satisfies FaultRequest);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const again = new Faults(file, () => now);
    assert.deepEqual(again.list(), faults.list());
    now += 61_000;
    assert.deepEqual(
      again.list().map(({ kind }) => kind),
      ["errors", "locked"],
    );
    assert.deepEqual(
      again.clear("dev").map(({ kind }) => kind),
      ["errors"],
    );
    assert.equal(new Faults(file, () => now).list().length, 1);
    again.clear();
    assert.equal(existsSync(file), false);
  });

  it("tell when one of them ends by itself", async () => {
    const real = new Faults(file);
    let told = 0;
    real.onChange(() => (told += 1));
    real.add({ kind: "metrics", stack: "dev", seconds: 0.1 });
    assert.equal(told, 1);
    await until("told of the end", () => told === 2);
    assert.deepEqual(real.list(), []);
  });

  const refused: readonly [object, string, RegExp][] = [
    [{ kind: "quake" }, "kind", /slow, errors, dead, throttle, fail, metrics, alarms, locked/],
    [{ kind: "errors", stack: "dev" }, "slot", /slow, errors/],
    [{ kind: "errors", ...green, percent: 101 }, "percent", /slow/],
    [{ kind: "errors", stack: "prod", slot: "green" }, "stack", /^dev$/],
    [{ kind: "errors", stack: "dev", slot: "red" }, "slot", /^blue, green$/],
    [{ kind: "errors", ...green, service: "web" }, "service", /^app$/],
    [{ kind: "metrics", stack: "prod" }, "stack", /^dev$/],
    [{ kind: "throttle", service: "s3" }, "service", /^ecs, elasticloadbalancing, cloudwatch/],
    [{ kind: "locked", stack: "../dev" }, "stack", /slow/],
  ];
  for (const [request, where, allowed] of refused) {
    it(`are refused where they concern nothing: ${JSON.stringify(request)}`, () => {
      assert.throws(
        () => environment.begin(request),
        (error) => {
          assert(error instanceof SandboxFailure);
          assert.equal(error.problem.where, where);
          assert.match(error.problem.allowed, allowed);
          return true;
        },
      );
      assert.deepEqual(faults.list(), []);
    });
  }

  describe("of a slot", () => {
    let targets: Targets;
    let metrics: Metrics;
    let balancers: Balancers;
    let url: string;

    beforeEach(async () => {
      targets = new Targets(world.cloud, environment);
      metrics = new Metrics();
      balancers = new Balancers(world.cloud, targets, metrics, undefined, environment);
      const { dnsName } = await balancers.apply(await world.balancer({ green: 100 }));
      url = `http://${String(dnsName)}/app`;
      const port = await world.target((_, response) => response.end("well"));
      targets.register(groupArn("green"), port);
      await until("healthy", () => health() === "healthy");
    });
    afterEach(async () => {
      await balancers.close(0);
      targets.close();
    });
    const health = () => targets.list(groupArn("green"))[0]?.health.state;
    const statuses = async (count: number) => {
      const all = await Promise.all(Array.from({ length: count }, async () => (await fetch(url)).status));
      return all.filter((status) => status === 500).length;
    };
    const sumOf = (name: string, Stat = "Sum") =>
      metrics.store
        .read({ namespace: "AWS/ApplicationELB", name, dimensions: ofGroup(BALANCER, groupArn("green")) }, 0, Infinity)
        .statistic(Stat) ?? 0;

    it("fail so many of its requests, as its targets' own answers, and no other slot's", async () => {
      environment.begin({ kind: "errors", stack: "dev", slot: "blue", percent: 100 });
      assert.equal(await statuses(5), 0);
      environment.begin({ kind: "errors", ...green, percent: 30 });
      const failed = await statuses(200);
      // 60 expected, standard deviation 6.5.
      assert(failed > 25 && failed < 95, `${failed}`);
      await until("counted", () => sumOf("RequestCount") === 205);
      assert.equal(sumOf("HTTPCode_Target_5XX_Count"), failed);
      assert.equal(health(), "healthy");
      faults.clear();
      assert.equal(await statuses(20), 0);
    });

    it("fail its health checks where all of its requests fail, and only then", async () => {
      environment.begin({ kind: "errors", ...green, percent: 100 });
      await until("unhealthy", () => health() === "unhealthy");
      faults.clear();
      await until("healthy again", () => health() === "healthy");
    });

    it("make it slow", async () => {
      environment.begin({ kind: "slow", ...green, milliseconds: 300 });
      const began = Date.now();
      assert.equal((await fetch(url)).status, 200);
      assert(Date.now() - began >= 295);
      await until("measured", () => sumOf("TargetResponseTime", "p99") > 0.28);
      assert.equal(health(), "healthy");
      environment.begin({ kind: "slow", ...green, milliseconds: 5000 });
      await until("unhealthy", () => health() === "unhealthy");
    });

    it("are not met by a client that has gone", async () => {
      environment.begin({ kind: "slow", ...green, milliseconds: 300 });
      await assert.rejects(fetch(url, { signal: AbortSignal.timeout(50) }));
      await until("counted", () => sumOf("RequestCount") === 1);
      assert.equal(sumOf("HTTPCode_Target_2XX_Count"), 0);
    });
  });

  it("kill a slot's tasks and keep others from starting, until they are cleared", async () => {
    const targets = new Targets(world.cloud, environment);
    const services = new Services(world.cloud, targets, sandboxFiles(world.root), "", environment);
    const definition = "arn:aws:ecs:eu-west-1:000000000000:task-definition/dev-green:1";
    await world.put(TYPES.taskDefinition, "dev-green-1", {
      ...{ arn: definition, family: "dev-green", revision: 1 },
      containerDefinitions: JSON.stringify([{ name: "app", image: "app@sha256:1", environment: [] }]),
    });
    const id = "arn:aws:ecs:eu-west-1:000000000000:service/dev/dev-green";
    const record = await world.put(TYPES.service, id, {
      ...{ name: "dev-green", desiredCount: 2, taskDefinition: definition, waitForSteadyState: true },
      loadBalancers: [{ targetGroupArn: groupArn("green") }],
      tags: tagsOf("green"),
    });
    const healthy = () => targets.list(groupArn("green")).filter(({ health }) => health.state === "healthy").length;
    try {
      await services.apply(record, new AbortController().signal);
      assert.equal(healthy(), 2);
      environment.begin({ kind: "dead", ...green });
      await until("dead", () => targets.list(groupArn("green")).length === 0);
      const running = services.get(id)!;
      const attempts = running.primary!.failedTasks;
      await until("tried again", () => running.primary!.failedTasks >= attempts + 2);
      assert.equal(healthy(), 0);
      assert.match(running.tasks.findLast(({ status }) => status === "STOPPED")!.stoppedReason!, /a fault/);
      faults.clear();
      await until("healthy again", () => healthy() === 2, 5000);
    } finally {
      await services.close(1000);
      targets.close();
    }
  });

  it("lock a state as Pulumi's backend does, by a process that lives", () => {
    const folder = join(world.root, "locks");
    const locks = new StateLocks(folder, faults);
    const held = () => (existsSync(join(folder, "dev")) ? readdirSync(join(folder, "dev")) : []);
    environment.begin({ kind: "locked", stack: "dev" });
    const [name = ""] = held();
    const lock = JSON.parse(readFileSync(join(folder, "dev", name), "utf8")) as { pid: number; timestamp: string };
    assert.equal(lock.pid, process.pid);
    locks.close();
    assert.deepEqual(held(), []);
    const again = new StateLocks(folder, faults);
    assert.deepEqual(held(), [name]);
    faults.clear();
    assert.deepEqual(held(), []);
    again.close();
  });

  it("hide an environment's metrics, and what applications put", () => {
    const metric = (namespace: string, group: string) => ({
      ...{ namespace, name: "RequestCount", dimensions: ofGroup(BALANCER, groupArn(group)) },
    });
    const hidden = () =>
      [metric("AWS/ApplicationELB", "green"), metric("AWS/ApplicationELB", "other"), metric("shop", "green")].map(
        (one) => environment.hides(one),
      );
    assert.deepEqual(hidden(), [false, false, false]);
    environment.begin({ kind: "metrics", stack: "dev" });
    assert.deepEqual(hidden(), [true, false, true]);
  });
});
