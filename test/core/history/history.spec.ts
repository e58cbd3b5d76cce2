import assert from "node:assert/strict";
import { historyOf } from "../../../core/history/history";
import type { StackUpdate } from "../../../core/history/update-line";
import { updateMessage } from "../../../core/history/update-message";
import type { Entry } from "../../../core/rollout/entry";
import type { RolloutEvent } from "../../../core/rollout/evidence";
import { happened } from "../../support/events";
import { digest } from "../../support/settings";

const entry = (event: RolloutEvent): Entry => ({ event, written: event });
const told = (...events: readonly RolloutEvent[]) => historyOf("dev", events.map(entry), [], 99).lines;
const says = (event: RolloutEvent) => {
  const [line] = told(event);
  return [line?.what, line?.result];
};

const release = { release: "2.0.0", images: { app: `registry.example/app@${digest("a")}` } };
const steps = [1, 10, 50, 100].map((share) => ({ share, bakeSeconds: 60 }));
const began = { kind: "rollout started", rollout: "r1", slot: "green", revision: 3, steps, oneWay: false } as const;
const asked = {
  kind: "promotion requested",
  ...{ promotion: "p1", from: "staging", to: "prod", requester: "rita", critical: false, goingBack: false },
  ...release,
} as const;
const finding = {
  ...{ metric: "errors", found: "4.80 % (12 of 250)", allowed: "at most 1 %", sample: 250 },
  ...{ from: "2026-01-02T12:00:00.000Z", to: "2026-01-02T12:05:00.000Z" },
};

