import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";

const project = join(__dirname, "..", "..");

/** A clone with a main program that prints its arguments, and an npm that takes no time. */
class Clone {
  readonly root = mkdtempSync(join(tmpdir(), "promenade-clone-"));

  constructor() {
    for (const file of ["cli/bootstrap.mjs", "cli/promenade.mjs", "program/typescript.js"])
      cpSync(join(project, file), join(this.root, file));
    this.write("package.json", "{}");
    this.lock("1.0.0");
    this.write("cli/main.ts", "export const main = async (args: string[]) => (console.log(JSON.stringify(args)), 7);");
    this.write("bench/main.ts", "export const main = async (args: string[]) => (console.log('bench', ...args), 0);");
    this.npm("");
  }

  write(file: string, content: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), content);
  }

  lock(version: string): void {
    const packages = {
      "": { name: "clone" },
      "node_modules/sucrase": { version, integrity: `sha512-${version}` },
      "node_modules/for-another-system": { version: "1.0.0", integrity: "sha512-x", optional: true },
    };
    this.write("package-lock.json", JSON.stringify({ packages }));
  }

  /** What npm does after it has counted its run; on success it leaves node_modules as the lockfile says. */
  npm(script: string): void {
    const installs = `rm -rf node_modules && mkdir -p node_modules && ln -s ${join(project, "node_modules", "sucrase")} node_modules/sucrase
node -e 'const l=require("./package-lock.json");delete l.packages[""];delete l.packages["node_modules/for-another-system"];require("fs").writeFileSync("node_modules/.package-lock.json",JSON.stringify(l))'`;
    this.write(
      "bin/npm",
      `#!/bin/sh\necho "$*" >> npm-runs\necho added 2 packages\nwhile [ -e hold ]; do sleep 0.05; done\n${script}\n${installs}\n`,
    );
    chmodSync(join(this.root, "bin/npm"), 0o755);
  }

  get npmRuns(): readonly string[] {
    const log = join(this.root, "npm-runs");
    return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  }

  promenade(...args: string[]) {
    return outcome(this.start(...args));
  }

  start(...args: string[]) {
    const path = [join(this.root, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(":");
    return spawn(process.execPath, [join(this.root, "cli/promenade.mjs"), ...args], {
      cwd: tmpdir(),
      env: { PATH: path, HOME: this.root },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }
}

async function outcome(child: ReturnType<Clone["start"]>) {
  const exit = once(child, "exit");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: (await exit)[0] as number, stdout, stderr };
}

describe("promenade's start", () => {
  let clone: Clone;
  beforeEach(() => void (clone = new Clone()));
  afterEach(() => {
    rmSync(clone.root, { recursive: true, force: true });
  });

  it("installs the dependencies in a fresh clone, says so, and keeps stdout for the command", async () => {
    const { code, stdout, stderr } = await clone.promenade("status", "--json");
    assert.equal(stdout, '["status","--json"]\n');
    assert.equal(code, 7);
    assert.match(stderr, /Installing the dependencies with npm ci \(usually about 40 s\)/);
    assert.deepEqual(clone.npmRuns, ["ci --loglevel=error"]);
  });

  it("says and does nothing when they are there", async () => {
    await clone.promenade();
    assert.equal((await clone.promenade()).stderr, "");
    assert.equal(clone.npmRuns.length, 1);
  });

  it("accepts what npm install put there, optional packages of other systems or not", async () => {
    await clone.promenade();
    rmSync(join(clone.root, "node_modules/.promenade-lockfile"));
    assert.equal((await clone.promenade()).stderr, "");
    assert.equal(clone.npmRuns.length, 1);
  });

  it("installs again when the lockfile asks for something else, but not when it was only touched", async () => {
    await clone.promenade();
    utimesSync(join(clone.root, "package-lock.json"), new Date(), new Date());
    await clone.promenade();
    assert.equal(clone.npmRuns.length, 1);
    clone.lock("1.0.1");
    await clone.promenade();
    assert.equal(clone.npmRuns.length, 2);
  });

  it("installs once when two start together", async () => {
    clone.write("hold", "");
    const first = outcome(clone.start());
    while (clone.npmRuns.length < 1) await pause(20);
    const starting = clone.start();
    const second = outcome(starting);
    await once(starting.stderr, "data");
    rmSync(join(clone.root, "hold"));

    const [installed, waited] = await Promise.all([first, second]);
    assert.deepEqual([installed.code, waited.code], [7, 7], installed.stderr + waited.stderr);
    assert.equal(clone.npmRuns.length, 1);
    assert.equal(waited.stderr, "Waiting for another process that is installing the dependencies\n");
  });

  it("recovers the lock of a process that is gone", async () => {
    const lock = join(clone.root, ".sandbox/npm-ci.lock");
    mkdirSync(lock, { recursive: true });
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, longAgo, longAgo);
    assert.equal((await clone.promenade()).code, 7);
    assert.ok(!existsSync(lock));
  });

  it("shows npm's errors, fails, and tries again the next time", async () => {
    clone.npm("echo 'npm error code ENOSPC' >&2; exit 28");
    const { code, stdout, stderr } = await clone.promenade();
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /npm error code ENOSPC\nnpm ci failed with exit code 28; what it said is above\n$/);
    clone.npm("");
    assert.equal((await clone.promenade()).code, 7);
  });

  it("finishes its work when whoever reads its output goes away", async () => {
    clone.write(
      "cli/main.ts",
      `import { writeFileSync } from "node:fs";
export const main = async () => {
  for (let line = 0; line < 50; line++) {
    console.log("x".repeat(10_000));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  writeFileSync("${clone.root}/finished", "");
  return 7;
};`,
    );
    const child = clone.start();
    child.stdout.once("data", () => child.stdout.destroy());
    const [stderr, exit] = await Promise.all([text(child.stderr), once(child, "exit")]);
    assert.equal(exit[0], 7, stderr);
    assert.ok(existsSync(join(clone.root, "finished")));
    assert.doesNotMatch(stderr, /EPIPE/);
  });

  it("runs another program of the project with --run", async () => {
    const { code, stdout } = await clone.promenade("--run", "bench/main.ts", "--quick");
    assert.deepEqual([code, stdout], [0, "bench --quick\n"]);
  });
});
