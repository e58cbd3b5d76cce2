import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const root = dirname(__dirname);
const exec = promisify(execFile);
const cache = (name: string) => join("node_modules", ".cache", name);

/** Runs a tool of the checkout's own; what it complains about is the failure. */
async function passes(tool: string, ...args: readonly string[]): Promise<void> {
  try {
    await exec(join(root, "node_modules", ".bin", tool), args, { cwd: root, maxBuffer: 2 ** 26 });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    assert.fail(`${tool} ${args.join(" ")}\n${stdout ?? ""}${stderr ?? ""}`);
  }
}

async function committedFiles(): Promise<readonly string[]> {
  const { stdout } = await exec("git", ["ls-files", "-z"], { cwd: root, maxBuffer: 2 ** 26 });
  return stdout.split("\0").filter((file) => file !== "");
}

// The caches make a second run take seconds; they live where a fresh clone has none.
describe("the repository", function () {
  this.timeout(240_000);

  it("type-checks", () =>
    passes("tsc", "--noEmit", "--incremental", "--tsBuildInfoFile", cache("tsc.tsbuildinfo"), "--pretty", "false"));

  it("keeps to the lint rules", () =>
    passes(
      "eslint",
      "--max-warnings",
      "0",
      "--cache",
      "--cache-strategy",
      "content",
      "--cache-location",
      cache("eslint"),
      ".",
    ));

  it("is formatted", () => passes("prettier", "--check", "--log-level", "warn", "--cache", "."));

  it("has a lockfile that names no registry", () => {
    const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
      packages: Readonly<Record<string, { resolved?: string; integrity?: string }>>;
    };
    const addressed = Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined);
    assert.deepEqual(addressed, []);
    const unchecked = Object.entries(packages).filter(
      ([path, { integrity }]) => path !== "" && integrity === undefined,
    );
    assert.deepEqual(unchecked, []);
  });

  it("names nobody's home folder", async () => {
    const home = /(?<![\w.~-])\/(?:home|Users|root)\/[\w.-]+/;
    const naming = (await committedFiles()).flatMap((file) => {
      const found = home.exec(readFileSync(join(root, file), "latin1"))?.[0];
      return found === undefined ? [] : [`${file}: ${found}`];
    });
    assert.deepEqual(naming, []);
  });
});
