import assert from "node:assert/strict";
import { lastEnd, movesRequests, releaseTag, shownAfter } from "../../../core/github/after-rollout";
import type { Recorded, RecordedSlot } from "../../../core/record";
import type { Slot } from "../../../core/release";
import type { Command } from "../../../core/rollout";
import type { Ending } from "../../../core/rollout/decision";
import type { EventOf, RolloutEvent } from "../../../core/rollout/evidence";
import { viewOf } from "../../support/rollout/views";

const [one, two] = [
  { release: "1.0.0", commit: "1111111" },
  { release: "2.0.0", commit: "2222222" },
];
const record = (green: number, slots: Partial<Record<Slot, Partial<RecordedSlot>>> = {}): Recorded =>
  viewOf({ green, slots: { blue: one, green: two, ...slots } }).record;

type Outcome = EventOf<"rollout ended">["outcome"];

const release = { ...two, images: {} };
const steps = [{ share: 100, bakeSeconds: 0 }];
const commands = {
  deploy: { kind: "deploy", rollout: "r", release, steps, oneWay: false },
  shift: { kind: "shift", rollout: "r", steps },
  resume: { kind: "resume" },
  set: { kind: "set", rollout: "r", weights: { blue: 0, green: 100 } },
  abort: { kind: "abort", rollout: "r", reason: "why" },
  rollback: { kind: "rollback", rollout: "r", reason: "why", forced: false, direct: false },
  retire: { kind: "retire" },
} as const satisfies Record<string, Command>;

const shown = (command: Command, ending: Ending, now: Recorded) =>
  shownAfter(command, { ending, says: "so it is" }, now, "r1");
const lines = (...args: Parameters<typeof shown>) =>
  shown(...args).deployments.map(({ commit, state, description, key }) => [commit, state, description, key]);

describe("what GitHub is told after a rollout", () => {
  for (const kind of ["deploy", "shift", "resume"] as const) {
    it(`${kind}: a release has come in, in place of the one before`, () => {
      const told = shown(commands[kind], "done", record(100));
      assert.deepEqual(lines(commands[kind], "done", record(100)), [
        ["2222222", "success", "2.0.0 has all requests", "r1"],
      ]);
      assert.deepEqual([told.live, told.arrived], [two, { next: two, previous: one }]);
    });

    it(`${kind}: what its guard has taken back has failed, and what was there is there again`, () => {
      assert.deepEqual(lines(commands[kind], "rolled back", record(0)), [
        ["2222222", "failure", "so it is", "r1"],
        ["1111111", "success", "1.0.0 has all requests", "r1:back"],
      ]);
      assert.equal(shown(commands[kind], "rolled back", record(0)).arrived, undefined);
    });
  }

  for (const kind of ["rollback", "abort"] as const) {
    it(`${kind}: so it is, whatever it is called in the end`, () => {
      for (const ending of ["done", "rolled back"] as const) {
        assert.deepEqual(
          lines(commands[kind], ending, record(0)).map(([commit, state]) => [commit, state]),
          [
            ["2222222", "failure"],
            ["1111111", "success"],
          ],
        );
        assert.equal(shown(commands[kind], ending, record(0)).arrived, undefined);
      }
    });
  }

  it("a step by hand that gives a slot everything is a deployment, but nothing that is published", () => {
    assert.equal(lines(commands.set, "done", record(100)).length, 1);
    assert.equal(shown(commands.set, "done", record(100)).arrived, undefined);
  });

  it("nothing while requests are shared, while it is paused, and where nothing was done", () => {
    for (const [command, ending, now] of [
      [commands.set, "done", record(10)],
      [commands.deploy, "paused", record(100)],
      [commands.resume, "nothing to do", record(100)],
      [commands.retire, "done", record(100)],
      [{ ...commands.deploy, steps: [] }, "done", record(100)],
      [commands.deploy, "done", record(100, { green: { release: null, commit: null } })],
    ] as const) {
      assert.deepEqual(shown(command, ending, now), {
        deployments: [],
        live: undefined,
        arrived: undefined,
        unknown: [],
      });
    }
  });

  it("of the last rollout, once it is over, whoever finds that nobody was told", () => {
    const common = { at: "2026-01-01T00:00:00.000Z", by: "rita", command: "deploy", rollout: "r1" };
    const began: RolloutEvent = {
      ...{ ...common, kind: "rollout started", slot: "green", revision: 1, steps: [], oneWay: false },
    };
    const back: RolloutEvent = {
      ...{ ...common, kind: "rollback started", rollout: "r2", revision: 2, from: "green", to: "blue" },
      ...{ reason: "checkout fails", forced: false },
    };
    const over = (rollout: string, outcome: Outcome, reason?: string): RolloutEvent => ({
      ...{ ...common, kind: "rollout ended", rollout, outcome },
      ...(reason === undefined ? {} : { reason }),
    });
    const cases: readonly (readonly [readonly RolloutEvent[], Ending | undefined, string?])[] = [
      [[], undefined],
      [[began], undefined],
      [[began, over("r1", "finished")], "done", "finished"],
      [[began, over("r1", "failed", "no task")], "rolled back", "no task"],
      [[began, over("r1", "finished"), back], undefined],
      [[began, over("r1", "finished"), back, over("r2", "rolled back")], "rolled back", "checkout fails"],
    ];
    for (const [events, ending, says] of cases)
      assert.deepEqual(lastEnd(events), ending && { ending, says }, JSON.stringify(events.map(({ kind }) => kind)));
  });

  it("which release it cannot tell of, for want of a commit", () => {
    const now = record(100, { green: { release: "2.0.0", commit: null } });
    const { deployments, unknown, live } = shown(commands.deploy, "done", now);
    assert.deepEqual([deployments, unknown, live], [[], ["2.0.0"], { release: "2.0.0" }]);
  });

  it("the first release has none before it", () => {
    const now = record(100, { blue: { release: null, commit: null } });
    assert.deepEqual(shown(commands.deploy, "done", now).arrived, { next: two, previous: undefined });
  });

  it("a release that gets no requests yet moves none", () => {
    assert.deepEqual(
      Object.values(commands).map((command) => movesRequests(command)),
      [true, true, true, true, true, true, false],
    );
  });

  it("versions are tagged as such, other names as they are", () => {
    assert.deepEqual(["2.0.0", "v2.0.0", "2026-01-02", "main-1"].map(releaseTag), [
      "v2.0.0",
      "v2.0.0",
      "2026-01-02",
      "main-1",
    ]);
  });
});
