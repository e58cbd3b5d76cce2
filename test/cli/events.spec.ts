import assert from "node:assert/strict";
import { errors, policyResults, resourceChanges, type EngineEvent } from "../../cli/events";

const error = (message: string): EngineEvent => ({ diagnosticEvent: { message, severity: "error" } });
const violation = (message: string): EngineEvent => ({
  policyEvent: {
    message,
    policyName: "env-tag",
    policyPackName: "naming",
    enforcementLevel: "mandatory",
    resourceUrn: "urn:x",
  },
});

describe("what the engine tells of an operation", () => {
  it("counts resources, with zero for what did not happen", () => {
    const events = [{ summaryEvent: { resourceChanges: { create: 2, same: 1 } } }];
    assert.deepEqual(resourceChanges(events), { create: 2, update: 0, replace: 0, delete: 0, same: 1 });
    assert.deepEqual(resourceChanges([]), { create: 0, update: 0, replace: 0, delete: 0, same: 0 });
  });

  it("names each policy finding once, without colour marks", () => {
    const found = policyResults([violation("<{%reset%}>tag it<{%reset%}>\n"), violation("tag it"), error("x")]);
    assert.deepEqual(found, [
      { pack: "naming", rule: "env-tag", enforcement: "mandatory", message: "tag it", urn: "urn:x" },
    ]);
  });

  it("gives the errors that say something, each once", () => {
    assert.deepEqual(errors([error("no such zone\n"), error("no such zone"), error("update failed")]), [
      "no such zone",
    ]);
    assert.deepEqual(errors([error("update failed")]), ["update failed"]);
  });
});
