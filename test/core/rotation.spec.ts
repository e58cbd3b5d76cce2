import assert from "node:assert/strict";
import fc from "fast-check";
import { slots, type Slot } from "../../core/release";
import { isDue, nextRotationStep, shiftUnderWay, type RotatedEntry, type RunningTask } from "../../core/rotation";

const day = 86_400_000;
const start = Date.parse("2026-01-01T00:00:00Z");
const at = (days: number): Date => new Date(start + days * day);
const entry = (name: string, rotated?: number): RotatedEntry => ({
  ...{ name, days: 30, createdAt: at(0), nextAt: undefined },
  rotatedAt: rotated === undefined ? undefined : at(rotated),
});
const task = (slot: Slot, created: number, service = `${slot}-app`): RunningTask => ({
  service,
  slot,
  createdAt: at(created),
});
const blueLive = { app: { blue: 100, green: 0 } };

describe("a rotation is due", () => {
  const cases: readonly (readonly [what: string, entry: RotatedEntry, on: number, due: boolean])[] = [
    ["not before the interval has passed since creation", entry("a"), 29.9, false],
    ["when it has passed", entry("a"), 30, true],
    ["not before it has passed since the last rotation", entry("a", 20), 49.9, false],
    ["when it has passed since then", entry("a", 20), 50, true],
    ["when Secrets Manager's own date has come", { ...entry("a", 20), nextAt: at(40) }, 40, true],
    ["not before that date", { ...entry("a", 20), nextAt: at(40) }, 39.9, false],
    ["when the interval has passed, though that date is later", { ...entry("a"), nextAt: at(60) }, 30, true],
  ];
  for (const [what, one, on, due] of cases) it(what, () => assert.equal(isDue(one, at(on)), due));
});

describe("rotation", () => {
  it("finishes what an earlier run left: tasks older than a value are restarted, and nothing else", () => {
    const state = {
      entries: [entry("a", 5), entry("b")],
      tasks: [task("blue", 4), task("green", 6)],
      live: blueLive,
      wanted: [],
    };
    assert.deepEqual(nextRotationStep(state), { kind: "restart", slot: "blue", services: ["blue-app"] });
    assert.deepEqual(nextRotationStep({ ...state, tasks: [task("blue", 6), task("green", 6)] }), { kind: "done" });
  });

  it("restarts the slot without traffic first", () => {
    const tasks = [task("blue", 0), task("green", 0)];
    const next = (live: Record<string, { blue: number; green: number }>) =>
      nextRotationStep({ entries: [entry("a", 1)], tasks, live, wanted: [] });
    assert.deepEqual(next(blueLive), { kind: "restart", slot: "green", services: ["green-app"] });
    assert.deepEqual(next({ app: { blue: 0, green: 100 } }), { kind: "restart", slot: "blue", services: ["blue-app"] });
  });

  const slot = fc.constantFrom(...slots);
  const tasksOf = fc.array(fc.record({ slot, created: fc.nat(40), service: fc.constantFrom("app", "api") }), {
    maxLength: 6,
  });
  const entriesOf = fc.uniqueArray(
    fc.record({ name: fc.constantFrom("a", "b", "c"), rotated: fc.option(fc.nat(40), { nil: undefined }) }),
    { selector: ({ name }) => name },
  );

  it("ends no value that a task still holds, restarts what is old, and comes to an end", () => {
    fc.assert(
      fc.property(tasksOf, entriesOf, fc.subarray(["a", "b", "c"]), slot, (given, kept, chosen, leading) => {
        let tasks = given.map((one) => task(one.slot, one.created, `${one.slot}-${one.service}`));
        let entries = kept.map(({ name, rotated }) => entry(name, rotated));
        const live = { app: { blue: 0, green: 0, [leading]: 100 } };
        const rotated: string[] = [];
        let restarts = 0;
        for (let moment = 50; ; moment++) {
          assert.ok(moment < 90, "comes to no end");
          const wanted = chosen.filter((name) => !rotated.includes(name));
          const step = nextRotationStep({ entries, tasks, live, wanted });
          if (step.kind === "done") break;
          if (step.kind === "rotate") {
            const { rotatedAt } = step.entry;
            assert.ok(rotatedAt === undefined || tasks.every(({ createdAt }) => createdAt >= rotatedAt));
            entries = entries.map((each) => (each.name === step.entry.name ? entry(each.name, moment) : each));
            rotated.push(step.entry.name);
          } else {
            tasks = tasks.map((each) =>
              step.services.includes(each.service) ? task(each.slot, moment, each.service) : each,
            );
            restarts++;
          }
        }
        assert.deepEqual(rotated.sort(), chosen.filter((name) => kept.some((each) => each.name === name)).sort());
        assert.ok(
          entries.every(({ rotatedAt }) => tasks.every(({ createdAt }) => !rotatedAt || createdAt >= rotatedAt)),
        );
        // Twice where old tasks had to go first, each time one slot after the other.
        assert.ok(restarts <= 4, `${restarts} restarts`);
      }),
    );
  });
});

describe("a shift is under way", () => {
  const whole = { blue: 100, green: 0 };
  const cases = [
    ["both slots take requests", { app: { blue: 90, green: 10 } }, { app: { blue: 90, green: 10 } }, /both slots take/],
    [
      "the live weights are not the record's",
      { app: whole },
      { app: { blue: 0, green: 100 } },
      /the record says blue 100/,
    ],
    ["a service is not in the record", {}, { app: whole }, /the record says blue 0, green 0/],
    [
      "services differ",
      { app: whole, api: { blue: 0, green: 100 } },
      { app: whole, api: { blue: 0, green: 100 } },
      /services differ/,
    ],
  ] as const;
  for (const [what, recorded, live, said] of cases) {
    it(`when ${what}`, () => assert.match(shiftUnderWay(recorded, live) ?? "", said));
  }

  it("not when one slot has it all, as recorded", () => {
    assert.equal(shiftUnderWay({ app: whole, api: whole }, { app: whole, api: whole }), undefined);
  });
});
