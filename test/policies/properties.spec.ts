import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { policies } from "./pack";
import { run } from "./process";

/** Reads what it is given by the SDK's own messages, then as a pack does: in a process of its own, for it stays so. */
const script = `
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");
const [module_, file] = process.argv.slice(1);
const sdk = createRequire(createRequire(module_).resolve("@pulumi/pulumi/package.json"));
const { Struct } = sdk("google-protobuf/google/protobuf/struct_pb.js");
const sent = JSON.parse(readFileSync(file, "utf8")).map((props) => Struct.fromJavaScript(props).serializeBinary());
const read = () => sent.map((bytes) => JSON.stringify(Struct.deserializeBinary(bytes).toJavaScript()));
const usual = read();
require(module_).readAtOnce(Struct);
process.stdout.write(JSON.stringify([usual, read()]));
`;

const text = fc.string({ unit: "binary" });
const { props } = fc.letrec((tie) => ({
  props: fc.dictionary(
    text.filter((name) => name !== "__proto__"),
    tie("value"),
    { maxKeys: 6 },
  ),
  value: fc.oneof(
    { depthSize: "small" },
    ...[fc.constant(null), fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), text],
    ...[fc.array(tie("value"), { maxLength: 5 }), tie("props")],
  ),
}));

describe("resources' properties, as a pack reads them", () => {
  it("are what the SDK's messages hold, in the same order", async () => {
    const folder = mkdtempSync(join(tmpdir(), "promenade-properties-"));
    try {
      const file = join(folder, "sent.json");
      const long = { long: "ä".repeat(70_000), many: Array.from({ length: 300 }, (_, at) => ({ [`${at}`]: at })) };
      writeFileSync(file, JSON.stringify([{}, long, ...fc.sample(props, 300)]));
      const { stdout } = await run("node", ["-e", script, join(policies, "guardrails", "properties.js"), file], {
        folder,
      });
      const [usual, own] = JSON.parse(stdout) as [readonly string[], readonly string[]];
      assert.equal(own.length, 302);
      assert.deepEqual(own, usual);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("are read alike by both packs", () => {
    const [one, other] = ["guardrails", "naming"].map((name) => readFileSync(join(policies, name, "properties.js")));
    assert.deepEqual(one, other);
  });
});
