import assert from "node:assert/strict";
import { Stateless } from "../../../sandbox/provider/stateless";
import type { Properties } from "../../../sandbox/cloud";
import { check } from "../../../sandbox/provider/check";
import { compare } from "../../../sandbox/provider/compare";
import { random } from "../../../sandbox/random/package";
import { loadSchema } from "../../../sandbox/schema/cache";

const control = new Stateless();

describe("random values", () => {
  let schema: Awaited<ReturnType<typeof loadSchema>>;
  before(async () => {
    schema = await loadSchema(
      random.sdk,
      random.models.map(({ type }) => type),
    );
  });

  const modelOf = (name: string) => random.models.find(({ type }) => type.endsWith(`:${name}`))!;
  const checked = (name: string, inputs: Properties) => check(modelOf(name), schema, { inputs, name: "it" });
  const create = (name: string, inputs: Properties) =>
    control.create(modelOf(name), "it", { inputs: checked(name, inputs).inputs, secrets: [] });
  const value = async (name: string, inputs: Properties, output = "result") =>
    (await create(name, inputs)).outputs[output];

  it("passwords have the length and kinds that were asked for", async () => {
    for (let round = 0; round < 200; round++) {
      const result = String(
        await value("RandomPassword", {
          length: 8,
          minUpper: 2,
          minNumeric: 2,
          minSpecial: 2,
          minLower: 2,
          overrideSpecial: "!-",
        }),
      );
      assert.match(result, /^[A-Za-z0-9!-]{8}$/);
      for (const kind of [/[a-z]/g, /[A-Z]/g, /[0-9]/g, /[!-]/g]) {
        assert.ok((result.match(kind)?.length ?? 0) >= 2, result);
      }
    }
    assert.match(
      String(await value("RandomPassword", { length: 300, special: false, upper: false })),
      /^[a-z0-9]{300}$/,
    );
  });

  it("passwords and bytes are secret", async () => {
    assert.ok((await create("RandomPassword", { length: 8 })).secrets?.includes("result"));
    assert.deepEqual((await create("RandomBytes", { length: 8 })).secrets, ["base64", "hex"]);
  });

  it("are stable: reading gives the state back", async () => {
    const made = await create("RandomPassword", { length: 20 });
    assert.deepEqual((await control.read(modelOf("RandomPassword"), made))?.outputs, made.outputs);
  });

  it("are made anew when anything they came from changes, keepers too", () => {
    const model = modelOf("RandomPassword");
    const changes = compare(model, { length: 8, keepers: { a: "1" } }, { length: 8, keepers: { a: "2" } });
    assert.deepEqual(
      changes.map(({ path, replaces }) => [path, replaces]),
      [["keepers.a", true]],
    );
  });

  it("ids say one number in every notation", async () => {
    const { id, outputs } = await create("RandomId", { byteLength: 4, prefix: "p-" });
    const bytes = Buffer.from(id, "base64url");
    assert.equal(bytes.length, 4);
    assert.deepEqual(
      [outputs["hex"], outputs["b64Url"], outputs["b64Std"], outputs["dec"]],
      [`p-${bytes.toString("hex")}`, `p-${id}`, `p-${bytes.toString("base64")}`, `p-${bytes.readUInt32BE()}`],
    );
  });

  it("uuids, pets, integers and shuffles are what they say", async () => {
    assert.match(
      String(await value("RandomUuid", {})),
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    assert.match((await create("RandomPet", { length: 3, prefix: "my" })).id, /^my-[a-z]+-[a-z]+-[a-z]+$/);
    const numbers = await Promise.all(Array.from({ length: 100 }, () => value("RandomInteger", { min: 1, max: 3 })));
    assert.deepEqual([...new Set(numbers)].sort(), [1, 2, 3]);
    const results = (await value("RandomShuffle", { inputs: ["a", "b", "c"], resultCount: 5 }, "results")) as string[];
    assert.equal(results.length, 5);
    assert.deepEqual([...results.slice(0, 3)].sort(), ["a", "b", "c"]);
    assert.deepEqual(await value("RandomShuffle", { inputs: [] }, "results"), []);
  });

  for (const [name, inputs, said] of [
    ["RandomPassword", {}, /The argument "length" is required/],
    ["RandomPassword", { length: 3, minLower: 4 }, /must be at least sum of .* \(4\), got: 3/],
    [
      "RandomPassword",
      { length: 3, lower: false, upper: false, numeric: false, special: false },
      /At least one attribute/,
    ],
    ["RandomString", { length: 0 }, /in the range/],
    ["RandomId", { byteLength: 0 }, /in the range/],
    ["RandomId", { bytelength: 4 }, /Did you mean "byteLength"\?/],
    ["RandomInteger", { min: 5, max: 1 }, /The minimum \(min\) value needs to be smaller/],
  ] as const) {
    it(`refuse ${name} of ${JSON.stringify(inputs)}`, () => {
      const { problems } = checked(name, { ...inputs });
      assert.match(problems.map(({ reason }) => reason).join("\n"), said);
    });
  }
});
