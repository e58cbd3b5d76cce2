import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { flowNames } from "../../flows/load";
import { flowJsonSchema } from "../../flows/json-schema";

const folder = join(__dirname, "..", "..", "flows");
const file = join(folder, "schema.json");

describe("flows/schema.json", () => {
  it("says what the program checks; otherwise this test writes it anew with UPDATE_SNAPSHOTS=1", () => {
    if (process.env["UPDATE_SNAPSHOTS"] === "1") writeFileSync(file, flowJsonSchema());
    assert.equal(readFileSync(file, "utf8"), flowJsonSchema());
  });

  it("knows the parts of a flow, and no others", () => {
    const { properties, additionalProperties, required } = JSON.parse(flowJsonSchema()) as {
      properties: Record<string, unknown>;
      additionalProperties: unknown;
      required: string[];
    };
    assert.deepEqual(Object.keys(properties), [
      ...["name", "description", "roles", "branches", "tags", "environments", "paths", "hotfix", "mirrors"],
    ]);
    assert.equal(additionalProperties, false);
    assert.deepEqual(required, ["name", "description", "environments", "paths"]);
  });

  for (const name of flowNames()) {
    it(`has nothing against ${name}, and something against it with a word misspelt`, () => {
      const text = readFileSync(join(folder, `${name}.yaml`), "utf8");
      const schema = z.fromJSONSchema(JSON.parse(flowJsonSchema()) as z.core.JSONSchema.JSONSchema);
      assert.ok(schema.safeParse(parse(text)).success);
      for (const misspelt of [text.replace("purpose:", "porpose:"), text.replace("tier: prod", "tier: production")]) {
        assert.ok(!schema.safeParse(parse(misspelt)).success);
      }
    });

    it(`is what editors check ${name} by`, () => {
      const [first] = readFileSync(join(folder, `${name}.yaml`), "utf8").split("\n");
      assert.equal(first, "# yaml-language-server: $schema=schema.json");
    });
  }
});
