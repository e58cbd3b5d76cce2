import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { policiesPage } from "../../docs/policies";

describe("docs/policies.md", () => {
  it("says what the rules say; otherwise `npm run docs:policies` writes it anew", async () => {
    const written = readFileSync(join(__dirname, "..", "..", "docs", "policies.md"), "utf8");
    assert.equal(written, await policiesPage());
  });
});
