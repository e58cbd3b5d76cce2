import assert from "node:assert/strict";
import fc from "fast-check";
import { isOpen, nextOpening } from "../../../core/flow/change-window";
import { weekdays, type ChangeWindow } from "../../../core/flow/gate";

const workdays: ChangeWindow = {
  days: ["mon", "tue", "wed", "thu", "fri"],
  from: "09:00",
  to: "17:00",
  timezone: "Europe/Berlin",
};
const nights: ChangeWindow = { days: ["fri"], from: "22:00", to: "02:00", timezone: "America/New_York" };

const cases: readonly (readonly [what: string, window: ChangeWindow, at: string, open: boolean])[] = [
  ["opens at nine in winter", workdays, "2026-01-15T08:00:00Z", true],
  ["is closed a minute before", workdays, "2026-01-15T07:59:59Z", false],
  ["opens at nine in summer", workdays, "2026-07-15T07:00:00Z", true],
  ["is closed before that in summer", workdays, "2026-07-15T06:59:00Z", false],
  ["closes at five", workdays, "2026-01-15T16:00:00Z", false],
  ["is open until then", workdays, "2026-01-15T15:59:59Z", true],
  ["is closed on Saturdays", workdays, "2026-01-17T12:00:00Z", false],
  ["knows the day where the window is: Friday night in New York", nights, "2026-01-17T04:00:00Z", true],
  ["goes on past midnight", nights, "2026-01-17T06:30:00Z", true],
  ["ends the day after", nights, "2026-01-17T07:00:00Z", false],
  ["does not begin after midnight of the day before", nights, "2026-01-16T06:00:00Z", false],
  ["is open in the hour before clocks go forward", { ...nights, days: ["sat"] }, "2026-03-08T06:59:00Z", true],
  ["closes when they go forward over its end", { ...nights, days: ["sat"] }, "2026-03-08T07:00:00Z", false],
  ["is open in the hour that comes twice", { ...nights, days: ["sat"] }, "2026-11-01T06:30:00Z", true],
];

const time = fc
  .tuple(fc.nat(23), fc.nat(59))
  .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
const anyWindow = fc
  .record({
    days: fc.subarray([...weekdays], { minLength: 1 }),
    from: time,
    to: time,
    timezone: fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"),
  })
  .filter(({ from, to }) => from !== to);
const anyMoment = fc.date({ min: new Date("2024-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });

describe("a change window", function () {
  this.timeout(20_000);

  for (const [what, window, at, open] of cases) {
    it(what, () => assert.equal(isOpen(window, new Date(at)), open));
  }

  it("and the one of all other hours and days are never both open, and never both closed", () => {
    fc.assert(
      fc.property(anyWindow, anyMoment, (window, at) => {
        const everyDay = { ...window, days: [...weekdays] };
        const others = { ...everyDay, from: window.to, to: window.from };
        assert.notEqual(isOpen(everyDay, at), isOpen(others, at));
      }),
    );
  });

  it("is open at its next opening, and was closed the minute before", () => {
    fc.assert(
      fc.property(anyWindow, anyMoment, (window, at) => {
        const opening = nextOpening(window, at);
        // A window of an hour that clocks leave out opens a week later.
        if (opening === undefined) return;
        assert.ok(isOpen(window, opening) && opening >= at);
        if (opening > at) assert.ok(!isOpen(window, new Date(opening.getTime() - 60_000)));
      }),
      { numRuns: 30 },
    );
  });

  it("opens next on Monday morning, in summer time", () => {
    assert.equal(nextOpening(workdays, new Date("2026-03-28T12:00:00Z"))?.toISOString(), "2026-03-30T07:00:00.000Z");
  });
});
