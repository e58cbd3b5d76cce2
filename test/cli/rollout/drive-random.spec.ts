import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { countOf, soaking } from "../../support/counts";
import { play } from "../../support/rollout/play";
import { script, setting } from "../../support/rollout/script";

describe("rollouts, whatever is typed, breaks or is done by hand", function () {
  this.timeout(600_000);

  it("never hurt users, and can be finished or taken back from wherever they are", () =>
    fc.assert(
      fc.asyncProperty(script, setting, async (lines, set) => {
        await play(lines, set);
        // All of it is so quick that nothing else would ever have its turn.
        await setImmediate();
      }),
      // Each soak tries others; a failure tells its seed.
      { numRuns: countOf("random rollouts"), ...(soaking ? {} : { seed: 6 }) },
    ));
});
