import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sandboxFiles } from "../../cli/sandbox-files";
import { SandboxProject } from "../../cli/sandbox-project";
import { checkout } from "../support/environment";

describe("the project that Pulumi runs in the local cloud", () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), "promenade-project-"))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  for (const begun of [false, true]) {
    it(`has no debug logs written, ${begun ? "where some have been" : "from the beginning"}`, () => {
      const files = sandboxFiles(checkout, { PROMENADE_SANDBOX: root });
      const logs = join(files.home, "logs");
      if (begun) {
        mkdirSync(logs, { recursive: true });
        writeFileSync(join(logs, "pulumi-preview.log"), "all that the engine did");
      }
      const project = new SandboxProject(checkout, files);
      project.prepare();
      project.prepare();
      assert.throws(() => mkdirSync(logs, { recursive: true }), { code: "EEXIST" });
      assert.equal(statSync(logs).size, 0);
    });
  }
});
