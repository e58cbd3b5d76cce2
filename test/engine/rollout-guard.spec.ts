import assert from "node:assert/strict";
import type { TrafficReport } from "../../cli/rollout/show";
import type { EventOf } from "../../core/rollout/evidence";
import { Load } from "../support/load";
import { LocalCloud } from "../support/local-cloud";
import { eventsOf } from "../support/rollout/engine";
import { reaches } from "../support/reaches";

/** Requests a second: a bake of ten seconds at half of them sees more than the guard's usual hundred. */
const rate = 40;
const atHalf = [
  { share: 50, bake: "10s" },
  { share: 100, bake: "0s" },
];

describe("the guard of a shift, on the real engine", function () {
  this.timeout(120_000);
  const cloud = new LocalCloud();
  let load: Load;
  let url: string;

  before(async function () {
    this.timeout(240_000);
    cloud.stackFiles.write("dev", { schedule: atHalf });
    await cloud.begin("2.0.0 waits in green");
    url = await cloud.url("dev");
    load = await Load.start(url, rate);
  });
  afterEach(async () => {
    await cloud.must("sandbox", "fault", "clear");
  });
  after(async function () {
    this.timeout(60_000);
    await load.stop();
    await cloud.remove();
  });

  const live = async () => (await cloud.json<TrafficReport>("traffic", "show")).live["app"];
  const lastBreach = (): EventOf<"breach"> | undefined =>
    eventsOf(cloud, "dev").findLast((event) => event.kind === "breach");

  const faults = [
    { what: "errors in 5 % of the answers", fault: ["errors", "--rate", "5%"], metric: "errors" },
    { what: "answers that take three seconds", fault: ["slow", "--latency", "3s"], metric: "p99" },
    { what: "alarms that cannot be read", fault: ["alarms"], metric: "alarm", everywhere: true },
    { what: "metrics without data", fault: ["metrics"], metric: "no data", everywhere: true },
  ];
  for (const { what, fault, metric, everywhere = false } of faults) {
    it(`takes requests back in the first bake, with exit code 4, for ${what}`, async () => {
      const shifting = cloud.run("traffic", "shift");
      await reaches(async () => (await live())?.green === 50);
      await cloud.must("sandbox", "fault", ...fault, "--stack", "dev", ...(everywhere ? [] : ["--slot", "green"]));
      const { exitCode, stdout } = await shifting;
      assert.equal(exitCode, 4, stdout);
      assert.deepEqual(await live(), { blue: 100, green: 0 });
      assert.deepEqual(
        lastBreach()?.findings.map((finding) => finding.metric),
        [metric],
      );
      assert.match(await cloud.must("history"), new RegExp(metric));
    });
  }

  it("goes on where one early request of twenty fails", async () => {
    await load.stop();
    const before = eventsOf(cloud, "dev").filter(({ kind }) => kind === "breach").length;
    const shifting = cloud.run("traffic", "shift");
    await reaches(async () => (await live())?.green === 50);
    await cloud.must("sandbox", "fault", "errors", "--stack", "dev", "--slot", "green", "--rate", "100%");
    await reaches(async () => (await fetch(url)).status === 500);
    await cloud.must("sandbox", "fault", "clear");
    for (let request = 1; request < 20; request++) assert.equal((await fetch(url)).status, 200);
    load = await Load.start(url, rate);
    const { exitCode, stdout } = await shifting;
    assert.equal(exitCode, 0, stdout);
    assert.deepEqual(await live(), { blue: 0, green: 100 });
    assert.equal(eventsOf(cloud, "dev").filter(({ kind }) => kind === "breach").length, before);
  });
});
