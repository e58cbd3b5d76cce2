import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import { createApi } from "../../sandbox/api/server";
import { Cloud } from "../../sandbox/cloud";
import { EnvironmentFaults } from "../../sandbox/runtime/environment-faults";
import { Faults } from "../../sandbox/runtime/faults";
import { Metrics } from "../../sandbox/runtime/metrics";
import { listen } from "../../sandbox/runtime/ports";
import { TYPES } from "../../sandbox/runtime/properties";
import { notAsked } from "../sandbox/api/not-asked";
import { Surrounded } from "../support/environment";

const token = "0123456789abcdef";

describe("sandbox fault", () => {
  let place: Surrounded;
  let faults: Faults;
  let server: Server;

  /** A local cloud that has both slots of dev, and serves from this process. */
  const serve = async () => {
    const cloud = await Cloud.open(place.sandbox);
    for (const slot of ["blue", "green"]) {
      const inputs = { tags: { env: "env/dev", "promenade:slot": slot, "promenade:service": "app" } };
      await cloud.put({ type: TYPES.targetGroup, id: slot, region: "eu-west-1", inputs, outputs: {} });
    }
    faults = new Faults(join(place.sandbox, "faults.json"));
    const nobody = undefined as never;
    server = createApi({
      token,
      context: {
        ...notAsked,
        ...{ cloud, faults: new EnvironmentFaults(cloud, faults), cloudControlTypes: new Map() },
        ...{ services: nobody, functions: nobody, rotations: nobody, targets: nobody },
      },
      daemon: { startedAt: new Date(), metrics: new Metrics(), idleStopAt: () => new Date(), stop: () => undefined },
      onRequest: () => undefined,
    });
    const apiPort = await listen(server, { what: "test" });
    writeFileSync(join(place.sandbox, "token"), token);
    const daemon = { pid: process.pid, startedAt: new Date().toISOString(), apiPort };
    writeFileSync(join(place.sandbox, "daemon.json"), JSON.stringify(daemon));
  };

  beforeEach(async () => {
    place = new Surrounded();
    mkdirSync(place.sandbox);
    place.writeConfig("dev", { "aws:region": "eu-west-1" });
    await serve();
  });
  afterEach(() => {
    faults.close();
    server.close();
    server.closeAllConnections();
    place.remove();
  });
  const run = (line: string) => place.run(["sandbox", "fault", ...line.split(" ").filter(Boolean)]);

  const slot = "--stack dev --slot green";
  const begun: Readonly<Record<string, readonly [request: object, says: RegExp]>> = {
    [`errors ${slot}`]: [
      { kind: "errors", stack: "dev", slot: "green", percent: 5 },
      /^Slot green of dev answers 5 % of its requests with 500\n/,
    ],
    [`errors ${slot} --service app --rate 12.5%`]: [
      { kind: "errors", stack: "dev", slot: "green", service: "app", percent: 12.5 },
      /^App in slot green of dev answers 12.5 %/,
    ],
    [`slow ${slot} --latency 1.5s --rate 50`]: [
      { kind: "slow", stack: "dev", slot: "green", percent: 50, milliseconds: 1500 },
      /takes 1.5 s longer for 50 % of its requests/,
    ],
    [`slow ${slot}`]: [
      { kind: "slow", stack: "dev", slot: "green", percent: 100, milliseconds: 3000 },
      /takes 3 s longer for 100 %/,
    ],
    [`dead ${slot}`]: [{ kind: "dead", stack: "dev", slot: "green" }, /no task that lives/],
    "throttle --service ecs --rate 20%": [
      { kind: "throttle", service: "ecs", percent: 20 },
      /^20 % of the calls to ecs's API are throttled/,
    ],
    "fail --service cloudwatch --action GetMetricData": [
      { kind: "fail", service: "cloudwatch", action: "GetMetricData" },
      /^Cloudwatch:GetMetricData fails/,
    ],
    "metrics --stack dev": [{ kind: "metrics", stack: "dev" }, /no data points of dev/],
    "alarms --stack dev": [{ kind: "alarms", stack: "dev" }, /alarms of dev cannot be read/],
    "locked --stack dev": [{ kind: "locked", stack: "dev" }, /state of dev is locked/],
  };
  for (const [line, [request, says]] of Object.entries(begun)) {
    it(`begins what it is told: ${line}`, async () => {
      const { exitCode, stdout, stderr } = await run(line);
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, says);
      assert.match(stdout, /To end it: npx promenade sandbox fault clear\n$/);
      const [{ id, ...fault }] = faults.list() as unknown as [{ id: string }];
      assert(id);
      assert.deepEqual(fault, request);
    });
  }

  it("ends by itself when it is told to", async () => {
    const { stdout } = await run(`dead ${slot} --for 2m --json`);
    const { fault } = JSON.parse(stdout) as { fault: { until: string } };
    const left = Date.parse(fault.until) - Date.now();
    assert(left > 110_000 && left <= 120_000, `${left}`);
    assert.match((await run("list")).stdout, /^Slot green of dev has no task that lives, until 20\d\d-/);
  });

  it("tells what goes wrong, and ends it, for one stack or for all", async () => {
    assert.equal((await run("list")).stdout, "Nothing goes wrong on purpose\n");
    assert.equal((await run("clear")).stdout, "Nothing went wrong on purpose\n");
    for (const line of [`errors ${slot}`, "throttle --service ecs"]) await run(line);
    const { faults: all } = JSON.parse((await run("list --json")).stdout) as { faults: object[] };
    assert.deepEqual(all, faults.list());
    assert.match((await run("clear --stack dev")).stdout, /^Over: Slot green of dev answers.*\n$/);
    assert.equal(faults.list().length, 1);
    const { cleared } = JSON.parse((await run("clear --json")).stdout) as { cleared: object[] };
    assert.equal(cleared.length, 1);
    assert.deepEqual(faults.list(), []);
  });

  const refused: Readonly<Record<string, readonly [wrong: RegExp, allowed: RegExp]>> = {
    "": [/missing what is to go wrong/, /slow, errors, dead, throttle, fail, metrics, alarms, locked, list, clear/],
    eror: [/no such fault/, /errors/],
    "errors dead": [/no such fault/, /errors/],
    errors: [/--stack: missing[^]*--slot: missing/, /blue, green/],
    "dead --stack dve --slot green": [/no such stack/, /dev/],
    "dead --stack dev --slot red": [/--slot: not a known value/, /blue, green/],
    [`dead ${slot} --rate 5%`]: [/--rate: nothing that dead takes/, /--stack, --slot, --service, --for/],
    [`errors ${slot} --rate 101%`]: [/--rate: not a known value/, /up to 100 %/],
    [`errors ${slot} --rate 0`]: [/--rate: not a known value/, /more than 0 %/],
    [`slow ${slot} --latency 3`]: [/--latency: not a known value/, /up to 50s/],
    [`slow ${slot} --latency 2m`]: [/--latency: not a known value/, /up to 50s/],
    [`dead ${slot} --for ever`]: [/--for: not a known value/, /up to 24h/],
    [`dead ${slot} --service web`]: [/--service: the local cloud has nothing of this service/, /app/],
    "throttle --service s3": [/--service: not what a fault says/, /ecs, elasticloadbalancing, cloudwatch/],
    "fail --service ecs": [/--action: missing/, /an action/],
    "list --stack dev": [/--stack: nothing that list takes/, /no option/],
  };
  for (const [line, [wrong, allowed]] of Object.entries(refused)) {
    it(`is refused with what is allowed: ${line || "nothing"}`, async () => {
      const { exitCode, stderr } = await run(line);
      assert.equal(exitCode, 2, stderr);
      assert.match(stderr, wrong);
      assert.match(stderr, allowed);
      assert.match(stderr, / {2}found .*\n {2}allowed .*\n {2}do /);
      assert.deepEqual(faults.list(), []);
    });
  }

  it("needs a local cloud that serves", async () => {
    writeFileSync(join(place.sandbox, "daemon.json"), "{}");
    const { exitCode, stderr } = await run("list");
    assert.equal(exitCode, 1);
    assert.match(stderr, /the local cloud is stopped[^]*npx promenade sandbox start/);
  });
});
