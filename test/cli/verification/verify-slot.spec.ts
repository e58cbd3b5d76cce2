import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { verifySlot, type Verification } from "../../../cli/verification/verify-slot";
import type { CheckResult } from "../../../core/rollout/evidence";
import type { Checks, RequestCheck } from "../../../core/verification/checks";
import { TYPES } from "../../../sandbox/runtime/properties";
import { releases, testToken, TwoSlots } from "./two-slots";

const request = (changes: Partial<RequestCheck> = {}): RequestCheck => ({
  ...{ name: "home", path: "/", method: "GET", body: undefined, status: 200, contains: undefined },
  ...{ json: { release: "{release}", slot: "{slot}", environment: "{environment}" }, headers: {} },
  ...{ withinSeconds: 5, bothReleases: false, ...changes },
});

const checks: Checks = {
  ...{ smoke: [request()], criticalPath: [], data: undefined, load: undefined, chaos: undefined },
  limits: { errorPercent: 1, p99Seconds: 2 },
};

describe("checks of a slot", function () {
  this.timeout(60_000);
  let slots: TwoSlots;
  before(async () => (slots = await TwoSlots.open({ blue: 2, green: 2 })));
  after(() => slots.close());
  afterEach(() => void slots.faults.faults.clear());

  const verify = async (changes: Partial<Verification> = {}, planned: Partial<Checks> = {}) => {
    const told: CheckResult[] = [];
    const { endpoint, outputs } = slots;
    const asked: Verification = {
      ...{ endpoint, outputs, record: slots.record(), slot: "green", way: "test route" },
      checks: { ...checks, ...planned },
      ...changes,
    };
    const results = await verifySlot(asked, (result) => told.push(result));
    assert.deepEqual(told, results, "each is told as soon as it is there");
    return results;
  };
  const verdicts = (results: readonly CheckResult[]) =>
    Object.fromEntries(results.map(({ name, passed }) => [name, passed]));
  const found = (results: readonly CheckResult[], name: string) =>
    results.find((result) => result.name === name)?.found ?? "no such check";

  it("reach exactly that slot by its test route, whatever its share", async () => {
    for (const slot of ["blue", "green"] as const) {
      const expected = { "health: app": true, "smoke: home": true, "health afterwards: app": true };
      assert.deepEqual(verdicts(await verify({ slot })), expected);
    }
  });

  it("come as users do where they are told to: then the weights decide who answers", async () => {
    assert.equal(verdicts(await verify({ slot: "blue", way: "live" }))["smoke: home"], true);
    const results = await verify({ slot: "green", way: "live" });
    assert.match(
      found(results, "smoke: home"),
      /release is "1.0.0", expected "2.0.0"; slot is "blue", expected "green"/,
    );
  });

  it("have not passed where a slot does not run what is recorded", async () => {
    const results = await verify({ record: slots.record({ green: { definitions: { app: "x/dev-green-app:9" } } }) });
    assert.deepEqual(verdicts(results), { "health: app": false, "smoke: home": true, "health afterwards: app": false });
  });

  it("are all made, whatever came of those before", async () => {
    const results = await verify({}, { smoke: [request({ name: "teapot", status: 418 }), request()] });
    assert.deepEqual([verdicts(results)["smoke: teapot"], verdicts(results)["smoke: home"]], [false, true]);
  });

  it("stop at the first step of a critical path that fails", async () => {
    const steps = [request({ name: "1" }), request({ name: "2", contains: "nowhere" }), request({ name: "3" })];
    const results = await verify({}, { criticalPath: steps });
    assert.deepEqual(
      ["1", "2", "3"].map((step) => verdicts(results)[`critical path: ${step}`]),
      [true, false, false],
    );
    assert.match(found(results, "critical path: 3"), /not asked/);
  });

  it("ask the release in the other slot what both have to answer", async () => {
    const both = request({ name: "old and new", bothReleases: true });
    const results = await verify({}, { smoke: [request(), both] });
    assert.equal(verdicts(results)["release 1.0.0 in blue: old and new"], true);
    assert.equal("release 1.0.0 in blue: home" in verdicts(results), false);
    slots.faults.begin({ kind: "errors", stack: "dev", slot: "blue", percent: 100 });
    assert.equal(verdicts(await verify({}, { smoke: [both] }))["release 1.0.0 in blue: old and new"], false);
    const alone = slots.record({ blue: { capacity: "none" } });
    assert.equal(Object.keys(verdicts(await verify({ record: alone }, { smoke: [both] }))).length, 3);
  });

  it("have not passed where the app fails, is slow or is not there", async () => {
    slots.faults.begin({ kind: "errors", stack: "dev", slot: "green", percent: 100 });
    assert.equal(found(await verify(), "smoke: home"), "GET /: status 500, expected 200");
    slots.faults.faults.clear();
    slots.faults.begin({ kind: "slow", stack: "dev", slot: "green", milliseconds: 1500 });
    const results = await verify({}, { smoke: [request({ withinSeconds: 0.3 })] });
    assert.equal(found(results, "smoke: home"), "GET /: no answer within 0.3 s");
  });

  it("have not passed where they cannot be made", async () => {
    const { world, outputs } = slots;
    const route = world.cloud.list(TYPES.rule).find(({ id }) => id.endsWith("-green"))!;
    await world.cloud.delete(route.type, route.id);
    assert.match(found(await verify(), "smoke"), /no test route to green/);
    await world.cloud.put(route);
    const nowhere = { ...outputs, url: "http://nothing.example" };
    assert.match(found(await verify({ outputs: nowhere }), "smoke"), /nothing answers to http:\/\/nothing.example/);
    const gone = { url: "http://127.0.0.1:9", token: "none" };
    const results = await verify({ endpoint: gone });
    assert.equal(
      results.every(({ passed }) => !passed),
      true,
    );
    assert.deepEqual(Object.keys(verdicts(results)), ["health", "smoke", "health afterwards"]);
  });

  it("run the app's own judgement of its data beside the slot", async () => {
    const results = await verify({}, { data: ["npm", "run", "data:unknown"] });
    assert.equal(verdicts(results)["data"], false);
    assert.match(found(results, "data"), /exit code 1/);
  });

  it("put it under load, and tell the numbers", async () => {
    // Few enough for a machine that is busy with other tests, whose timers may be early or late by one.
    const load = { requestsPerSecond: 20, seconds: 2 };
    const results = await verify({ load: true }, { load });
    assert.equal(verdicts(results)["load"], true, found(results, "load"));
    assert.match(
      found(results, "load"),
      /^20 a second for 2 s: (?:39|4\d) requests; 0 lost \(0 %, allowed 1 %\); p99 \d+\.\d+ s/,
    );
    assert.equal("load" in verdicts(await verify({}, { load })), false, "only where it is asked for");
  });

  it("have not passed where too much of a load is lost", async () => {
    slots.faults.begin({ kind: "errors", stack: "dev", slot: "green", percent: 10 });
    const load = { requestsPerSecond: 100, seconds: 2 };
    const tried = async (): Promise<readonly CheckResult[]> => {
      const results = await verify({ load: true }, { load });
      // The one request of the smoke check may be the one that fails.
      return found(results, "load").startsWith("not tried") ? tried() : results;
    };
    const results = await tried();
    assert.match(found(results, "load"), /lost \([\d.]+ %, allowed 1 %\), most often: status 500/);
    assert.equal(verdicts(results)["load"], false);
  });

  it("try nothing harsh on a slot that has not passed the others", async () => {
    const planned = { smoke: [request({ status: 418 })], load: { requestsPerSecond: 1, seconds: 1 } };
    assert.match(found(await verify({ load: true }, planned), "load"), /not tried/);
  });

  it("never tell the test route, though an app repeats it", async () => {
    const results = await verify({}, { smoke: [request({ json: { release: `green-${testToken}` } })] });
    assert.doesNotMatch(JSON.stringify(results), new RegExp(testToken));
  });

  it("leave nothing of the test route in the tasks' logs", async () => {
    await verify();
    const logs = readdirSync(join(slots.world.root, "logs"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
      .join("\n");
    assert.match(logs, new RegExp(releases.green));
    assert.doesNotMatch(logs, new RegExp(testToken));
  });
});

describe("chaos in a slot", function () {
  this.timeout(120_000);
  let slots: TwoSlots;
  afterEach(() => slots.close());

  const chaos = async (tasks: number, planned: Checks["chaos"]) => {
    slots = await TwoSlots.open({ blue: 1, green: tasks });
    const { endpoint, outputs } = slots;
    const asked: Verification = {
      endpoint,
      outputs,
      record: slots.record(),
      slot: "green",
      way: "test route",
      checks: { ...checks, chaos: planned },
      chaos: true,
    };
    return verifySlot(asked);
  };
  const named = (results: readonly CheckResult[], name: RegExp) => results.find((result) => name.test(result.name))!;

  it("stops a task of each service: requests go on, another task comes, and all is well afterwards", async () => {
    const results = await chaos(2, { stopTask: true, latencyMs: undefined });
    const { passed, found } = named(results, /task of each service/);
    assert.equal(passed, true, found);
    assert.match(found, /all tasks healthy again after \d+ s; \d+ requests; \d+ lost/);
    assert.equal(named(results, /health afterwards/).passed, true);
  });

  it("stops no task that is the only one", async () => {
    const { passed, found } = named(await chaos(1, { stopTask: true, latencyMs: undefined }), /task of each service/);
    assert.equal(passed, false);
    assert.match(found, /app would have no other task/);
  });

  it("delays answers, and sees that none is lost and that the delay was felt", async () => {
    const results = await chaos(1, { stopTask: false, latencyMs: 300 });
    const { passed, found } = named(results, /300 ms later/);
    assert.equal(passed, true, found);
    assert.match(found, /p99 0\.[3-9]\d* s/);
  });
});
