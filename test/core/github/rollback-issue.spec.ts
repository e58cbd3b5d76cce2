import assert from "node:assert/strict";
import { keyPattern } from "../../../core/github/marker";
import { rollbackIssue } from "../../../core/github/rollback-issue";
import type { Entry } from "../../../core/rollout/entry";
import type { RolloutEvent } from "../../../core/rollout/evidence";
import { happened } from "../../support/events";
import { digest } from "../../support/settings";

const entry = (event: RolloutEvent): Entry => ({ event, written: event });
const started = (rollout: string, letter: string) =>
  happened({
    ...{
      kind: "rollout started",
      rollout,
      slot: letter === "a" ? "blue" : "green",
      revision: 1,
      steps: [],
      oneWay: false,
    },
    deploy: { release: letter === "a" ? "1.0.0" : "2.0.0", images: { app: `registry.example/app@${digest(letter)}` } },
  });
const ended = (rollout: string, outcome: "finished" | "rolled back") =>
  happened({ kind: "rollout ended", rollout, outcome, reason: "errors" });

describe("the issue after a rollback", () => {
  const back = [started("r1", "a"), ended("r1", "finished"), started("R2", "b"), ended("R2", "rolled back")].map(entry);

  it("has all that is known of the release that was taken back, and asks what a post-mortem answers", () => {
    const { key, title, body } = rollbackIssue("prod", back, "errors | 4 %", "https://github.example/runs/1")!;
    assert.match(key, keyPattern);
    assert.deepEqual([key, title], ["rollback:prod:r2", "2.0.0 was rolled back in prod"]);
    assert.match(
      body,
      /^errors \\\| 4 % \(seen by \[this run\]\(https:\/\/github\.example\/runs\/1\)\)\n\n## 2\.0\.0: deployed\n/,
    );
    assert.match(body, /\| 2\.0\.0 in green has ended: errors \| rolled back \|/);
    assert.match(body, /Why no check before found it:/);
    assert.doesNotMatch(body, /1\.0\.0/);
  });

  it("is another one for another rollback: what people have written into one stays", () => {
    const again = [...back, entry(started("r3", "b")), entry(ended("r3", "rolled back"))];
    assert.equal(rollbackIssue("prod", again, "x")?.key, "rollback:prod:r3");
  });

  it("is of the release that an operator has taken requests from", () => {
    const rollback = happened({
      ...{
        kind: "rollback started",
        rollout: "r4",
        revision: 5,
        from: "blue",
        to: "green",
        reason: "prices",
        forced: false,
      },
    });
    const all = [...back.slice(0, 2), rollback, ended("r4", "rolled back")];
    const issue = rollbackIssue(
      "prod",
      all.map((one) => ("kind" in one ? entry(one) : one)),
      "back",
    );
    assert.deepEqual([issue?.key, issue?.title], ["rollback:prod:r4", "1.0.0 was rolled back in prod"]);
  });

  it("is none where nothing was rolled back", () => {
    assert.equal(rollbackIssue("prod", back.slice(0, 2), "x"), undefined);
  });
});
