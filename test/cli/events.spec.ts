import assert from "node:assert/strict";
import {
  changedResources,
  driftOf,
  errors,
  plannedResources,
  policyResults,
  resourceChanges,
  type EngineEvent,
} from "../../cli/events";

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
    assert.deepEqual(
      found.map(({ pack, rule, enforcement, message, urn }) => [pack, rule, enforcement, message, urn]),
      [["naming", "env-tag", "mandatory", "tag it", "urn:x"]],
    );
  });

  it("tells what there would be, each resource once, without what is deleted", () => {
    const planned = (urn: string, size: number | undefined): EngineEvent => ({
      resourcePreEvent: { metadata: { urn, new: size === undefined ? null : { urn, type: "t", inputs: { size } } } },
    });
    // A replacement comes as the deletion of the old one, the replacement, and the new one; the last word counts.
    const events = [planned("a", 1), planned("b", undefined), planned("a", 2)];
    assert.deepEqual(plannedResources(events), [{ urn: "a", type: "t", inputs: { size: 2 } }]);
  });

  it("tells what changes, a replacement once, and of properties the names alone", () => {
    const step = (op: string, more: object = {}): EngineEvent => ({
      resourcePreEvent: { metadata: { op, urn: `urn:pulumi:dev::promenade::t::${op}d`, type: "t", ...more } },
    });
    const events = [
      ...[
        step("same"),
        step("create", { type: "pulumi:providers:aws" }),
        step("create", { diffs: [] }),
        step("refresh"),
        step("read"),
      ],
      step("update", { detailedDiff: { "tags.a": { inputDiff: true } }, diffs: ["tags"] }),
      ...[step("create-replacement"), step("replace", { diffs: ["size"] }), step("delete-replaced"), step("delete")],
    ];
    assert.deepEqual(
      changedResources(events).map(({ operation, name, type, properties }) => [operation, name, type, properties]),
      [
        ["create", "created", "t", []],
        ["update", "updated", "t", ["tags.a"]],
        ["replace", "replaced", "t", ["size"]],
        ["delete", "deleted", "t", []],
      ],
    );
  });

  it("tells which resources differ from the record, in which properties, and which are gone", () => {
    const step = (name: string, more: object): EngineEvent => ({
      resOutputsEvent: { metadata: { op: "same", urn: `urn:pulumi:dev::promenade::t::${name}`, type: "t", ...more } },
    });
    const events = [
      step("kept", {}),
      step("grown", { op: "update", detailedDiff: { "tags.a": {}, size: {} }, diffs: ["tags", "size"] }),
      step("moved", { op: "update", detailedDiff: null, diffs: ["place"] }),
      step("lost", { op: "delete" }),
    ];
    assert.deepEqual(driftOf(events), [
      "grown (t) differs in tags.a, size",
      "moved (t) differs in place",
      "lost (t) is gone",
    ]);
  });

  it("gives the errors that say something, each once", () => {
    assert.deepEqual(errors([error("no such zone\n"), error("no such zone"), error("update failed")]), [
      "no such zone",
    ]);
    assert.deepEqual(errors([error("update failed")]), ["update failed"]);
  });
});
