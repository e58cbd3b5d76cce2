import assert from "node:assert/strict";
import * as fc from "fast-check";
import { judgeLoad, percentile, type Shot } from "../../../core/verification/load";

const limits = { errorPercent: 1, p99Seconds: 2 };
const shots = (right: number, wrong: number, seconds = 0.1): readonly Shot[] => [
  ...Array.from({ length: right }, () => ({ seconds, fault: undefined })),
  ...Array.from({ length: wrong }, () => ({ seconds, fault: "status 503, expected 200" })),
];

describe("many requests", () => {
  it("may lose as many as is allowed, and not one more", () => {
    assert.equal(judgeLoad(shots(990, 10), limits).passed, true);
    assert.equal(judgeLoad(shots(989, 11), limits).passed, false);
  });

  it("have to be answered in time, all but one of a hundred", () => {
    assert.equal(judgeLoad([...shots(990, 0), ...shots(10, 0, 60)], limits).passed, true);
    assert.equal(judgeLoad([...shots(989, 0), ...shots(11, 0, 60)], limits).passed, false);
  });

  it("show nothing when there were none", () => {
    assert.deepEqual(judgeLoad([], limits), { passed: false, found: "no request was made" });
  });

  it("are told with their numbers, and with what was wrong most often", () => {
    const { found } = judgeLoad([...shots(7, 2), { seconds: 1, fault: "no answer: ECONNRESET" }], limits);
    assert.equal(
      found,
      "10 requests; 3 lost (30 %, allowed 1 %), most often: status 503, expected 200; p99 1 s (allowed 2 s)",
    );
  });

  it("have a percentile that is one of them, and that so many do not exceed", () => {
    const values = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (all, percent) => {
        const found = percentile(all, percent);
        assert.ok(all.includes(found));
        assert.ok(all.filter((value) => value <= found).length >= (all.length * percent) / 100);
        assert.ok(all.filter((value) => value < found).length < (all.length * percent) / 100);
      }),
    );
  });
});
