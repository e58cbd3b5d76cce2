import assert from "node:assert/strict";
import { judgeHealth } from "../../../core/verification/health";
import type { ObservedService } from "../../../core/rollout/view";

const definition = "arn:aws:ecs:eu-west-1:000000000000:task-definition/dev-green-app:3";
const well: ObservedService = { desired: 2, healthy: 2, definition, rollout: "completed" };
const judge = (seen: Partial<ObservedService> | undefined) =>
  judgeHealth({ app: definition }, seen === undefined ? {} : { app: { ...well, ...seen } }, "health")[0]!;

describe("a slot's service is well", () => {
  it("with all tasks healthy on what is recorded for it", () => {
    assert.deepEqual(judge({}), {
      name: "health: app",
      passed: true,
      found: "2 of 2 tasks healthy on dev-green-app:3",
    });
  });

  const others: readonly [string, Partial<ObservedService> | undefined, RegExp][] = [
    ["it is missing", undefined, /^there is no such service$/],
    ["a task is not healthy", { healthy: 1 }, /^1 of 2 tasks healthy$/],
    ["it has no tasks", { desired: 0, healthy: 0 }, /^0 of 0 tasks healthy$/],
    ["it still deploys", { rollout: "in progress" }, /is in progress/],
    ["its deployment has failed", { rollout: "failed" }, /has failed/],
    [
      "it went back to what it ran before",
      { definition: definition.replace(":3", ":2") },
      /runs dev-green-app:2, expected dev-green-app:3/,
    ],
  ];
  for (const [what, seen, found] of others) {
    it(`but not when ${what}`, () => {
      assert.equal(judge(seen).passed, false);
      assert.match(judge(seen).found, found);
    });
  }
});
