import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { Writable } from "node:stream";
import { historyTable } from "../../cli/history-table";
import { Output, type Stream } from "../../cli/output";
import { historyOf } from "../../core/history/history";
import { Surrounded } from "../support/environment";
import { happened } from "../support/events";

const output = (columns?: number): Output => {
  const stream = Object.assign(new Writable({ write: (_chunk, _encoding, done) => done() }), { columns }) as Stream;
  return new Output({ stdout: stream, stderr: stream }, false, { NO_COLOR: "1" });
};
const entry = (reason: string) => {
  const event = happened({ kind: "frozen", reason });
  return { event, written: event };
};

describe("the table of a history", () => {
  const update = { kind: "update", startTime: "2026-01-02T11:00:00.000Z", result: "failed" };

  it("has a row a thing that happened, newest first, in universal time", () => {
    assert.equal(
      historyTable(historyOf("dev", [entry("incident")], [update], 9), output()),
      [
        "dev",
        "┌──────────────────────┬─────┬─────────────────────────────┬────────┐",
        "│ when                 │ who │ what                        │ result │",
        "├──────────────────────┼─────┼─────────────────────────────┼────────┤",
        "│ 2026-01-02 12:00:00Z │ ada │ traffic is frozen: incident │ frozen │",
        "│ 2026-01-02 11:00:00Z │ –   │ up: nothing changed         │ failed │",
        "└──────────────────────┴─────┴─────────────────────────────┴────────┘",
      ].join("\n"),
    );
  });

  it("says how to see older ones", () => {
    const text = historyTable(historyOf("dev", [entry("a"), entry("b"), entry("c")], [], 2), output());
    assert.equal(text.split("\n").at(-1), "1 older: --limit 3 shows all");
  });

  it("breaks long sentences on a terminal, so that no row is wider than that", () => {
    const text = historyTable(historyOf("dev", [entry("why ".repeat(60))], [], 9), output(100));
    const widths = text.split("\n").map((line) => line.length);
    assert.ok(Math.max(...widths) <= 100, `${Math.max(...widths)} columns`);
    assert.ok(widths.length > 6);
  });

  it("shows what has no date", () => {
    const table = historyTable(historyOf("dev", [{ event: undefined, written: { kind: "x" } }], [], 9), output());
    assert.match(table, /│ – +│ – +│ x, which only a newer promenade understands │ unknown/);
  });
});

describe("a stack of which nothing is deployed", () => {
  let place: Surrounded;
  beforeEach(() => {
    place = new Surrounded();
    place.writeConfig("dev", { "aws:region": "eu-west-1" });
  });
  afterEach(() => place.remove());

  it("has no history, and gets none by looking", async () => {
    assert.deepEqual(await place.run(["history", "--stack", "dev"]), {
      ...{ exitCode: 0, stdout: "dev: nothing has happened yet\n", stderr: "" },
    });
    const { stdout } = await place.run(["history", "--stack", "dev", "--json"]);
    assert.deepEqual(JSON.parse(stdout), { stack: "dev", lines: [], older: 0 });
    assert.equal(existsSync(place.sandbox), false);
  });

  it("is told as such in the document for auditors, too", async () => {
    assert.deepEqual(await place.run(["history", "--stack", "dev", "--markdown"]), {
      ...{ exitCode: 0, stderr: "" },
      stdout: "# History of dev\n\nNewest first; times are universal (UTC). Nothing is in its evidence.\n",
    });
  });

  for (const verb of ["freeze", "unfreeze"]) {
    it(`has no traffic to ${verb}`, async () => {
      const { exitCode, stderr } = await place.run([verb, "--stack", "dev", "--reason", "why"]);
      assert.equal(exitCode, 1);
      assert.match(stderr, /^dev: there is no environment whose traffic could be frozen\n {2}found/);
      assert.equal(existsSync(place.sandbox), false);
    });
  }
});
