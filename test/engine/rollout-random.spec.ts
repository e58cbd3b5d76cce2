import fc from "fast-check";
import { openTraffic, type TrafficPort } from "../../cli/ports/traffic";
import type { Outputs } from "../../core/outputs";
import { slotAlarms } from "../../core/rollout/slot-alarms";
import { countOf, soaking } from "../support/counts";
import { LocalCloud } from "../support/local-cloud";
import { EnginePlay } from "../support/rollout/engine-play";
import { engineScript } from "../support/rollout/engine-script";

describe("rollouts on the real engine, whatever is typed, breaks or is done by hand", function () {
  this.timeout(4 * 3_600_000);
  const cloud = new LocalCloud();
  let traffic: TrafficPort;

  before(async function () {
    this.timeout(240_000);
    const schedule = [10, 100].map((share) => ({ share, bake: "0s" }));
    cloud.stackFiles.write("dev", { schedule });
    await cloud.begin("2.0.0 waits in green");
    const resources = (await cloud.state("dev")).map(({ type, outputs = {} }) => ({ type, outputs }));
    const outputs = resources.find(({ type }) => type === "pulumi:pulumi:Stack")!.outputs as unknown as Outputs;
    traffic = await openTraffic(cloud.endpoint(), outputs, { alarms: slotAlarms(resources) });
  });
  after(async function () {
    this.timeout(60_000);
    traffic.close();
    await cloud.remove();
  });

  it("never hurt users, and can be taken back from wherever they are", async () => {
    const play = new EnginePlay(cloud, traffic, "dev");
    const numRuns = countOf("random rollouts of the engine");
    let played = 0;
    await fc.assert(
      fc.asyncProperty(engineScript, async (script) => {
        await play.play(script);
        if (++played % 10 === 0) process.stdout.write(`      ${played} of ${numRuns} scripts\n`);
      }),
      // A shorter script would be tried from where the longer one has ended, so none is.
      { numRuns, endOnFailure: true, ...(soaking ? {} : { seed: 6 }) },
    );
  });
});
