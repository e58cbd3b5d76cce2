import assert from "node:assert/strict";
import { countsIn, matches, sum, summary } from "./selection";

describe("npm test", () => {
  it("ends with one line of counts, and names skipped tests only when there are some", () => {
    assert.equal(summary({ passed: 12, failed: 0, skipped: 0 }), "12 passed, 0 failed");
    assert.equal(summary({ passed: 11, failed: 1, skipped: 2 }), "11 passed, 1 failed, 2 skipped");
  });

  it("adds up what its parts say in their last lines, and takes nothing else for one", () => {
    const parts = [
      { passed: 12, failed: 0, skipped: 0 },
      { passed: 11, failed: 1, skipped: 2 },
    ];
    assert.deepEqual(parts.map(summary).map(countsIn), parts);
    assert.deepEqual(parts.reduce(sum), { passed: 23, failed: 1, skipped: 2 });
    for (const text of ["", "12 passing (3s)", "12 passed, 0 failed in a test"])
      assert.equal(countsIn(text), undefined);
  });

  const cases: readonly [pattern: string, path: string, expected: boolean][] = [
    ["toolchain", "test/toolchain/lock.spec.ts", true],
    ["./test/toolchain/lock.spec.ts", "test/toolchain/lock.spec.ts", true],
    ["test/*.spec.ts", "test/selection.spec.ts", true],
    ["test/*.spec.ts", "test/toolchain/lock.spec.ts", false],
    ["test/**/*.spec.ts", "test/toolchain/lock.spec.ts", true],
    ["test/**/*.spec.ts", "test/selection.spec.ts", true],
    ["lock.spec", "test/toolchain/clock-spec.ts", false],
  ];
  for (const [pattern, path, expected] of cases) {
    it(`${expected ? "runs" : "leaves out"} ${path} for ${pattern}`, () => {
      assert.equal(matches(path, pattern), expected);
    });
  }
});
