import assert from "node:assert/strict";
import { checkStates, type CheckRun } from "../../../core/github/checks";

const run = (name: string, conclusion: string | null): CheckRun => ({
  ...{ name, conclusion },
  status: conclusion === null ? "in_progress" : "completed",
});

describe("checks of a commit", () => {
  it("pass as a protected branch lets them, whoever reports them", () => {
    const runs = [run("build", "success"), run("docs", "skipped"), run("lint", "neutral")];
    const statuses = [{ context: "scan", state: "success" }];
    const states = checkStates(runs, statuses);
    assert.deepEqual(states, { build: "passed", docs: "passed", lint: "passed", scan: "passed" });
  });

  it("fail in every other end, and are pending until then", () => {
    for (const conclusion of ["failure", "cancelled", "timed_out", "action_required", "stale", "startup_failure"]) {
      assert.deepEqual(checkStates([run("test", conclusion)], []), { test: "failed" }, conclusion);
    }
    assert.deepEqual(checkStates([], [{ context: "scan", state: "error" }]), { scan: "failed" });
    assert.deepEqual(checkStates([run("test", null)], [{ context: "scan", state: "pending" }]), {
      ...{ test: "pending", scan: "pending" },
    });
  });

  it("count by the worst that was said of a context", () => {
    assert.deepEqual(checkStates([run("test", "success"), run("test", null)], []), { test: "pending" });
    assert.deepEqual(checkStates([run("test", null), run("test", "failure"), run("test", "success")], []), {
      ...{ test: "failed" },
    });
  });
});
