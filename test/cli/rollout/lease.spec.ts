import assert from "node:assert/strict";
import type { EvidenceStore } from "../../../cli/ports/evidence/store";
import { driverIn, takeLease } from "../../../cli/rollout/lease";

const holder = { owner: "anna", command: "promenade traffic shift", since: "2026-03-02T12:00:00Z" };
const asked = { owner: "ben", command: "promenade traffic resume", stack: "prod", force: false };

describe("a lease that somebody else has", () => {
  const store = { take: async () => ({ heldBy: holder }) } as unknown as EvidenceStore;

  it("refuses, and says who has it: what yields knows by that whom it leaves it to", async () => {
    const error: unknown = await takeLease(store, asked).catch((thrown: unknown) => thrown);
    assert.match(String(error), /somebody else moves its traffic[^]*traffic shift, by anna/);
    assert.deepEqual(driverIn(error), holder);
    assert.equal(driverIn(new Error("another one")), undefined);
  });
});
