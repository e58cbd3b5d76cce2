import assert from "node:assert/strict";
import fc from "fast-check";
import type { Change, State } from "../../../functions/report/alarms";
import { outcomeOf } from "../../../functions/report/outcome";

const hour = 3_600_000;
const at = (hours: number): Date => new Date(Date.UTC(2026, 0, 5) + hours * hour);
const span = { since: at(0), until: at(168) };
const change = (hours: number, from: State, to: State): Change => ({ at: at(hours), from, to });
const hours = (milliseconds: number): number => milliseconds / hour;

describe("what became of an alarm", () => {
  it("is told from its changes: how often it went off, for how long, and how it ended", () => {
    const { times, last, spent, state } = outcomeOf(
      "OK",
      [change(10, "OK", "ALARM"), change(11, "ALARM", "OK"), change(50, "OK", "ALARM"), change(53, "ALARM", "OK")],
      span,
    );
    assert.deepEqual([times, last, hours(spent.ALARM), hours(spent.OK), state], [2, at(50), 4, 164, "OK"]);
  });

  it("is told from its state where it did not change: an alarm that is on all week went off", () => {
    const on = outcomeOf("ALARM", [], span);
    assert.deepEqual([on.times, on.last, hours(on.spent.ALARM), on.state], [1, undefined, 168, "ALARM"]);
    const quiet = outcomeOf("OK", [], span);
    assert.deepEqual([quiet.times, hours(quiet.spent.OK)], [0, 168]);
  });

  it("counts what was on when the week began, from where the week began", () => {
    const { times, last, spent } = outcomeOf("OK", [change(2, "ALARM", "OK")], span);
    assert.deepEqual([times, last, hours(spent.ALARM)], [1, undefined, 2]);
  });

  it("leaves out what happened after the week, and knows by it how the week ended", () => {
    const { times, spent, state } = outcomeOf("ALARM", [change(169, "OK", "ALARM")], span);
    assert.deepEqual([times, hours(spent.OK), state], [0, 168, "OK"]);
  });

  it("accounts for the whole week, whatever happened in it", () => {
    const states = fc.constantFrom<State>("OK", "ALARM", "INSUFFICIENT_DATA");
    const history = fc.tuple(states, fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), states), { maxLength: 20 }));
    fc.assert(
      fc.property(history, ([start, steps]) => {
        const sorted = [...steps].sort(([one], [other]) => one - other);
        const changes = sorted.map(([when, to], index) => change(when, sorted[index - 1]?.[1] ?? start, to));
        const { spent, times } = outcomeOf(sorted.at(-1)?.[1] ?? start, changes, span);
        assert.equal(hours(spent.OK + spent.ALARM + spent.INSUFFICIENT_DATA), 168);
        assert.ok(Object.values(spent).every((each) => each >= 0));
        assert.ok(spent.ALARM === 0 || times > 0);
      }),
    );
  });
});
