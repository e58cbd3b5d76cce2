import assert from "node:assert/strict";
import fc from "fast-check";
import { firstRevision, planOwnership } from "../../core/ownership";
import { capacities, slots, type Request, type Slot } from "../../core/release";
import type { RecordedSlot } from "../../core/record";
import { sampleRelease } from "../support/settings";

const revision = fc.integer({ min: 1, max: 50 });
const slot = fc.constantFrom(...slots);
const capacity = fc.constantFrom(...capacities);
const release = { release: "2.0.0", commit: "1234567", images: sampleRelease.images };
const minimum = fc.option(fc.record({ app: fc.integer({ min: 1, max: 20 }) }), { nil: undefined });

const request: fc.Arbitrary<Request> = fc.oneof(
  fc.record({
    kind: fc.constant("traffic" as const),
    revision,
    weights: fc.integer({ min: 0, max: 100 }).map((blue) => ({ blue, green: 100 - blue })),
  }),
  fc
    .record({ kind: fc.constant("slot" as const), revision, slot, capacity, minimum })
    .map((one) => ({ ...one, ...release })),
  fc.record({ kind: fc.constant("capacity" as const), revision, slot, capacity, minimum }),
  fc.record({ kind: fc.constant("migration" as const), revision }).map((one) => ({ ...one, ...release })),
);

/** A record at a revision, with slots of these capacities. */
const recordedAt = (at: number, blue: RecordedSlot["capacity"], green: RecordedSlot["capacity"]) => {
  const slotWith = (own: RecordedSlot["capacity"]): RecordedSlot => ({
    ...{ release: "1.0.0", commit: null, revision: 1, complete: true, capacity: own, images: {}, definitions: {} },
    ...{ minimum: {}, maximum: {}, desired: 0 },
  });
  return { revision: at, slots: { blue: slotWith(blue), green: slotWith(green) } };
};
const record = fc.tuple(revision, capacity, capacity).map((facts) => recordedAt(...facts));

/** Everything that a plan takes from the record, by its owner. */
const lifted = (plan: ReturnType<typeof planOwnership>): string[] => [
  ...(plan.traffic.requested ? ["traffic"] : []),
  ...(plan.migration.requested ? ["migration"] : []),
  ...slots.flatMap((one) => plan.slots[one].lifted.map((part) => `${one} ${part}`)),
];

/** What a request names. */
function named(asked: Request, was: Readonly<Record<Slot, RecordedSlot>>): string[] {
  switch (asked.kind) {
    case "traffic":
    case "migration":
      return [asked.kind];
    case "slot":
      return ["contents", "tasks", "bounds"].map((part) => `${asked.slot} ${part}`);
    case "capacity": {
      const stays = asked.capacity === "full" && was[asked.slot].capacity === "full";
      return (stays ? ["bounds"] : ["tasks", "bounds"]).map((part) => `${asked.slot} ${part}`);
    }
  }
}

describe("ownership", () => {
  it("belongs to the record without a request", () => {
    assert.deepEqual(lifted(planOwnership(sampleRelease, undefined, recordedAt(7, "full", "none"))), []);
  });

  it("seeds an empty stack with the initial release on blue, at full capacity and all traffic", () => {
    const { slots: planned, traffic, migration } = planOwnership(sampleRelease, undefined, undefined);
    assert.deepEqual(planned.blue.release, sampleRelease);
    assert.equal(planned.blue.capacity, "full");
    assert.equal(planned.green.release, undefined);
    assert.equal(planned.green.capacity, "none");
    assert.deepEqual(traffic.weights, { blue: 100, green: 0 });
    assert.deepEqual(migration.release, sampleRelease);
    assert.deepEqual([traffic.revision, migration.revision], [firstRevision, firstRevision]);
  });

  it("leaves both slots empty without an initial release", () => {
    const { slots: planned } = planOwnership(undefined, undefined, undefined);
    for (const one of slots) assert.deepEqual([planned[one].release, planned[one].capacity], [undefined, "none"]);
  });

  it("is lifted by a request for exactly what it names, and only at the record's revision + 1", () => {
    fc.assert(
      fc.property(request, fc.option(record, { nil: undefined }), (asked, recorded) => {
        const plan = planOwnership(sampleRelease, asked, recorded);
        const taken = recorded !== undefined && asked.revision === recorded.revision + 1;
        assert.deepEqual(lifted(plan), taken ? named(asked, recorded.slots) : []);
        assert.equal(plan.ignored === undefined, taken);
      }),
    );
  });

  it("plans what the request says, for what it names alone", () => {
    fc.assert(
      fc.property(request, record, (asked, recorded) => {
        const own = { ...asked, revision: recorded.revision + 1 };
        const plan = planOwnership(undefined, own, recorded);
        const seed = planOwnership(undefined, undefined, recorded);
        switch (own.kind) {
          case "traffic":
            assert.deepEqual(plan.traffic, { weights: own.weights, revision: own.revision, requested: true });
            return assert.deepEqual(plan.slots, seed.slots);
          case "migration":
            assert.deepEqual(plan.migration, { release, evidence: {}, revision: own.revision, requested: true });
            return assert.deepEqual(plan.slots, seed.slots);
          default: {
            const { capacity: has, minimum: keeps, revision: at, release: runs } = plan.slots[own.slot];
            assert.deepEqual([has, keeps, at], [own.capacity, own.minimum ?? {}, own.revision]);
            return assert.deepEqual(runs, own.kind === "slot" ? release : undefined);
          }
        }
      }),
    );
  });

  it("never tells a slot that is full and stays so how many tasks it has: it may have grown since", () => {
    const asked = { kind: "capacity", revision: 5, slot: "blue", capacity: "full", minimum: { app: 3 } } as const;
    assert.deepEqual(planOwnership(undefined, asked, recordedAt(4, "full", "none")).slots.blue.lifted, ["bounds"]);
    const grown = planOwnership(undefined, asked, recordedAt(4, "one", "full")).slots.blue;
    assert.deepEqual(grown.lifted, ["tasks", "bounds"]);
  });

  it("says why a stale request is left out and what to do", () => {
    const stale: Request = { kind: "traffic", revision: 3, weights: { blue: 0, green: 100 } };
    assert.match(
      planOwnership(undefined, stale, recordedAt(3, "full", "none")).ignored ?? "",
      /record is at revision 3, so only 4 is taken; remove/,
    );
    assert.match(planOwnership(undefined, stale, undefined).ignored ?? "", /the stack is empty/);
  });
});
