import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { openTraffic, type TrafficPort } from "../../cli/ports/traffic";
import { discover } from "../../cli/ports/traffic/discovery";
import type { VerifyReport } from "../../cli/verification/report";
import type { History } from "../../core/history/history";
import type { Outputs } from "../../core/outputs";
import type { RolloutEvent } from "../../core/rollout/evidence";
import { slotAlarms, type AlarmNames } from "../../core/rollout/slot-alarms";
import { isVerified } from "../../core/verification/verified";
import { LocalCloud } from "../support/local-cloud";

describe("traffic of a deployed environment, by the local cloud's API", () => {
  const cloud = new LocalCloud();
  let outputs: Outputs;
  let alarms: AlarmNames;
  let definition: unknown;
  const ports: TrafficPort[] = [];

  const open = async (names: AlarmNames): Promise<TrafficPort> => {
    const port = await openTraffic(cloud.endpoint(), outputs, { alarms: names });
    ports.push(port);
    return port;
  };

  before(async function () {
    this.timeout(180_000);
    await cloud.begin("dev is up");
    const resources = (await cloud.state("dev")).map(({ type, outputs = {} }) => ({ type, outputs }));
    outputs = resources.find(({ type }) => type === "pulumi:pulumi:Stack")!.outputs as unknown as Outputs;
    alarms = slotAlarms(resources);
    definition = resources.find(
      ({ type, outputs: { family } }) => type === "aws:ecs/taskDefinition:TaskDefinition" && family === "dev-blue-app",
    )!.outputs.arn;
  });
  after(async function () {
    this.timeout(60_000);
    for (const port of ports) port.close();
    await cloud.remove();
  });

  it("is what the program has made: weights, tasks, alarms that can be read", async () => {
    const { live, slots, alarms: firing } = await (await open(alarms)).look();
    assert.deepEqual(live, { app: { blue: 100, green: 0 } });
    assert.deepEqual(slots.blue.app, { desired: 1, healthy: 1, definition, rollout: "completed" });
    assert.deepEqual([slots.green.app?.desired, slots.green.app?.healthy], [0, 0]);
    assert.ok(alarms.blue.length > 0 && alarms.green.length > 0);
    assert.deepEqual(firing, { blue: [], green: [] });
  });

  it("is found by the cloud alone, without Pulumi's state", async () => {
    const { environment, region, cluster, services } = outputs;
    const found = await discover(cloud.endpoint(), { environment, region, normal: { app: 1 } });
    assert.deepEqual([found.cluster, found.services], [cluster, services]);
    const { blue, green } = found.record.slots;
    assert.deepEqual([blue.release, blue.capacity, blue.definitions], ["1.0.0", "full", { app: definition }]);
    assert.equal(green.capacity, "none");
    const gone = discover(cloud.endpoint(), { environment: "gone", region, normal: { app: 1 } });
    await assert.rejects(gone, /the cloud does not have all of the environment either/);
  });

  it("has alarms that are unreadable where one of them is gone", async () => {
    const { alarms: firing } = await (await open({ ...alarms, green: [...alarms.green, "gone"] })).look();
    assert.deepEqual(firing, { blue: [], green: "unreadable" });
  });

  it("has as many requests as were made, and none in a slot that got none", async () => {
    const port = await open(alarms);
    const from = Math.ceil(Date.now() / 1000) * 1000;
    await pause(from - Date.now());
    for (let made = 0; made < 40; made++) await (await fetch(outputs.url)).arrayBuffer();
    const made = Date.now();
    await pause(1100);
    const asked = { receiver: "blue", from, now: made + 1000, windowSeconds: 1, metrics: [] } as const;
    const { windows, whole } = await port.measure(asked);
    assert.equal(whole.receiver?.requests, 40);
    assert.equal(whole.receiver.errors, 0);
    assert.ok(whole.receiver.p99Seconds! > 0 && whole.receiver.p99Seconds! < 5);
    assert.equal(whole.other, undefined);
    assert.equal(windows.length, (whole.to - whole.from) / 1000);
    assert.equal(
      windows.reduce((sum, { receiver }) => sum + (receiver?.requests ?? 0), 0),
      40,
    );
  });

  it("has the weights that are written, and all else of its rule as it was", async () => {
    const port = await open(alarms);
    const rule = () => cloud.records().find(({ id }) => id === outputs.services.app!.rule);
    const before = rule();
    assert.ok(before);
    await port.write({ blue: 70, green: 30 });
    assert.deepEqual(await port.weights(), { app: { blue: 70, green: 30 } });
    assert.notDeepEqual(rule(), before);
    await port.write({ blue: 100, green: 0 });
    assert.deepEqual(rule(), before);
  });

  it("is as it was after verify, which counts for the images that it has checked", async function () {
    this.timeout(60_000);
    const port = await open(alarms);
    const events = async (): Promise<readonly RolloutEvent[]> => {
      const { lines } = await cloud.json<History>("history", "--stack", "dev");
      return lines
        .flatMap(({ evidence }) => (evidence?.kind === "verified" ? evidence : []))
        .reverse() as RolloutEvent[];
    };
    const { passed, slot, way, images, checks } = await cloud.json<VerifyReport>("verify", "--stack", "dev");
    assert.deepEqual([passed, slot, way], [true, "blue", "live"], JSON.stringify(checks));
    const names = ["health: app", "smoke: home", "smoke: stores", "health afterwards: app"];
    assert.deepEqual(
      checks.map(({ name }) => name),
      names,
    );
    assert.equal(isVerified(await events(), images), true);

    await cloud.must("sandbox", "fault", "errors", "--stack", "dev", "--slot", "blue", "--rate", "100%");
    const { exitCode, stdout } = await cloud.run("verify", "--stack", "dev");
    await cloud.must("sandbox", "fault", "clear");
    assert.equal(exitCode, 1, stdout);
    assert.match(stdout, /smoke: home +│ failed │ GET \/: status 50[03], expected 200/);
    assert.match(stdout, /dev: 1.0.0 in blue is not verified: \d of 4 checks failed; traffic is untouched/);
    assert.equal(isVerified(await events(), images), false);
    assert.deepEqual(await port.weights(), { app: { blue: 100, green: 0 } });
    const { exitCode: empty, stderr } = await cloud.run("verify", "--stack", "dev", "--slot", "green");
    assert.equal(empty, 1);
    assert.match(stderr, /no tasks of a release in green/);
  });
});
