import assert from "node:assert/strict";
import fc from "fast-check";
import { appRest, databaseRest, runningShare } from "../../core/off-hours";

const time = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
const hours = fc
  .tuple(fc.nat(24 * 60 - 2), fc.nat(24 * 60))
  .map(([start, more]) => ({ start, stop: Math.min(24 * 60 - 1, start + 1 + more) }))
  .map(({ start, stop }) => ({ timezone: "UTC", start: time(start), stop: time(stop), minutes: stop - start }));

describe("off-hours", () => {
  it("are written as AWS reads schedules", () => {
    const rest = { timezone: "UTC", stop: "20:00", start: "07:00" };
    assert.deepEqual(appRest(rest), { stop: "cron(0 20 ? * MON-FRI *)", start: "cron(0 7 ? * MON-FRI *)" });
    assert.deepEqual(databaseRest(rest), { stop: "cron(15 20 ? * MON-FRI *)", start: "cron(45 6 ? * MON-FRI *)" });
  });

  it("stay within the day, however close to midnight they are", () => {
    assert.deepEqual(databaseRest({ timezone: "UTC", stop: "23:50", start: "00:05" }), {
      stop: "cron(59 23 ? * MON-FRI *)",
      start: "cron(0 0 ? * MON-FRI *)",
    });
  });

  it("leave the share of a week that lies between five mornings and evenings", () => {
    fc.assert(
      fc.property(hours, ({ minutes, ...rest }) => {
        assert.equal(runningShare(appRest(rest)), (5 * minutes) / (7 * 24 * 60));
      }),
    );
  });

  it("never stop the database while the app runs", () => {
    fc.assert(
      fc.property(hours, (rest) => {
        assert.ok(runningShare(databaseRest(rest)) >= runningShare(appRest(rest)));
      }),
    );
  });

  it("count as running all the time where a schedule is not of this form", () => {
    assert.equal(runningShare({ stop: "", start: "" }), 1);
    assert.equal(runningShare({ stop: "cron(0 20 * * ? *)", start: "cron(0 7 ? * MON-FRI *)" }), 1);
  });
});
