import assert from "node:assert/strict";
import fc from "fast-check";
import { firstRevision, planOwnership } from "../../core/ownership";
import { slots, type Request } from "../../core/release";
import { sampleRelease } from "../support/settings";

const request = fc.oneof(
  fc.record({
    kind: fc.constant("traffic" as const),
    revision: fc.integer({ min: 1, max: 50 }),
    weights: fc.integer({ min: 0, max: 100 }).map((blue) => ({ blue, green: 100 - blue })),
  }),
  fc.record({
    kind: fc.constant("slot" as const),
    revision: fc.integer({ min: 1, max: 50 }),
    slot: fc.constantFrom(...slots),
    capacity: fc.constantFrom("none" as const, "one" as const, "full" as const),
    release: fc.constant("2.0.0"),
    images: fc.constant(sampleRelease.images),
  }),
);

const requested = (plan: ReturnType<typeof planOwnership>): string[] => [
  ...(plan.traffic.requested ? ["traffic"] : []),
  ...slots.filter((slot) => plan.slots[slot].requested),
];

describe("ownership", () => {
  it("belongs to the record without a request", () => {
    assert.deepEqual(requested(planOwnership(sampleRelease, undefined, 7)), []);
  });

  it("seeds an empty stack with the initial release on blue, at full capacity and all traffic", () => {
    const { slots: planned, traffic } = planOwnership(sampleRelease, undefined, undefined);
    assert.deepEqual(planned.blue.release, sampleRelease);
    assert.equal(planned.blue.capacity, "full");
    assert.equal(planned.green.release, undefined);
    assert.equal(planned.green.capacity, "none");
    assert.deepEqual(traffic.weights, { blue: 100, green: 0 });
    assert.equal(traffic.revision, firstRevision);
  });

  it("leaves both slots empty without an initial release", () => {
    const { slots: planned } = planOwnership(undefined, undefined, undefined);
    for (const slot of slots) assert.deepEqual([planned[slot].release, planned[slot].capacity], [undefined, "none"]);
  });

  it("is lifted by a request for exactly what it names, and only at the record's revision + 1", () => {
    fc.assert(
      fc.property(
        request,
        fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
        (asked: Request, recorded) => {
          const plan = planOwnership(sampleRelease, asked, recorded);
          const taken = recorded !== undefined && asked.revision === recorded + 1;
          const expected = asked.kind === "traffic" ? "traffic" : asked.slot;
          assert.deepEqual(requested(plan), taken ? [expected] : []);
          assert.equal(plan.ignored === undefined, taken);
        },
      ),
    );
  });

  it("says why a stale request is left out and what to do", () => {
    const stale: Request = { kind: "traffic", revision: 3, weights: { blue: 0, green: 100 } };
    assert.match(
      planOwnership(undefined, stale, 3).ignored ?? "",
      /record is at revision 3, so only 4 is taken; remove/,
    );
    assert.match(planOwnership(undefined, stale, undefined).ignored ?? "", /the stack is empty/);
  });
});
