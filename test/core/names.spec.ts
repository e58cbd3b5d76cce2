import assert from "node:assert/strict";
import fc from "fast-check";
import { physicalName, replaceableName } from "../../core/names";

const part = fc.stringMatching(/^[a-z][a-z0-9]{0,30}$/);
const parts = fc.array(part, { minLength: 1, maxLength: 4 });

describe("a physical name", () => {
  it("is the parts joined by hyphens while that fits", () => {
    assert.equal(physicalName(["dev", "app", "blue"], 32), "dev-app-blue");
  });

  it("never exceeds its limit nor ends in a hyphen", () => {
    fc.assert(
      fc.property(parts, fc.integer({ min: 12, max: 40 }), (given, limit) => {
        const name = physicalName(given, limit);
        assert.ok(name.length <= limit, name);
        assert.match(name, /^[a-z][a-z0-9-]*[a-z0-9]$|^[a-z]$/);
      }),
    );
  });

  it("keeps names apart that differ only behind the cut", () => {
    const long = "a".repeat(40);
    assert.notEqual(physicalName([long, "blue"], 32), physicalName([long, "green"], 32));
  });
});

describe("a replaceable name", () => {
  it("changes with what forces replacement, and only with that", () => {
    const name = (port: number) => replaceableName(["dev", "app", "blue"], { port }, 32);
    assert.equal(name(8080), name(8080));
    assert.notEqual(name(8080), name(9090));
  });

  it("never exceeds its limit", () => {
    fc.assert(fc.property(parts, (given) => replaceableName(given, { port: 1 }, 32).length <= 32));
  });
});
