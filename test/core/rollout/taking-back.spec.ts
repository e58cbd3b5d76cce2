import assert from "node:assert/strict";
import { slots, type Slot, type Weights } from "../../../core/release";
import type { RolloutEvent } from "../../../core/rollout/evidence";
import { lastArrival, reachedBy, type Reached } from "../../../core/rollout/taking-back";
import { digest } from "../../support/settings";

const of = (release: string) => ({ release, images: { app: `sample@${digest(release[0]!)}` } });
const [older, newer] = [of("1.0.0"), of("2.0.0")];
const allIn = (slot: Slot): Weights => (slot === "blue" ? { blue: 100, green: 0 } : { blue: 0, green: 100 });

const started = (minute: number, deploy: typeof older | undefined, slot: Slot = "green"): RolloutEvent => ({
  ...{ kind: "rollout started", at: new Date(minute * 60_000).toISOString(), by: "rita", command: "deploy" },
  ...{ rollout: `r${minute}`, slot, revision: minute, steps: [], oneWay: false },
  ...(deploy && { deploy }),
});
const ended = (minute: number): RolloutEvent => ({
  ...{ kind: "rollout ended", at: new Date(minute * 60_000).toISOString(), by: "rita", command: "deploy" },
  ...{ rollout: `r${minute - 1}`, outcome: "finished" },
});

interface Given {
  readonly blue?: typeof older;
  readonly green?: typeof older;
  readonly weights?: Weights;
  readonly events?: readonly RolloutEvent[];
}
const region = (stack: string, { weights = allIn("blue"), events = [], ...held }: Given): Reached => ({
  stack,
  record: {
    slots: Object.fromEntries(
      slots.map((slot) => [slot, { ...(held[slot] ?? { release: null, images: {} }) }]),
    ) as unknown as Reached["record"]["slots"],
  },
  weights: { app: weights },
  events,
});

describe("what is taken back in regions", () => {
  const arrived = [started(1, older), ended(2), started(3, newer), ended(4)];

  it("is the release that came last into any of them", () => {
    assert.equal(lastArrival([{ events: arrived }, { events: [started(2, older)] }])?.release, "2.0.0");
    assert.equal(lastArrival([{ events: [] }]), undefined);
    assert.equal(lastArrival([{ events: [started(5, undefined)] }]), undefined);
  });

  it("leaves alone where it has no requests: going back there would go back too far", () => {
    const has = region("a", { blue: older, green: newer, weights: allIn("green"), events: arrived });
    const lacks = region("b", { blue: of("0.9.0"), green: older, weights: allIn("green") });
    const back = region("c", { blue: older, green: newer, events: arrived });
    assert.deepEqual(reachedBy(newer, [has, lacks, back, region("d", {})]), ["a"]);
  });

  it("includes where it has some of the requests, and where it is still on its way to the first", () => {
    const some = region("a", { blue: older, green: newer, weights: { blue: 99, green: 1 }, events: arrived });
    const coming = region("b", { blue: older, events: [started(5, newer)] });
    const shifting = region("c", { blue: older, green: newer, events: [...arrived, started(5, undefined)] });
    assert.deepEqual(reachedBy(newer, [some, coming, shifting]), ["a", "b", "c"]);
    assert.deepEqual(reachedBy(older, [coming]), ["b"], "where it is the one that is live");
  });
});
