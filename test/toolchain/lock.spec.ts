import assert from "node:assert/strict";
import { existsSync, mkdirSync, rmSync, utimesSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { exclusively } from "../../toolchain/lock";
import { writeJson } from "../../toolchain/memory";
import { machine, recorder, type Machine } from "./machine";

describe("toolchain: one process at a time", () => {
  let on: Machine;
  let lock: string;
  beforeEach(() => {
    on = machine();
    lock = join(on.home, "cache", "thing.lock");
  });
  afterEach(() => {
    on.remove();
  });

  it("recovers the lock of a process that is gone", async () => {
    mkdirSync(lock, { recursive: true });
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, longAgo, longAgo);
    const report = recorder();
    assert.equal(await exclusively(lock, report, () => Promise.resolve("done")), "done");
    assert.deepEqual(report.told, []);
  });

  it("waits for a live one, and says for whom", async () => {
    mkdirSync(lock, { recursive: true });
    writeJson(`${lock}.json`, { pid: process.pid, host: hostname(), since: "2025-01-03T10:00:00.000Z" });
    const report = recorder();
    const work = exclusively(lock, report, () => Promise.resolve("done"));
    setTimeout(() => {
      rmSync(lock, { recursive: true });
    }, 300);
    assert.equal(await work, "done");
    assert.equal(
      report.told[0]?.split(" (")[0],
      `Waiting for process ${process.pid}, at it since 2025-01-03T10:00:00.000Z`,
    );
  });

  it("gives the lock back when the work fails", async () => {
    await assert.rejects(
      exclusively(lock, recorder(), () => Promise.reject(new Error("no luck"))),
      /no luck/,
    );
    assert.ok(!existsSync(lock) && !existsSync(`${lock}.json`));
  });
});
