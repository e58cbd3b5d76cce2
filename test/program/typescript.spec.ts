import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkout } from "../support/environment";
import { run } from "../policies/process";

/** Says how often it was asked, and strips nothing. */
const sucrase = `
const { appendFileSync } = require("node:fs");
exports.transform = (source, { filePath }) => {
  appendFileSync(__dirname + "/asked", "x");
  if (source.includes("<<<<")) throw new Error("Error transforming " + filePath);
  return { code: source };
};
`;

describe("TypeScript as the program, the packs and the command line load it", () => {
  let folder: string;
  let kept: string;
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  const asked = () => readFileSync(join(folder, "node_modules", "sucrase", "asked"), "utf8").length;
  const load = (file = "one.ts") =>
    run(process.execPath, ["-e", `require("./typescript.js"); require("./${file}")`], { folder });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "promenade-typescript-"));
    kept = join(folder, "node_modules", ".cache", "sucrase");
    mkdirSync(join(folder, "node_modules", "sucrase"), { recursive: true });
    cpSync(join(checkout, "program", "typescript.js"), join(folder, "typescript.js"));
    write("node_modules/sucrase/package.json", `{ "main": "index.js" }`);
    write("node_modules/sucrase/index.js", sucrase);
    write("one.ts", `console.log("one")`);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("a file is stripped once, until it changes", async () => {
    for (let time = 0; time < 3; time++) assert.equal((await load()).stdout, "one\n");
    assert.equal(asked(), 1);
    write("one.ts", `console.log("another")`);
    assert.equal((await load()).stdout, "another\n");
    assert.equal(asked(), 2);
    write("one.ts", `console.log("one")`);
    assert.equal((await load()).stdout, "one\n");
    assert.equal(asked(), 2);
    assert.deepEqual(
      readdirSync(kept).map((file) => /^[0-9a-f]{64}\.js$/.test(file)),
      [true, true],
    );
  });

  it("two files that say the same are two modules", async () => {
    write("two.ts", `console.log(__filename.slice(-6)); require("./three.ts")`);
    write("three.ts", `console.log(__filename.slice(-8))`);
    write("four.ts", `console.log(__filename.slice(-8))`);
    assert.equal((await load("two.ts")).stdout, "two.ts\nthree.ts\n");
    assert.equal((await load("four.ts")).stdout, "/four.ts\n");
  });

  it("works where nothing can be written", async () => {
    mkdirSync(dirname(kept));
    writeFileSync(kept, "in the way");
    assert.equal((await load()).stdout, "one\n");
  });

  it("one that cannot be stripped is told by its name", async () => {
    write("one.ts", "<<<<");
    const { exitCode, output } = await load();
    assert.notEqual(exitCode, 0);
    assert.match(output, /Error transforming .*one\.ts/);
    assert.deepEqual(readdirSync(join(folder, "node_modules")), ["sucrase"]);
  });
});
