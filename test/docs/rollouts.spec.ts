import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { backPhases } from "../../core/rollout/back";
import { diagram } from "../../core/rollout/diagram";
import { forwardPhases } from "../../core/rollout/forward";

const file = join(__dirname, "..", "..", "docs", "rollouts.md");
const block = /<!-- machine -->[^]*<!-- \/machine -->/;
const drawn = `<!-- machine -->\n\n\`\`\`mermaid\n${diagram()}\n\`\`\`\n\n<!-- /machine -->`;

describe("docs/rollouts.md", () => {
  it("shows the machine as it is; otherwise this test draws it anew with UPDATE_SNAPSHOTS=1", () => {
    const text = readFileSync(file, "utf8");
    if (process.env["UPDATE_SNAPSHOTS"] === "1")
      writeFileSync(
        file,
        text.replace(block, () => drawn),
      );
    assert.equal(block.exec(readFileSync(file, "utf8"))?.[0], drawn);
  });

  it("shows every part of both ways, in the machine's order", () => {
    const parts = [...diagram().matchAll(/^ {2}state "(\w+)" as \w+$/gm)].map(([, name]) => name);
    assert.deepEqual(parts, [...Object.keys(forwardPhases), ...Object.keys(backPhases)]);
  });
});
