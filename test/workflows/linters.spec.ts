import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkout } from "../support/environment";
import { linter } from "../support/linters";
import { github, workflows } from "./files";

const lints = {
  actionlint: { name: "actionlint", args: ["-no-color"], planted: [/ubuntu-24\.04/, "ubuntu-99.99"] },
  zizmor: {
    name: "zizmor",
    args: ["--offline", "--no-progress", "--color", "never", github],
    planted: [/@[0-9a-f]{40} # /, "@main # "],
  },
} as const;

describe("linters of workflows", () => {
  for (const { name, args, planted } of Object.values(lints)) {
    describe(name, function () {
      this.timeout(400_000);
      let path: string;
      before(async function () {
        const found = await linter(name);
        if ("missing" in found) {
          process.stdout.write(`    skipped: ${found.missing}\n`);
          this.skip();
        }
        path = found.path;
      });

      it("finds nothing", () => {
        const { status, stdout, stderr } = spawnSync(path, args, { cwd: checkout, encoding: "utf8" });
        assert.equal(status, 0, `${stdout}\n${stderr}`);
      });

      it("is listened to: what is planted it finds", () => {
        const folder = mkdtempSync(join(tmpdir(), "promenade-lint-"));
        try {
          mkdirSync(join(folder, ".git"));
          cpSync(github, join(folder, ".github"), { recursive: true });
          const file = join(folder, ".github", "workflows", workflows[0]!.file);
          writeFileSync(file, readFileSync(file, "utf8").replace(planted[0], planted[1]));
          const own = args.map((one) => (one === github ? join(folder, ".github") : one));
          const { status, stdout } = spawnSync(path, own, { cwd: folder, encoding: "utf8" });
          assert.notEqual(status, 0, stdout);
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      });
    });
  }
});
