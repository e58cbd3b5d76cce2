import assert from "node:assert/strict";
import type { RecordedSlot } from "../../core/record";
import type { RolloutEvent } from "../../core/rollout/evidence";
import { standingOf } from "../../core/rollout/standing";
import { environmentStatus, type StatusInput } from "../../core/status";

const author = { at: "2026-03-01T03:00:00.000Z", by: "ada", command: "promenade traffic shift --stack prod" };
const shift: RolloutEvent = {
  ...{ kind: "rollout started", ...author, rollout: "r1", slot: "green", revision: 4, oneWay: false },
  steps: [{ share: 10, bakeSeconds: 60 }],
};
const slot: RecordedSlot = {
  ...{ release: "1.0.0", commit: null, complete: true, revision: 1, desired: 2 },
  ...{ images: { app: "x" }, definitions: { app: "arn" }, minimum: { app: 2 }, maximum: { app: 2 } },
  capacity: "full",
};

const alarmsOf = (
  events: readonly RolloutEvent[],
  green: number,
  firing?: StatusInput["firing"],
): readonly string[] => {
  const weights = { app: { blue: 100 - green, green } };
  return environmentStatus({
    ...{ name: "prod", stack: "prod", tier: "prod", url: null, domain: null },
    recorded: { revision: 5, moved: 5, slots: { blue: slot, green: slot }, weights, migration: null },
    observed: { weights, healthy: { blue: 2, green: 2 } },
    standing: standingOf(events),
    ...(firing && { firing }),
    pending: { blue: [], green: [] },
    cost: { monthly: null, budget: 2000 },
  }).alarms;
};

describe("what status warns of", () => {
  it("is a rollout that may have lost its driver, with who began it and how to go on", () => {
    const [warning = "", ...more] = alarmsOf([shift], 10);
    assert.match(warning, /^prod: a rollout is under way, begun by ada at 2026-03-01T03:00:00.000Z; unguarded/);
    assert.match(warning, /npx promenade traffic resume --stack prod, or rollback$/);
    assert.deepEqual(more, []);
  });

  it("is traffic that a hand has split, which no guard watches", () => {
    assert.match(alarmsOf([], 10).join(), /both slots have requests, and no shift is under way/);
  });

  it("is a freeze, with its reason", () => {
    const frozen: RolloutEvent = { kind: "frozen", ...author, reason: "incident 7" };
    assert.deepEqual(alarmsOf([frozen], 0), ["prod: frozen by ada at 2026-03-01T03:00:00.000Z: incident 7"]);
  });

  it("is an alarm that fires, and alarms that cannot be read", () => {
    assert.deepEqual(alarmsOf([], 0, { blue: ["prod-slow"], green: "unreadable" }), [
      "prod: prod-slow fires",
      "prod: green's alarms cannot be read",
    ]);
  });

  it("is nothing where one slot has all requests and all is quiet", () => {
    const ended: RolloutEvent = { kind: "rollout ended", ...author, rollout: "r1", outcome: "finished" };
    assert.deepEqual(alarmsOf([shift, ended], 100, { blue: [], green: [] }), []);
  });
});
