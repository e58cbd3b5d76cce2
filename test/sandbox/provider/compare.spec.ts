import assert from "node:assert/strict";
import { compare } from "../../../sandbox/provider/compare";
import { diffResponse } from "../../../sandbox/provider/diff";
import type { Model } from "../../../sandbox/provider/model";
import { UNKNOWN } from "../../../sandbox/provider/values";

const model: Model = {
  type: "aws:x/y:Y",
  id: () => "y",
  replaceOn: ["name", "port"],
  unique: [{ by: ["name"], code: "Taken" }],
  json: { policy: "policy", containers: "document" },
};

const changes = (olds: object, news: object): string[] =>
  compare(model, { ...olds }, { ...news }).map(({ kind, path, replaces }) => `${kind} ${path}${replaces ? " !" : ""}`);

describe("what a change of inputs means", () => {
  for (const [what, olds, news, expected] of [
    ["nothing", { a: 1, b: ["x"] }, { a: 1, b: ["x"] }, []],
    ["a changed value", { a: 1 }, { a: 2 }, ["update a"]],
    ["a new and a removed one", { a: 1 }, { b: 1 }, ["delete a", "add b"]],
    ["a replacing one", { name: "x" }, { name: "y" }, ["update name !"]],
    ["another region", { region: "a" }, { region: "b" }, ["update region !"]],
    ["a value not known yet", { port: 1 }, { port: UNKNOWN }, ["update port !"]],
    [
      "the place of a nested change",
      { tags: { a: 1, "b.c": 2 } },
      { tags: { a: 1, "b.c": 3 } },
      ['update tags["b.c"]'],
    ],
    [
      "an item of a list",
      { l: [{ x: 1 }, { x: 2 }] },
      { l: [{ x: 1 }, { x: 3 }, { x: 4 }] },
      ["update l[1].x", "add l[2]"],
    ],
    ["no change in the order of texts", { ids: ["a", "b"] }, { ids: ["b", "a"] }, []],
    [
      "a change in the order of objects",
      { l: [{ x: 1 }, { x: 2 }] },
      { l: [{ x: 2 }, { x: 1 }] },
      ["update l[0].x", "update l[1].x"],
    ],
    ["no change in what the engine keeps for itself", { __defaults: ["a"] }, { __defaults: [] }, []],
    ["no change in a policy's order", { policy: '{"a":["x","y"],"b":1}' }, { policy: '{"b":1,"a":["y","x"]}' }, []],
    ["no change from a text to a list of it", { policy: '{"a":["x"]}' }, { policy: '{"a":"x"}' }, []],
    ["a change in a policy", { policy: '{"a":["x"]}' }, { policy: '{"a":["x","z"]}' }, ["update policy"]],
    ["no change in a document's key order", { containers: '[{"a":1,"b":2}]' }, { containers: '[{"b":2,"a":1}]' }, []],
    [
      "a change in a command's order",
      { containers: '[{"c":["a","b"]}]' },
      { containers: '[{"c":["b","a"]}]' },
      ["update containers"],
    ],
  ] as const) {
    it(`finds ${what}`, () => assert.deepEqual(changes(olds, news), expected));
  }

  it("deletes first what is replaced under a name that the program chose", () => {
    const replaced = (olds: object, news: object) =>
      diffResponse(model, { ...olds }, { ...news }).getDeletebeforereplace();
    assert.equal(replaced({ name: "x", port: 1 }, { name: "x", port: 2 }), true);
    assert.equal(replaced({ name: "x", port: 1 }, { name: "y", port: 2 }), false);
    assert.equal(replaced({ name: "x", port: 1 }, { name: "x", port: 2, __defaults: ["name"] }), false);
    assert.equal(replaced({ name: "x", a: 1 }, { name: "x", a: 2 }), false);
  });
});
