import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadSchema } from "../../../sandbox/schema/cache";
import { readDeclarations } from "../../../sandbox/schema/declarations";
import { validate } from "../../../sandbox/schema/validate";

describe("schema from an SDK's declarations", () => {
  const directory = mkdtempSync(join(tmpdir(), "promenade-schema-"));
  after(() => rmSync(directory, { recursive: true, force: true }));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  };

  before(() => {
    write("package.json", '{ "name": "toys", "version": "1.2.3" }');
    write(
      "types/input.d.ts",
      `import * as pulumi from "@pulumi/pulumi";
       export interface Plain { flag: pulumi.Input<boolean>; }
       export declare namespace box {
         interface Lid { colour: pulumi.Input<string>; hinges?: pulumi.Input<pulumi.Input<inputs.box.Hinge>[] | undefined>; }
         interface Hinge { size?: pulumi.Input<number | undefined>; lid?: pulumi.Input<inputs.box.Lid | undefined>; }
       }`,
    );
    write(
      "box/toy.d.ts",
      `export declare class Toy extends pulumi.CustomResource {
         static get(name: string): Toy;
         readonly arn: pulumi.Output<string>;
         readonly size: pulumi.Output<number | undefined>;
         constructor(name: string, args: ToyArgs);
       }
       export interface ToyState { nothing?: pulumi.Input<string>; }
       export interface ToyArgs {
         name: pulumi.Input<string>;
         size?: pulumi.Input<number | undefined>;
         open?: pulumi.Input<boolean | undefined>;
         parts?: pulumi.Input<pulumi.Input<string>[] | undefined>;
         tags?: pulumi.Input<{ [key: string]: pulumi.Input<string> } | undefined>;
         lid?: pulumi.Input<inputs.box.Lid | undefined>;
         plain?: pulumi.Input<inputs.Plain | undefined>;
         policy?: pulumi.Input<string | inputs.Plain | undefined>;
         owner?: pulumi.Input<string | Role | undefined>;
         kind?: pulumi.Input<string | enums.box.Kind | undefined>;
       }`,
    );
  });

  const TOY = "toys:box/toy:Toy";
  const schema = () => readDeclarations(directory, [TOY]);

  it("has every argument with its type, and what is required", () => {
    assert.deepEqual(schema().resources[TOY]?.properties, {
      name: { type: "string", required: true },
      size: { type: "number" },
      open: { type: "boolean" },
      parts: { type: { array: "string" } },
      tags: { type: { map: "string" } },
      lid: { type: { object: "box.Lid" } },
      plain: { type: { object: "Plain" } },
      policy: { type: { oneOf: ["string", { object: "Plain" }] } },
      owner: { type: "string" },
      kind: { type: "string" },
    });
  });

  it("has the outputs, and which may be left out", () => {
    assert.deepEqual(schema().resources[TOY]?.outputs, { arn: {}, size: { optional: true } });
  });

  it("follows nested types, also when they name each other", () => {
    assert.deepEqual(schema().objects["box.Hinge"]?.properties["lid"], { type: { object: "box.Lid" } });
    assert.deepEqual(Object.keys(schema().objects).sort(), ["Plain", "box.Hinge", "box.Lid"]);
  });

  it("says which class is missing", () => {
    assert.throws(() => readDeclarations(directory, ["toys:box/toy:Doll"]), /declares no class Doll/);
  });

  const problems = (inputs: Record<string, unknown>) =>
    validate(schema(), TOY, inputs, (value) => value === "?").map(({ path, reason }) => `${path}: ${reason}`);

  for (const [what, inputs, expected] of [
    ["nothing wrong", { name: "a", tags: { x: "y" }, lid: { colour: "red", hinges: [{ size: 1 }] } }, []],
    ["values not known yet", { name: "?", size: "?", lid: "?", parts: ["?"] }, []],
    [
      "a missing argument",
      {},
      ['name: Missing required argument. The argument "name" is required, but no definition was found.'],
    ],
    [
      "a nested missing argument",
      { name: "a", lid: {} },
      ['lid.colour: Missing required argument. The argument "colour" is required, but no definition was found.'],
    ],
    [
      "a misspelt argument",
      { name: "a", szie: 1 },
      ['szie: Unsupported argument. An argument named "szie" is not expected here. Did you mean "size"?'],
    ],
    [
      "an unknown argument",
      { name: "a", wheels: 1 },
      ['wheels: Unsupported argument. An argument named "wheels" is not expected here.'],
    ],
    [
      "a nested misspelt argument",
      { name: "a", lid: { colour: "red", hinges: [{}, { Size: 1 }] } },
      ['lid.hinges[1].Size: Unsupported argument. An argument named "Size" is not expected here. Did you mean "size"?'],
    ],
    [
      "a wrong type",
      { name: "a", size: "large" },
      ['size: Inappropriate value for argument "size": expected type number, found string.'],
    ],
    [
      "an object for a list",
      { name: "a", parts: {} },
      ['parts: Inappropriate value for argument "parts": expected type list, found object.'],
    ],
    [
      "a list of the wrong type",
      { name: "a", parts: ["x", 1] },
      ['parts[1]: Inappropriate value for argument "parts[1]": expected type string, found number.'],
    ],
    [
      "a map of the wrong type",
      { name: "a", tags: { x: 1 } },
      ['tags.x: Inappropriate value for argument "tags.x": expected type string, found number.'],
    ],
    ["an object of a union", { name: "a", policy: { flag: true } }, []],
  ] as const) {
    it(`finds ${what}`, () => assert.deepEqual(problems(inputs), expected));
  }

  it("is the same from the cache, and for two that build it at once", async () => {
    const types = ["random:index/randomId:RandomId", "random:index/randomPet:RandomPet"];
    const [one, other] = await Promise.all([loadSchema("@pulumi/random", types), loadSchema("@pulumi/random", types)]);
    assert.deepEqual(one, other);
    assert.deepEqual(await loadSchema("@pulumi/random", types), one);
    assert.deepEqual(one.resources[types[0] ?? ""]?.properties["byteLength"], { type: "number", required: true });
  });
});