describe("a line of history", () => {
  const sentences: readonly (readonly [RolloutEvent, string, string])[] = [
    [happened({ ...began, deploy: release }), "shift of 2.0.0 to green began: 1 %, 10 %, 50 %, 100 %", "began"],
    [happened(began), "shift to green began: 1 %, 10 %, 50 %, 100 %", "began"],
    [
      happened({ ...began, deploy: release, steps: [], oneWay: true }),
      "deployment of 2.0.0 to green began, without requests; its migration cannot be gone back from",
      "began",
    ],
    [
      happened({ kind: "migrated", rollout: "r1", release: "2.0.0", oneWay: false }),
      "2.0.0 has migrated the database",
      "done",
    ],
    [
      happened({ kind: "migrated", rollout: "r1", release: "2.0.0", oneWay: true }),
      "2.0.0 has migrated the database, for good",
      "done",
    ],
    [
      happened({
        ...{ kind: "verified", ...release, slot: "green", passed: false },
        checks: [
          { name: "smoke", passed: true, found: "200" },
          { name: "login", passed: false, found: "status 500" },
        ],
      }),
      "2.0.0 in green: 1 of 2 checks passed; login: status 500",
      "failed",
    ],
    [
      happened({ kind: "verified", ...release, slot: "green", passed: true, checks: [] }),
      "2.0.0 in green: 0 of 0 checks passed",
      "passed",
    ],
    [
      happened({ kind: "weights", weights: { blue: 90, green: 10 }, revision: 4 }),
      "requests go to blue 90, green 10",
      "done",
    ],
    [
      happened({
        kind: "weights",
        weights: { blue: 100, green: 0 },
        revision: 0,
        direct: true,
        reason: "state locked",
      }),
      "requests go to blue 100, green 0, changed past Pulumi: state locked",
      "done",
    ],
    [
      happened({ kind: "breach", rollout: "r1", slot: "green", findings: [finding] }),
      "guard of a rollout: errors 4.80 % (12 of 250), allowed at most 1 %",
      "breach",
    ],
    [
      happened({
        ...{ kind: "breach", rollout: "r1", slot: "green" },
        findings: [finding, { ...finding, metric: "no data", found: "no data for 3 windows", allowed: "data" }],
      }),
      "guard of a rollout: errors 4.80 % (12 of 250), allowed at most 1 %; no data for 3 windows, allowed data",
      "breach",
    ],
    [happened({ kind: "paused", rollout: "r1", reason: "frozen" }), "a rollout is paused: frozen", "paused"],
    [happened({ kind: "rollout ended", rollout: "r1", outcome: "finished" }), "a rollout has ended", "finished"],
    [
      happened({ kind: "rollout ended", rollout: "r1", outcome: "rolled back", reason: "errors" }),
      "a rollout has ended: errors",
      "rolled back",
    ],
    [
      happened({
        ...{ kind: "rollback started", rollout: "r1", revision: 5, from: "green", to: "blue", reason: "wrong prices" },
        ...{ forced: true, direct: true },
      }),
      "rollback from green to blue began, forced, past Pulumi: wrong prices",
      "began",
    ],
    [
      happened({ kind: "retired", slot: "blue", capacity: "one" }),
      "blue is a standby now, with one task a service",
      "done",
    ],
    [happened({ kind: "retired", slot: "blue", capacity: "none" }), "blue is empty now", "done"],
    [happened({ kind: "frozen", reason: "incident" }), "traffic is frozen: incident", "frozen"],
    [happened({ kind: "unfrozen", reason: "over" }), "traffic may move again: over", "done"],
    [
      happened({ ...asked, changeSummary: "faster search" }),
      "rita asks for 2.0.0 of staging in prod: faster search",
      "began",
    ],
    [
      happened({ ...asked, wave: "region-a", critical: true, goingBack: true }),
      "rita asks for 2.0.0 of staging in prod, region-a, critical, back to an older release",
      "began",
    ],
    [
      happened({ kind: "approved", promotion: "p1", images: release.images, role: "managers", wave: "region-a" }),
      "a promotion is approved for region-a as managers",
      "done",
    ],
    [
      happened({ kind: "attested", promotion: "p1", item: "On-call is ready" }),
      "attested for a promotion: On-call is ready",
      "done",
    ],
    [
      happened({
        kind: "promotion ended",
        promotion: "p1",
        ...release,
        outcome: "rolled back",
        reason: "errors",
        gates: [],
      }),
      "a promotion has ended: errors",
      "rolled back",
    ],
    [
      happened({ kind: "noted", release: "2.0.0", previous: { release: "1.0.0" }, notes: "- faster search" }),
      "release notes of 2.0.0, since 1.0.0",
      "done",
    ],
  ];
  for (const [event, what, result] of sentences) {
    it(`says "${what}"`, () => assert.deepEqual(says(event), [what, result]));
  }

  it("names what a rollout's later events are about by what it began with", () => {
    const lines = told(
      happened({ ...began, deploy: release }),
      happened({ kind: "breach", rollout: "r1", slot: "green", findings: [finding] }),
      happened({ ...began, rollout: "r2" }),
      happened({ kind: "paused", rollout: "r2", reason: "frozen" }),
    );
    assert.equal(lines[2]?.what, "guard of 2.0.0 in green: errors 4.80 % (12 of 250), allowed at most 1 %");
    assert.equal(lines[0]?.what, "green is paused: frozen");
  });

  it("names what a promotion's later events are about by what was asked for", () => {
    const lines = told(
      happened(asked),
      happened({
        kind: "promotion ended",
        promotion: "p1",
        ...release,
        wave: "region-a",
        outcome: "promoted",
        gates: [],
      }),
    );
    assert.deepEqual([lines[0]?.what, lines[0]?.result], ["the promotion of 2.0.0, region-a, has ended", "promoted"]);
  });

  it("tells who, when and by which command, and has the evidence itself", () => {
    const event = happened({ kind: "frozen", reason: "incident" });
    const [line] = told(event);
    assert.deepEqual([line?.at, line?.by, line?.command], [event.at, event.by, event.command]);
    assert.deepEqual([line?.evidence, line?.update], [event, null]);
  });

  it("shows what it does not understand as such", () => {
    const lines = (written: Entry["written"]) => historyOf("dev", [{ event: undefined, written }], [], 9).lines;
    const newer = { kind: "rehearsed", at: "2026-01-02T12:00:00Z", by: "eve", command: "rehearse", of: [1] };
    assert.deepEqual(lines(newer), [
      {
        ...{ at: newer.at, by: "eve", command: "rehearse", evidence: newer, update: null },
        ...{ what: "rehearsed, which only a newer promenade understands", result: "unknown" },
      },
    ]);
    assert.deepEqual(
      lines({}).map(({ at, by, what }) => [at, by, what]),
      [["", null, "something, which only a newer promenade understands"]],
    );
  });
});

