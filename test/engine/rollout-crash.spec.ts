import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { TrafficReport } from "../../cli/rollout/show";
import { countOf } from "../support/counts";
import { LocalCloud } from "../support/local-cloud";

/** What is killed: a shift where blue has all requests, a rollback where green has. */
const commands = [
  ["traffic", "shift"],
  ["rollback", "--reason", "a test"],
] as const;

/** What goes on afterwards, in turn: whoever comes next. */
const sequels = [
  ["traffic", "resume"],
  ["rollback", "--reason", "after a crash"],
] as const;

describe("a rollout that is killed, on the real engine", function () {
  this.timeout(25 * 60_000);
  const cloud = new LocalCloud();
  const traffic = async (): Promise<TrafficReport> => cloud.json<TrafficReport>("traffic", "show");

  before(async function () {
    this.timeout(240_000);
    const schedule = [50, 100].map((share) => ({ share, bake: "0s" }));
    cloud.stackFiles.write("dev", { schedule });
    await cloud.begin("2.0.0 waits in green");
  });
  after(async function () {
    this.timeout(60_000);
    await cloud.remove();
  });

  it("goes on or back when somebody comes, wherever it was; and every slot that had requests could answer them", async () => {
    const lengths: number[] = [];
    for (const command of commands) {
      const began = Date.now();
      await cloud.must(...command);
      lengths.push(Date.now() - began);
    }
    const kills = countOf("kills of rollouts");
    for (let kill = 0, which = 0; kill < kills; kill++) {
      const running = cloud.launch(...(commands[which] ?? commands[0]));
      await pause(((kill + 0.5) / kills) * (lengths[which] ?? 0));
      running.killGroup();
      await running.ended;
      cloud.said.push(running.said());
      answering(await traffic());

      const [sequel = "", ...args] = sequels[Math.floor(kill / 2) % sequels.length] ?? [];
      const { exitCode, stdout, stderr } = await cloud.run(sequel, ...args);
      // Who resumes a rollback hears that requests are not where the release was meant to get them.
      const takenBack = which === 1 && args[0] === "resume" && exitCode === 4;
      assert.ok(exitCode === 0 || takenBack, `${sequel} ended with ${exitCode}:\n${stdout}\n${stderr}`);
      const report = await traffic();
      answering(report);
      assert.equal(report.rollout, null, "nothing is left under way");
      const green = report.live["app"]?.green;
      assert.ok(green === 0 || green === 100, "requests are where they were meant to be");
      which = green === 0 ? 0 : 1;
    }
  });

  it("leaves no difference between record and cloud", async () => {
    await cloud.must("pulumi", "--", "refresh", "--yes", "--skip-preview", "--expect-no-changes");
  });
});

/** No slot that has requests is empty, unhealthy or short of tasks. */
function answering({ live, slots }: TrafficReport): void {
  for (const [service, weights] of Object.entries(live)) {
    assert.equal(weights.blue + weights.green, 100);
    for (const slot of ["blue", "green"] as const) {
      if (weights[slot] === 0) continue;
      const { desired = 0, healthy = 0 } = slots[slot].services[service] ?? {};
      assert.ok(slots[slot].release !== null && desired >= 1 && healthy >= desired, JSON.stringify(slots[slot]));
    }
  }
}
