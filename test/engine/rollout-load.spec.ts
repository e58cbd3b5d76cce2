import assert from "node:assert/strict";
import type { TrafficReport } from "../../cli/rollout/show";
import type { RolloutEvent } from "../../core/rollout/evidence";
import { exactTest, Load, lostIn, type Answer } from "../support/load";
import { LocalCloud } from "../support/local-cloud";
import { deployed } from "../support/rollout/deployed";
import { eventsOf } from "../support/rollout/engine";

/** Requests a second, and those that a step is measured by. */
const rate = 200;
const enough = 1000;
const steps = [1, 10, 50, 100];

describe("a rollout under load, on the real engine", function () {
  this.timeout(240_000);
  const cloud = new LocalCloud();
  let url: string;

  before(async function () {
    this.timeout(180_000);
    // Fewer requests than prod's guard asks for: a step of one percent would take minutes to see a hundred.
    const schedule = steps.map((share) => ({ share, bake: share === 100 ? "0s" : "5s" }));
    cloud.stackFiles.write("dev", { schedule, guard: { minimumRequests: 5 } });
    await cloud.begin("dev is up");
    url = await cloud.url("dev");
  });
  after(async function () {
    this.timeout(60_000);
    await cloud.remove();
  });

  it("loses no request from deploy to rollback, and each step has the share that was asked for", async () => {
    const load = await Load.start(url, rate);
    await cloud.must(...deployed("2.0.0"));
    const { live } = await cloud.json<TrafficReport>("traffic", "show");
    assert.deepEqual(live, { app: { blue: 0, green: 100 } });
    await cloud.must("rollback", "--reason", "a test");
    const answers = await load.stop();

    assert.deepEqual(lostIn(answers), { lost: 0, examples: [] });
    const moves = eventsOf(cloud, "dev").filter((event) => event.kind === "weights");
    assert.deepEqual(
      moves.map(({ weights }) => weights.green),
      [...steps, 0],
    );
    for (const { share, seen } of bakes(moves, answers).filter(({ share }) => share > 0 && share < 100)) {
      assert.ok(seen.length >= enough, `${seen.length} requests at ${share} %`);
      const green = seen.filter(({ slot }) => slot === "green").length;
      const probability = exactTest(green, seen.length, share / 100);
      assert.ok(probability > 0.001, `${green} of ${seen.length} went to green at ${share} %: p = ${probability}`);
    }
  });
});

/** A bake, and how long (ms) the update takes at least that ends it: no request of that time was sent under other weights. */
const underOneWeight = 5500;

/** Answers by the weights that they were sent under, from when these were read back. */
function bakes(moves: readonly Extract<RolloutEvent, { kind: "weights" }>[], answers: readonly Answer[]) {
  return moves.map(({ at, weights }) => {
    const from = Date.parse(at);
    return {
      share: weights.green,
      seen: answers.filter((one) => one.at >= from && one.at < from + underOneWeight),
    };
  });
}