describe("an update of Pulumi's in history", () => {
  const update: StackUpdate = {
    ...{ kind: "update", startTime: "2026-01-02T12:00:00.000Z", endTime: "2026-01-02T12:01:00.000Z" },
    ...{ result: "succeeded", resourceChanges: { create: 2, update: 1, same: 30 } },
  };
  const line = (change: Partial<StackUpdate> = {}) => historyOf("dev", [], [{ ...update, ...change }], 9).lines[0];
  const ask = (request: unknown) => line({ config: { "promenade:request": { value: request } } })?.what;

  it("counts what it changed", () => {
    assert.deepEqual([line()?.what, line()?.result, line()?.by], ["up: 2 created, 1 updated", "done", null]);
    assert.equal(line({ resourceChanges: { "create-replacement": 1 } })?.what, "up: 1 create-replacement");
    assert.equal(line({ resourceChanges: { same: 30 } })?.what, "up: nothing changed");
  });

  it("tells how it went", () => {
    const results = ["succeeded", "failed", "in-progress", "odd"].map((result) => line({ result })?.result);
    assert.deepEqual(results, ["done", "failed", "under way", "unknown"]);
  });

  it("names other operations, and the commit that was checked out", () => {
    const environment = { "git.head": "2814ca5927057a0d3b42efc40c2417f89e482033", "git.dirty": "true" };
    assert.equal(
      line({ kind: "destroy", environment })?.what,
      "destroy: 2 created, 1 updated, at 2814ca5 with changes",
    );
  });

  it("says what it was asked to change of slots and traffic", () => {
    const traffic = { kind: "traffic", revision: 4, weights: { blue: 90, green: 10 } };
    const expected = "up for revision 4, requests to blue 90, green 10: 2 created, 1 updated";
    assert.deepEqual([ask(traffic), ask(JSON.stringify(traffic))], [expected, expected]);
    const slot = { kind: "slot", revision: 5, slot: "green", capacity: "full", ...release };
    assert.equal(ask(slot), "up for revision 5, 2.0.0 in green: 2 created, 1 updated");
    assert.equal(
      ask({ kind: "capacity", revision: 6, slot: "blue", capacity: "one" }),
      "up for revision 6, blue with capacity one: 2 created, 1 updated",
    );
    assert.equal(
      ask({ kind: "migration", revision: 7, ...release }),
      "up for revision 7, migration of 2.0.0: 2 created, 1 updated",
    );
    for (const odd of ["{", { kind: "odd" }, 7]) assert.equal(ask(odd), "up: 2 created, 1 updated");
  });

  it("was run by whom promenade has told Pulumi, by which command", () => {
    const run = (message: string) => [line({ message })?.by, line({ message })?.command];
    for (const author of [
      { command: "promenade up", by: "ada" },
      { command: "promenade deploy --release 2.0.0, really", by: "octocat on GitHub" },
      { command: "promenade retire --stack dev", by: undefined },
    ]) {
      assert.deepEqual(run(updateMessage(author)), [author.by ?? null, author.command]);
    }
    assert.deepEqual(run(updateMessage({ command: "up", by: "ada" })), ["ada", "promenade up"]);
    assert.deepEqual(run("Rules are rewritten, by hand"), [null, "pulumi up"]);
  });

  it("was run by whom CI says, and by nobody known elsewhere: a commit's author need not be who ran it", () => {
    const by = (environment: Record<string, string>) => line({ environment })?.by;
    assert.equal(by({ "git.author": "Ada" }), null);
    assert.equal(
      by({ "ci.system": "GitHub Actions", "ci.build.url": "https://github.example/runs/1" }),
      "GitHub Actions, https://github.example/runs/1",
    );
  });

  it("leaves configuration and the machine's settings out", () => {
    const known = line({ config: { "aws:region": { value: "eu-west-1" } }, environment: { "pulumi.os": "linux" } });
    assert.deepEqual(known?.update, update);
  });
});

describe("a history", () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 2, 12, minute)).toISOString();
  const frozen = (minute: number, reason: string) => entry(happened({ kind: "frozen", reason, at: at(minute) }));
  const update = (minute: number): StackUpdate => ({ kind: "update", startTime: at(minute), result: "succeeded" });
  const short = (...args: Parameters<typeof historyOf>) =>
    historyOf(...args).lines.map(({ update: one, what }) => (one === null ? what.split(": ")[1] : "up"));

  it("has evidence and updates as one, newest first", () => {
    const entries = [frozen(1, "a"), frozen(3, "b"), frozen(9, "c")];
    assert.deepEqual(short("dev", entries, [update(4), update(2)], 99), ["c", "up", "b", "up", "a"]);
  });

  it("keeps the order of the evidence where the clocks of its writers differed", () => {
    const entries = [frozen(5, "a"), frozen(1, "b"), frozen(6, "c")];
    assert.deepEqual(short("dev", entries, [update(3)], 99), ["c", "b", "a", "up"]);
  });

  it("leaves what cannot be dated among its own", () => {
    const entries = [frozen(1, "a"), { event: undefined, written: { kind: "x", at: "soon" } }, frozen(3, "b")];
    assert.equal(historyOf("dev", entries, [update(2)], 99).lines.length, 4);
  });

  it("shows the newest ones it is asked for, and counts the others", () => {
    const entries = [frozen(1, "a"), frozen(2, "b"), frozen(3, "c")];
    assert.deepEqual(short("dev", entries, [], 2), ["c", "b"]);
    assert.deepEqual(
      [2, 3, 9].map((limit) => historyOf("dev", entries, [], limit).older),
      [1, 0, 0],
    );
  });
});
