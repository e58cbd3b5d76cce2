import assert from "node:assert/strict";
import { matches, summary } from "./selection";

describe("npm test", () => {
  it("ends with one line of counts, and names skipped tests only when there are some", () => {
    assert.equal(summary({ passed: 12, failed: 0, skipped: 0 }), "12 passed, 0 failed");
    assert.equal(summary({ passed: 11, failed: 1, skipped: 2 }), "11 passed, 1 failed, 2 skipped");
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
