import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Surrounded } from "../support/environment";

const nothing = {
  resources: { create: 0, update: 0, replace: 0, delete: 0, same: 1 },
  ...{ changes: [], policies: [], cost: { monthly: 1, before: 1, budget: 2 } },
};

describe("preview-comment", () => {
  let place: Surrounded;
  let folder: string;
  beforeEach(() => {
    place = new Surrounded();
    folder = join(place.root, "previews");
    mkdirSync(folder);
  });
  afterEach(() => place.remove());

  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

  it("is one text of all previews in a folder, by the names of their files", async () => {
    write("stage.json", JSON.stringify(nothing));
    write("dev.json", JSON.stringify(nothing));
    const file = join(place.root, "comment.md");
    const { exitCode, stdout } = await place.run(["preview-comment", folder, "--file", file]);
    assert.equal(exitCode, 0);
    assert.match(stdout, /Nothing changes in `dev`, `stage`\./);
    assert.equal(readFileSync(file, "utf8"), stdout);
  });

  for (const [what, name, text] of [
    ["a preview that said nothing", "dev.json", ""],
    ["a file of something else", "dev.json", '{"a":1}'],
    ["no preview at all", "dev.txt", "{}"],
  ] as const) {
    it(`refuses ${what}: a comment would leave a stack out`, async () => {
      write(name, text);
      const { exitCode, stderr } = await place.run(["preview-comment", folder]);
      assert.equal(exitCode, 2);
      assert.match(stderr, /not what previews have said/);
    });
  }
});
