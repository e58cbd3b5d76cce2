import assert from "node:assert/strict";
import fc from "fast-check";
import { guardLimits, judgeBake, ownMetric, type Bake, type Measured, type Window } from "../../../core/rollout/guard";
import { now as start } from "../../support/rollout/views";

const minute = 60_000;

const measured = (requests: number, errors = 0, p99Seconds: number | null = 0.1): Measured => ({
  ...{ requests, errors, p99Seconds },
});

const window = (receiver: Measured | undefined, other?: Measured, at = 0): Window => ({
  ...{ from: start + at * minute, to: start + (at + 1) * minute, receiver, other },
});

/** A bake of five minutes at 10 %, as it is after them. */
const bake = (receiver: Measured | undefined, change: Partial<Bake> = {}, other?: Measured): Bake => ({
  ...{ startedAt: start, step: { share: 10, bakeSeconds: 300 }, windows: [], own: {} },
  whole: { from: start, to: start + 5 * minute, receiver, other },
  ...{ health: { healthy: 2, desired: 2 }, alarms: [] },
  ...change,
});

const over = start + 5 * minute;

const verdictOn = (one: Bake, now = over, limits = guardLimits): string => {
  const verdict = judgeBake(one, limits, now);
  return verdict.verdict === "breach" ? verdict.findings.map(({ metric }) => metric).join(", ") : verdict.verdict;
};

describe("a guard", () => {
  const cases: readonly (readonly [what: string, bake: Bake, verdict: string])[] = [
    ["advances after a bake without a fault", bake(measured(1000)), "advance"],
    ["finds 5 % of errors", bake(measured(100, 5)), "errors"],
    ["does not mind one early error in 20 requests", bake(measured(20, 1)), "watch"],
    ["does not mind exactly 1 %", bake(measured(1000, 10)), "advance"],
    ["finds more than 1 %", bake(measured(1000, 11)), "errors"],
    ["finds slow answers", bake(measured(1000, 0, 2.1)), "p99"],
    ["does not mind 2 s", bake(measured(1000, 0, 2)), "advance"],
    [
      "finds errors of the last window alone",
      bake(measured(9000, 20), { windows: [window(measured(200, 10))] }),
      "errors",
    ],
    [
      "finds errors above the objective that the other slot does not have",
      bake(measured(10_000, 80), {}, measured(10_000, 2)),
      "errors",
    ],
    [
      "does not mind them where the other slot has as many",
      bake(measured(10_000, 80), {}, measured(10_000, 75)),
      "advance",
    ],
    ["does not mind them where that may be chance", bake(measured(400, 2), {}, measured(400, 0)), "advance"],
    [
      "finds answers above the objective that are slower than the other slot's",
      bake(measured(1000, 0, 0.5), {}, measured(1000, 0, 0.3)),
      "p99",
    ],
    [
      "does not mind them where the other slot is as slow",
      bake(measured(1000, 0, 0.5), {}, measured(1000, 0, 0.4)),
      "advance",
    ],
    ["compares with nothing less than a sample", bake(measured(1000, 0, 0.5), {}, measured(50, 0, 0.1)), "advance"],
    ["finds half of the tasks lost", bake(measured(1000), { health: { healthy: 1, desired: 3 } }), "health"],
    ["does not mind one lost of two", bake(measured(1000), { health: { healthy: 1, desired: 2 } }), "advance"],
    ["finds a slot without tasks", bake(measured(1000), { health: { healthy: 0, desired: 0 } }), "health"],
    ["finds an alarm that fires", bake(measured(1000), { alarms: ["blue-errors"] }), "alarm"],
    ["takes alarms that cannot be read for firing", bake(measured(1000), { alarms: "unreadable" }), "alarm"],
  ];
  for (const [what, one, verdict] of cases) it(what, () => assert.equal(verdictOn(one), verdict));

  it("finds three windows without data in a row, where there must have been requests", () => {
    const blind = [0, 1, 2].map((at) => window(undefined, measured(1000), at));
    assert.equal(verdictOn(bake(undefined, { windows: blind }), start + 3 * minute), "no data");
    assert.equal(verdictOn(bake(undefined, { windows: blind.slice(1) }), start + 3 * minute), "watch");
    const unknown = [0, 1, 2].map((at) => window(undefined, undefined, at));
    assert.equal(verdictOn(bake(undefined, { windows: unknown }), start + 3 * minute), "no data");
  });

  it("does not miss data where hardly a request was to be expected", () => {
    const quiet = [0, 1, 2].map((at) => window(undefined, measured(20), at));
    assert.equal(verdictOn(bake(undefined, { windows: quiet }), start + 3 * minute), "watch");
  });

  it("extends a bake of too few requests to three times its length, then pauses, and never advances", () => {
    const few = bake(measured(99));
    assert.deepEqual(judgeBake(few, guardLimits, over), {
      ...{ verdict: "watch", until: start + 15 * minute, extended: true },
    });
    assert.equal(verdictOn(few, start + 15 * minute - 1), "watch");
    const verdict = judgeBake(few, guardLimits, start + 15 * minute);
    assert.deepEqual(verdict, {
      ...{ verdict: "pause", reason: "99 requests in 900 s are too few to judge by; 100 are asked for" },
    });
  });

  it("waits until the numbers of the whole bake have arrived", () => {
    const late = { ...bake(measured(1000)), whole: window(measured(1000)) };
    assert.equal(verdictOn(late), "watch");
  });

  it("watches to the end of a bake, however good it looks", () => {
    const verdict = judgeBake(bake(measured(100_000)), guardLimits, over - 1);
    assert.deepEqual(verdict, { verdict: "watch", until: over, extended: false });
  });

  const orders = ownMetric.parse({
    name: "orders",
    namespace: "Shop",
    metric: "Orders",
    threshold: 5,
    breach: "below",
  });
  const waits = { ...orders, name: "waits", breach: "above" } as const;
  const own: readonly (readonly [values: Bake["own"], verdict: string])[] = [
    [{ orders: 5, waits: 5 }, "advance"],
    [{ orders: 4.9, waits: 5 }, "orders"],
    [{ orders: 5, waits: 5.1 }, "waits"],
    [{ orders: undefined, waits: 0 }, "advance"],
  ];
  for (const [values, verdict] of own) {
    it(`says "${verdict}" of metrics of the environment's own that are ${JSON.stringify(values)}`, () =>
      assert.equal(
        verdictOn(bake(measured(1000), { own: values }), over, { ...guardLimits, metrics: [orders, waits] }),
        verdict,
      ));
  }

  it("tells each finding with numbers, limit, span and sample", () => {
    const verdict = judgeBake(bake(measured(200, 10)), guardLimits, over);
    assert.deepEqual(verdict, {
      verdict: "breach",
      findings: [
        {
          ...{ metric: "errors", found: "5.00 % (10 of 200)", allowed: "at most 1 %", sample: 200 },
          ...{ from: "2026-01-02T12:00:00.000Z", to: "2026-01-02T12:05:00.000Z" },
        },
      ],
    });
  });

  it("never advances on fewer requests than the sample, or on more errors than allowed", () =>
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), fc.nat(1200), (requests, errors, seconds) => {
        const one = bake(measured(requests, Math.min(errors, requests)));
        const { verdict } = judgeBake(one, guardLimits, start + seconds * 1000);
        if (verdict !== "advance") return;
        assert.ok(requests >= 100 && Math.min(errors, requests) / requests <= 0.01 && seconds >= 300);
      }),
    ));
});
