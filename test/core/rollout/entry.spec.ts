import assert from "node:assert/strict";
import fc from "fast-check";
import { eventKey, isEventKey, timeKey } from "../../../core/rollout/event-key";
import { readEntry } from "../../../core/rollout/entry";
import { happened } from "../../support/events";

const read = (document: unknown) => readEntry(JSON.stringify(document));

describe("evidence that is read", () => {
  it("is what was written", () => {
    const event = happened({ kind: "frozen", reason: "too many guests" });
    assert.deepEqual(read(event)?.event, event);
  });

  it("leaves aside what a newer promenade adds to an event, wherever that is", () => {
    const event = happened({ kind: "weights", weights: { blue: 90, green: 10 }, revision: 4 });
    const newer = { ...event, ticket: "CHG-1", weights: { ...event.weights, grey: 0 } };
    assert.deepEqual(read(newer), { event, written: newer });
  });

  it("is kept as it is where its kind is unknown, or something that an event must have is missing", () => {
    const unknown = { kind: "rehearsed", at: "2026-01-02T12:00:00Z", by: "ada", command: "rehearse" };
    assert.deepEqual(read(unknown), { event: undefined, written: unknown });
    assert.equal(read({ ...happened({ kind: "frozen", reason: "" }), at: "yesterday" })?.event, undefined);
    assert.equal(read({ kind: "frozen", ticket: "CHG-1" })?.event, undefined);
  });

  it("is nothing where it is no document", () => {
    for (const text of ["", "{", '{"kind":"fro', "null", "1", '"frozen"']) assert.equal(readEntry(text), undefined);
  });

  it("never fails, whatever the document", () => {
    fc.assert(fc.property(fc.jsonValue(), (document) => void read(document)));
  });
});

describe("the key of an event", () => {
  const at = "2026-01-02T12:00:00.123Z";

  it("begins with its time, and is a file's name on any system", () => {
    assert.equal(eventKey(at, undefined, "ab12"), "2026-01-02T12-00-00.123Z-ab12");
  });

  it("is never before the one before, however wrong a clock is", () => {
    const time = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
    const random = fc.constantFrom("00", "7f", "ff");
    fc.assert(
      fc.property(fc.array(fc.tuple(time, random), { minLength: 2, maxLength: 20 }), (events) => {
        const keys: string[] = [];
        for (const [when, made] of events) keys.push(eventKey(when.toISOString(), keys.at(-1), made));
        assert.ok(keys.every(isEventKey));
        assert.deepEqual([...keys].sort(), keys);
        assert.equal(new Set(keys).size, keys.length);
      }),
    );
  });

  it("sorts after the time of its event, and before that of any later one", () => {
    assert.ok(timeKey(at) < eventKey(at, undefined, "00"));
    assert.ok(eventKey(at, undefined, "ff") < timeKey("2026-01-02T12:00:00.124Z"));
  });

  it("is told from other names", () => {
    for (const name of ["lease", `${at}-ab`, "2026-01-02T12-00-00.123Z-ab12.json.0f.draft"])
      assert.ok(!isEventKey(name));
  });
});
