import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { Output } from "../../cli/output";
import { RolloutDisplay } from "../../cli/rollout-display";
import { liveLine, liveTable } from "../../cli/rollout-view";
import type { Bake } from "../../core/rollout/guard";
import { nothingKnown } from "../../core/rollout/standing";
import type { View } from "../../core/rollout/view";

const start = Date.UTC(2026, 10, 21, 14, 0, 0);
const minute = 60_000;
const span = { from: start, to: start + 2 * minute };

const bake: Bake = {
  startedAt: start,
  step: { share: 10, bakeSeconds: 600 },
  windows: [],
  whole: {
    ...span,
    receiver: { requests: 1200, errors: 3, p99Seconds: 0.1314 },
    other: { requests: 10_800, errors: 0, p99Seconds: 2.5 },
  },
  own: {},
  health: { healthy: 4, desired: 4 },
  alarms: [],
};

const service = { definition: "arn:definition", rollout: "completed" } as const;

/** Green gets 10 % and is watched, two minutes of ten so far. */
const view = (change: Partial<View> = {}): View =>
  ({
    now: start + 2 * minute + 1500,
    live: { app: { blue: 90, green: 10 } },
    slots: {
      blue: { app: { ...service, desired: 4, healthy: 4 } },
      green: { app: { ...service, desired: 2, healthy: 2 }, jobs: { ...service, desired: 2, healthy: 2 } },
    },
    alarms: { blue: [], green: [] },
    record: { revision: 7, slots: { blue: { release: "1.3.0" }, green: { release: "1.4.0" } } },
    standing: { ...nothingKnown, ongoing: { direction: "forward", started: { slot: "green" } } },
    bake,
    ...change,
  }) as View;

/** A stream that keeps what is written to it. */
function stream(isTTY: boolean) {
  const kept = Object.assign(new PassThrough({ encoding: "utf8" }), { isTTY, columns: 120, rows: 40 });
  return { kept, text: () => (kept.read() as string | null) ?? "" };
}

const display = (isTTY: boolean) => {
  const { kept, text } = stream(isTTY);
  const output = new Output({ stdout: kept, stderr: kept }, false, { NO_COLOR: "1" });
  return { output, text, display: new RolloutDisplay(output) };
};

/** The cells of the row that begins so. */
function row(table: string, slot: string): readonly string[] {
  const found = table.split("\n").find((line) => line.includes(`│ ${slot} `));
  assert.ok(found, table);
  return found
    .split("│")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

describe("the view of moving traffic", () => {
  const { output } = display(false);
  const table = (change: Partial<View> = {}) => liveTable(view(change), "green at 10 % is watched; then 50 %", output);

  it("has both slots' release, share, requests, errors, p99 and tasks, over all services", () => {
    assert.deepEqual(row(table(), "green"), ["green", "1.4.0", "10 %", "1,200", "3 (0.25 %)", "131 ms", "4/4"]);
    assert.deepEqual(row(table(), "blue"), ["blue", "1.3.0", "90 %", "10,800", "0 (0.00 %)", "2.5 s", "4/4"]);
  });

  it("gives the receiver's numbers to blue when blue receives", () => {
    const standing = {
      ...nothingKnown,
      ongoing: { direction: "forward", started: { slot: "blue" } },
    } as View["standing"];
    assert.deepEqual(row(table({ standing }), "blue").slice(3, 5), ["1,200", "3 (0.25 %)"]);
  });

  it("says what is left of the bake, how old the numbers are, and what comes next", () => {
    const text = table();
    assert.match(text, /^7 min 59 s of 10m left$/m);
    assert.match(text, /^numbers from 14:00:00 to 14:02:00 UTC$/m);
    assert.match(text, /green at 10 % is watched; then 50 %$/);
    assert.match(table({ now: start + 11 * minute }), /^the planned 10m are over$/m);
  });

  it("does not take missing numbers for zeros", () => {
    const none = { ...bake, whole: { from: start, to: start, receiver: undefined, other: undefined } };
    assert.deepEqual(row(table({ bake: none }), "green").slice(3, 6), ["–", "–", "–"]);
    assert.match(table({ bake: none }), /^no numbers have arrived yet$/m);
    assert.doesNotMatch(liveLine(view({ bake: none }), "next"), /requests/);
  });

  it("names alarms that fire, and those that cannot be read", () => {
    const text = table({ alarms: { blue: ["blue-app-cpu"], green: "unreadable" } });
    assert.match(text, /^alarm {2}blue-app-cpu fires$/m);
    assert.match(text, /^alarm {2}green's alarms cannot be read$/m);
  });

  it("is one timestamped line where nobody looks on", () => {
    assert.equal(
      liveLine(view(), "then 50 %"),
      "2026-11-21T14:02:01Z blue 90 %, 10,800 requests, 0 (0.00 %) errors, p99 2.5 s, 4/4 healthy; " +
        "green 10 %, 1,200 requests, 3 (0.25 %) errors, p99 131 ms, 4/4 healthy; 7 min 59 s of 10m left; then 50 %",
    );
  });
});

describe("the display of moving traffic", () => {
  it("writes a line when something but numbers changes, and for numbers one every ten seconds", () => {
    const { display: shown, text } = display(false);
    const { now } = view();
    shown.show(view(), "watched");
    shown.show(view({ now: now + 9999 }), "watched");
    assert.equal(text().split("\n").length - 1, 1);
    shown.show(view({ now: now + 10_000 }), "watched");
    assert.equal(text().split("\n").length - 1, 1);
    shown.show(view({ now: now + 10_001 }), "watched, longer than planned");
    shown.show(view({ now: now + 10_002, live: { app: { blue: 50, green: 50 } } }), "watched, longer than planned");
    const lines = text();
    assert.equal(lines.split("\n").length - 1, 2);
    assert.equal(lines, stripVTControlCharacters(lines));
  });

  it("redraws in place on a terminal, and leaves the last picture above what is said next", () => {
    const { display: shown, output, text } = display(true);
    shown.show(view(), "first");
    assert.match(text(), /first/);
    shown.show(view(), "second");

    assert.match(text(), /\x1b\[\d*[AK]/, "moves up or erases");
    shown.done();
    output.say("said after it");
    shown.show(view(), "third");
    const after = text();

    assert.doesNotMatch(after.slice(after.indexOf("said")), /\x1b\[\d*[AK]/);
  });
});
