import assert from "node:assert/strict";
import * as fc from "fast-check";
import { faultsOf, type Answer } from "../../../core/verification/answer";
import type { RequestCheck } from "../../../core/verification/checks";

const expected = { release: "2.0.0", slot: "green", environment: "dev" } as const;
const check: RequestCheck = {
  ...{ name: "home", path: "/", method: "GET", body: undefined, status: 200, contains: undefined },
  ...{ json: {}, headers: {}, withinSeconds: 5, bothReleases: false },
};
const answer: Answer = {
  status: 200,
  headers: { "x-release": "2.0.0", "content-type": "application/json" },
  body: JSON.stringify({ release: "2.0.0", slot: "green", cart: { items: [{ id: 5 }], open: true, note: null } }),
  seconds: 0.1,
};
const faults = (wanted: Partial<RequestCheck>, given: Partial<Answer> = {}) =>
  faultsOf({ ...check, ...wanted }, { ...answer, ...given }, expected);

describe("an answer", () => {
  it("is right when it is all that its check asks for", () => {
    const json = { release: "{release}", slot: "{slot}", "cart.items.0.id": 5, "cart.open": true, "cart.note": null };
    assert.deepEqual(faults({ json, headers: { "X-Release": "{release}" }, contains: "items" }), []);
  });

  const wrong: readonly [string, Partial<RequestCheck>, Partial<Answer>, RegExp][] = [
    ["another status", {}, { status: 503 }, /^status 503, expected 200$/],
    ["a success where something else is asked for", { status: 404 }, {}, /^status 200, expected 404$/],
    ["an answer that came late", { withinSeconds: 0.05 }, {}, /^answered after 0.1 s, expected within 0.05 s$/],
    ["a text that is missing", { contains: "Checkout" }, {}, /^no "Checkout" in the answer$/],
    [
      "another release's answer",
      { json: { release: "{release}" } },
      { body: '{"release":"1.0.0"}' },
      /"1.0.0", expected "2.0.0"/,
    ],
    ["a number for a text", { json: { "cart.items.0.id": "5" } }, {}, /cart.items.0.id is 5, expected "5"/],
    ["a value that is nowhere", { json: { "cart.total": 3 } }, {}, /cart.total is nothing, expected 3/],
    ["what every object inherits", { json: { "cart.constructor.name": "Object" } }, {}, /is nothing/],
    ["a page for JSON", { json: { release: "2.0.0" } }, { body: "<html>" }, /^the answer is not JSON$/],
    ["a header that is missing", { headers: { "x-slot": "{slot}" } }, {}, /header x-slot is nothing, expected "green"/],
  ];
  for (const [what, wanted, given, fault] of wrong) {
    it(`is wrong with ${what}`, () => {
      const found = faults(wanted, given);
      assert.equal(found.length, 1, found.join("; "));
      assert.match(found[0]!, fault);
    });
  }

  it("that never came is wrong by that alone", () => {
    assert.deepEqual(faultsOf(check, { lost: "no answer: ECONNREFUSED" }, expected), ["no answer: ECONNREFUSED"]);
  });

  it("is told all that is wrong with it at once", () => {
    assert.equal(faults({ contains: "x", json: { a: 1, b: 2 }, withinSeconds: 0.01 }).length, 4);
  });

  it("is judged whatever it holds, and only what it holds can make it right", () => {
    fc.assert(
      fc.property(fc.json(), fc.string({ minLength: 1 }), (body, path) => {
        const found = faults({ json: { [path]: "{release} of nobody" } }, { body });
        assert.equal(found.length, 1);
      }),
    );
  });
});
