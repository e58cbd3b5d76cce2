import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderEvidence } from "../../../../cli/ports/evidence/folder";
import { checkout } from "../../../support/environment";
import { happened } from "../../../support/events";
import { launch, reapLaunched, type Launched } from "../../../support/processes";
import { keepsEvidence } from "./contract";

const asked = { owner: "bob", command: "deploy" };

/** Asks for the lease at a given time, says what came of it, and stays. */
const driver = `
require("sucrase/register/ts");
const { folderEvidence } = require("./cli/ports/evidence/folder");
const store = folderEvidence(process.argv[1]);
require("proper-lockfile");
while (Date.now() < Number(process.argv[2] ?? 0));
store.take({ owner: "ada", command: "traffic shift" }).then((lease) => {
  console.log("renew" in lease ? "taken" : "refused");
  setInterval(() => undefined, 1000);
});
`;

/** Writes events as fast as it can. */
const writer = `
require("sucrase/register/ts");
const { folderEvidence } = require("./cli/ports/evidence/folder");
const store = folderEvidence(process.argv[1]);
const write = async () => {
  for (let each = 0; ; each++) {
    const at = new Date().toISOString();
    await store.append({ kind: "frozen", at, by: "ada", command: "freeze", reason: process.argv[2] + each });
    console.log(each);
  }
};
write();
`;

describe("evidence in a folder", () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), "promenade-evidence-"))));
  afterEach(() => {
    reapLaunched();
    rmSync(root, { recursive: true, force: true });
  });
  const folder = () => join(root, "evidence", "dev");
  const start = (script: string, ...args: readonly string[]): Launched =>
    launch(process.execPath, ["-e", script, folder(), ...args], { cwd: checkout, env: process.env });
  const said = async (one: Launched, text: RegExp): Promise<void> => {
    while (!text.test(one.said())) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  keepsEvidence(async () => ({
    open: async (now) => folderEvidence(folder(), now),
    plant: async (key, text) => {
      mkdirSync(join(folder(), "events"), { recursive: true });
      writeFileSync(join(folder(), "events", `${key}.json`), text);
    },
  }));

  it("makes no folder by looking", async () => {
    await folderEvidence(folder()).entries();
    assert.deepEqual(readdirSync(root), []);
  });

  it("lets nobody else read it", async () => {
    await folderEvidence(folder()).append(happened({ kind: "frozen", reason: "why" }));
    const [file = ""] = readdirSync(join(folder(), "events"));
    assert.equal(statSync(join(folder(), "events", file)).mode & 0o077, 0);
    assert.equal(statSync(folder()).mode & 0o077, 0);
  });

  it("has what was told to be written, and whole, when writers are killed", async () => {
    const writers = ["a", "b"].map((name) => start(writer, name));
    await Promise.all(writers.map((one) => said(one, /^20$/m)));
    writers.forEach((one) => one.killGroup());
    await Promise.all(writers.map(({ ended }) => ended));
    const entries = await folderEvidence(folder()).entries();
    assert.ok(entries.every(({ event }) => event !== undefined));
    for (const [index, name] of ["a", "b"].entries()) {
      const own = entries
        .flatMap(({ event }) => (event?.kind === "frozen" ? event.reason : []))
        .filter((one) => one.startsWith(name));
      const told = writers[index]!.said().trim().split("\n").length;
      assert.deepEqual(
        own,
        Array.from(own, (_, each) => `${name}${each}`),
      );
      assert.ok(own.length === told || own.length === told + 1, `${own.length} written, ${told} told`);
    }
  });

  it("gives the lease of a process that is gone to the next one at once", async () => {
    const other = start(driver);
    await said(other, /taken/);
    const store = folderEvidence(folder());
    const refused = await store.take(asked);
    assert.ok("heldBy" in refused && refused.heldBy.owner === "ada");
    other.killGroup();
    await other.ended;
    assert.ok("renew" in (await store.take(asked)));
  });

  it("is driven by one process alone of many that ask at once", async () => {
    const at = String(Date.now() + 4000);
    const drivers = Array.from({ length: 4 }, () => start(driver, at));
    await Promise.all(drivers.map((one) => said(one, /taken|refused/)));
    assert.equal(drivers.filter((one) => one.said().includes("taken")).length, 1);
  });

  it("reads thousands of events in a moment", async () => {
    mkdirSync(join(folder(), "events"), { recursive: true });
    const event = JSON.stringify(happened({ kind: "weights", weights: { blue: 1, green: 99 }, revision: 1 }));
    for (let each = 0; each < 2000; each++) {
      const time = new Date(Date.parse("2026-01-01T00:00:00Z") + each).toISOString().replaceAll(":", "-");
      writeFileSync(join(folder(), "events", `${time}-00.json`), event);
    }
    const store = folderEvidence(folder());
    const began = performance.now();
    assert.equal((await store.events()).length, 2000);
    const first = performance.now() - began;
    await store.events();
    const again = performance.now() - began - first;
    assert.ok(first < 1000 && again < 250, `${first.toFixed(0)} ms, then ${again.toFixed(0)} ms`);
  });
});
