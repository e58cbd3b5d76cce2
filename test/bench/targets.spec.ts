import assert from "node:assert/strict";
import { verdicts, verdictTable } from "../../bench/targets";

const measured = (...seconds: readonly number[]) => ({ seconds, peakMiB: undefined });
const results = {
  preview: { empty: measured(1, 2, 1), dev: measured(3, 8, 3), judged: measured(3.5, 8.8, 4) },
};
const ratio = { operation: "preview", program: "dev", against: "empty", atMost: 3 };
const addition = { ...ratio, program: "judged", beyond: "dev", atMost: 0.4 };

describe("targets of npm run bench", () => {
  it("are judged by the median of the ratios, each of one round", () => {
    assert.deepEqual(verdicts([ratio], results), [{ ...ratio, ratio: { median: 3, min: 3, max: 4 }, met: true }]);
  });

  it("on what is added are judged by the difference of one round", () => {
    const [{ ratio: added, met } = assert.fail()] = verdicts([addition], results);
    assert.deepEqual([added.median, added.max, met], [0.5, 1, false]);
  });

  it("of what was not measured are left out", () => {
    assert.deepEqual(verdicts([{ ...ratio, operation: "start" }], results), []);
  });

  it("are told with what was measured", () => {
    const text = verdictTable(verdicts([ratio, addition], results));
    assert.match(text, /preview: dev ÷ empty +│ 3\.00 \(3\.00–4\.00\) │ 3\.0 +│ met/);
    assert.match(text, /preview: what packs add to dev ÷ empty +│ 0\.50 \(0\.40–1\.00\) │ 0\.4 +│ missed/);
  });
});
