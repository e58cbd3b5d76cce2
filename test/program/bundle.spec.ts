import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkout } from "../support/environment";

/** A checkout of one function, and of the packages that bundle it. */
describe("a function's bundle", function () {
  this.timeout(20_000);
  let folder: string;
  let bundled: (name: string) => Promise<string>;
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const link = (name: string) => {
    mkdirSync(dirname(join(folder, "node_modules", name)), { recursive: true });
    symlinkSync(join(checkout, "node_modules", name), join(folder, "node_modules", name));
  };
  const answer = async () => {
    const file = await bundled("hello");
    const { handler } = require(file) as { handler: () => string };
    return handler();
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "promenade-bundle-"));
    for (const name of ["esbuild", "@pulumi/pulumi"]) link(name);
    mkdirSync(join(folder, "program"));
    cpSync(join(checkout, "program", "bundle.ts"), join(folder, "program", "bundle.ts"));
    write("functions/hello/handler.ts", `import { word } from "./word"; export const handler = (): string => word;`);
    write("functions/hello/word.ts", `export const word = "hello";`);
    ({ bundled } = require(join(folder, "program", "bundle.ts")) as { bundled: typeof bundled });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("is made once", async () => {
    assert.equal(await answer(), "hello");
    rmSync(join(folder, "node_modules", "esbuild"));
    write("node_modules/esbuild/index.js", `exports.build = () => { throw new Error("asked again"); };`);
    assert.equal(await answer(), "hello");
  });

  for (const [what, change] of Object.entries({
    "a file of it": () => write("functions/hello/word.ts", `export const word = "goodbye";`),
    "its main file": () => write("functions/hello/handler.ts", `export const handler = () => "goodbye";`),
    "one that takes another's place": () => {
      rmSync(join(folder, "functions", "hello", "word.ts"));
      write("functions/hello/word.js", `exports.word = "goodbye";`);
    },
  })) {
    it(`is made anew when ${what} changes`, async () => {
      assert.equal(await answer(), "hello");
      change();
      assert.equal(await answer(), "goodbye");
    });
  }

  it("is the same file for the same sources", async () => {
    const first = await bundled("hello");
    write("node_modules/.package-lock.json", "{}");
    assert.equal(await bundled("hello"), first);
    write("node_modules/.cache/promenade/hello/made.json", "half a rec");
    assert.equal(await bundled("hello"), first);
    rmSync(first);
    assert.match(readFileSync(await bundled("hello"), "utf8"), /hello/);
  });
});
