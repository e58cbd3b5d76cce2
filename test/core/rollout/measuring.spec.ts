import assert from "node:assert/strict";
import fc from "fast-check";
import {
  arrivals,
  metricsOf,
  ownMetricOf,
  spansOf,
  windowOf,
  type MeasuredBackend,
  type Numbers,
} from "../../../core/rollout/measuring";

const minute = 60_000;
const start = Date.UTC(2026, 10, 21, 14, 0, 0);

describe("spans that can be measured", () => {
  it("on AWS are whole minutes that the load balancer has had time to report", () => {
    const spans = (now: number) => spansOf(start + 20_000, start + now, 60, arrivals.aws);
    const nothing = { whole: { from: start + minute, to: start + minute }, windows: [] };
    assert.deepEqual(spans(30_000), nothing);
    assert.deepEqual(spans(4 * minute - 1), nothing);
    const first = { from: start + minute, to: start + 2 * minute };
    assert.deepEqual(spans(4 * minute), { whole: first, windows: [first] });
    const { whole, windows } = spans(7 * minute + 59_999);
    assert.deepEqual(whole, { from: start + minute, to: start + 5 * minute });
    assert.equal(windows.length, 4);
  });

  it("in the local cloud are whole seconds, at once", () => {
    assert.deepEqual(spansOf(start + 1, start + 5999, 2, arrivals.sandbox), {
      whole: { from: start + 1000, to: start + 5000 },
      windows: [
        { from: start + 1000, to: start + 3000 },
        { from: start + 3000, to: start + 5000 },
      ],
    });
  });

  it("never hold what was before, nor what has not arrived, nor count anything twice", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(arrivals.aws, arrivals.sandbox),
        fc.integer({ min: 0, max: 10 * minute }),
        fc.integer({ min: 0, max: 120 * minute }),
        fc.double({ min: 0.1, max: 600, noNaN: true }),
        (arrival, from, later, windowSeconds) => {
          const now = from + later;
          const { whole, windows } = spansOf(from, now, windowSeconds, arrival);
          const unit = arrival.unitSeconds * 1000;
          assert.ok(whole.from >= from && whole.from < from + unit && whole.from % unit === 0);
          assert.ok(whole.to === whole.from || whole.to <= now - arrival.lagSeconds * 1000);
          assert.ok(whole.to === whole.from || whole.to + unit > now - arrival.lagSeconds * 1000);
          const [width] = new Set(windows.map((window) => window.to - window.from));
          windows.forEach((window, index) => {
            assert.equal(window.from, whole.from + index * width!);
            assert.ok(window.to <= whole.to);
            assert.ok(window.to - window.from >= windowSeconds * 1000);
          });
          assert.ok(
            whole.to - (windows.at(-1)?.to ?? whole.from) < Math.ceil(windowSeconds / arrival.unitSeconds) * unit,
          );
        },
      ),
    );
  });
});

describe("what a slot answered", () => {
  const span = { from: start, to: start + minute };
  const backend = (slot: "blue" | "green", service: string): MeasuredBackend => ({
    ...{ slot, loadBalancer: "app/web/1", targetGroup: `targetgroup/${slot}-${service}/1` },
  });
  const backends = [backend("blue", "app"), backend("green", "app"), backend("green", "jobs")];

  /** Metrics by `<group>/<name>`, or `balancer/<name>`. */
  const numbers =
    (known: Readonly<Record<string, number>>): Numbers =>
    ({ namespace, name, statistic, dimensions }, { from, to }) => {
      assert.equal(namespace, "AWS/ApplicationELB");
      assert.deepEqual({ from, to }, span);
      assert.equal(statistic, name === "TargetResponseTime" ? "p99" : "Sum");
      const group = /targetgroup\/(.*)\/1/.exec(dimensions.TargetGroup ?? "")?.[1] ?? "balancer";
      return known[`${group}/${name}`];
    };
  const window = (known: Readonly<Record<string, number>>) => windowOf(span, "green", backends, numbers(known));

  it("is unknown without data, and zero only where requests are known", () => {
    assert.deepEqual(window({}), { ...span, receiver: undefined, other: undefined });
    assert.deepEqual(window({ "blue-app/RequestCount": 5 }), {
      ...span,
      receiver: undefined,
      other: { requests: 5, errors: 0, p99Seconds: null },
    });
  });

  it("is the sum of its services, and the slowest of them", () => {
    const { receiver } = window({
      ...{ "green-app/RequestCount": 100, "green-app/HTTPCode_Target_2XX_Count": 97 },
      ...{ "green-app/HTTPCode_Target_5XX_Count": 3, "green-app/TargetResponseTime": 0.2 },
      ...{ "green-jobs/RequestCount": 10, "green-jobs/HTTPCode_Target_5XX_Count": 1 },
      "green-jobs/TargetResponseTime": 0.9,
    });
    assert.deepEqual(receiver, { requests: 110, errors: 4, p99Seconds: 0.9 });
  });

  it("includes what the load balancer had to answer itself for a target, but not for clients that went away", () => {
    const slot = {
      ...{ "green-app/RequestCount": 100, "green-app/HTTPCode_Target_2XX_Count": 60 },
      ...{ "green-app/HTTPCode_Target_3XX_Count": 10, "green-app/HTTPCode_Target_4XX_Count": 10 },
      "green-app/HTTPCode_Target_5XX_Count": 5,
    };
    const errors = (unanswered: object) => window({ ...slot, ...unanswered }).receiver?.errors;
    assert.equal(errors({}), 5, "15 clients went away");
    assert.equal(errors({ "balancer/HTTPCode_ELB_5XX_Count": 4 }), 9, "4 of the 15 got a 5xx");
    assert.equal(errors({ "balancer/HTTPCode_ELB_5XX_Count": 400 }), 20, "the others were of somebody else");
    const answered = { ...slot, "green-app/HTTPCode_Target_2XX_Count": 85 };
    assert.equal(window({ ...answered, "balancer/HTTPCode_ELB_5XX_Count": 7 }).receiver?.errors, 5);
  });

  it("is made of metrics that are asked for, each once for a slot", () => {
    const asked = metricsOf(backends);
    const read: unknown[] = [];
    windowOf(span, "green", backends, (metric) => (read.push(metric), 1));
    const texts = new Set(asked.map((metric) => JSON.stringify(metric)));
    for (const metric of read) assert.ok(texts.has(JSON.stringify(metric)), JSON.stringify(metric));
    assert.equal(asked.length, 7 * backends.length);
  });

  it("leaves metrics of the environment's own as they are named", () => {
    const own = { name: "orders", namespace: "shop", metric: "Orders", statistic: "Sum", dimensions: { Shop: "1" } };
    assert.deepEqual(ownMetricOf({ ...own, threshold: 1, breach: "below" }), {
      ...{ namespace: "shop", name: "Orders", statistic: "Sum", dimensions: { Shop: "1" } },
    });
  });
});
