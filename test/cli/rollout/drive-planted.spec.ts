import assert from "node:assert/strict";
import fc from "fast-check";
import { play } from "../../support/rollout/play";
import { planted } from "../../support/rollout/planted";
import { Broken } from "../../support/rollout/rules";
import { script, setting } from "../../support/rollout/script";

/** Scripts within which each bug must show; the random test runs many times as many. */
const enough = 1000;

describe("the random test of rollouts finds", function () {
  this.timeout(120_000);

  for (const [bug, plant] of Object.entries(planted)) {
    it(`that ${bug}`, async () => {
      const scripts = fc.asyncProperty(script, setting, async (lines, set) => {
        await play(lines, set, plant);
      });
      const found = await fc.check(scripts, { numRuns: enough, seed: 1, endOnFailure: true });
      assert.ok(found.failed, `${enough} scripts went well`);
      assert.ok(found.errorInstance instanceof Broken, String(found.errorInstance));
    });
  }
});
