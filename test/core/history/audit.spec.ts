import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { auditOf } from "../../../core/history/audit";
import { chaptersOf } from "../../../core/history/chapters";
import { releaseNotes } from "../../../core/notes/notes";
import { markdownNotes } from "../../../core/notes/text";
import type { Entry } from "../../../core/rollout/entry";
import type { NewEvent } from "../../../core/rollout/decision";
import { eventSchema, type RolloutEvent } from "../../../core/rollout/evidence";
import { digest } from "../../support/settings";

const day = (number: number, minute = 0): string => new Date(Date.UTC(2026, 0, number, 10, minute)).toISOString();
const entry = (event: RolloutEvent): Entry => ({ event, written: event });
const images = (letter: string) => ({ app: `registry.example/app@${digest(letter)}` });
const steps = [1, 50, 100].map((share) => ({ share, bakeSeconds: 60 }));

/** Two promotions: one that is well, and one that its guard takes back, by people with names as people have them. */
function story(): readonly RolloutEvent[] {
  const command = "promenade promote stage prod";
  const said = (at: string, by: string, event: NewEvent): RolloutEvent =>
    eventSchema.parse({ ...event, at, by, command });
  const promotion = (number: number, release: string, letter: string) =>
    ({ promotion: `p${number}`, release, images: images(letter) }) as const;
  const asked = {
    from: "stage",
    to: "prod",
    critical: false,
    goingBack: false,
    run: "https://github.example/runs/1",
  } as const;
  const rollout = (name: string, slot: "blue" | "green", release: string, letter: string, revision: number) =>
    ({
      ...{ kind: "rollout started", rollout: name, slot, revision, steps, oneWay: false },
      deploy: { release, images: images(letter), commit: letter.repeat(40) },
    }) satisfies NewEvent;
  const checked = (rolloutName: string, slot: "blue" | "green", release: string, letter: string) =>
    ({
      ...{ kind: "verified", release, images: images(letter), slot, passed: true, rollout: rolloutName },
      checks: [{ name: "home | page", passed: true, found: "200 in 12 ms" }],
    }) satisfies NewEvent;
  const gates = [
    { gate: "verified", passed: true, found: "by stage, since 2026-01-01T10:00:00Z" },
    { gate: "approvals", passed: true, found: "2 of 2" },
  ];
  const notes = markdownNotes(
    releaseNotes(
      { release: "1.0.0", commit: "a".repeat(40) },
      { release: "2.0.0", commit: "b".repeat(40) },
      {
        ...{ known: true, removed: [] },
        added: [{ hash: "b".repeat(40), parents: [], author: "Ada", message: "feat!: totals are <b>whole</b> (#7)" }],
      },
    ),
    "https://github.example/acme/shop",
  );
  return [
    said(day(1), "ada", {
      ...{ kind: "promotion requested", ...promotion(1, "1.0.0", "a"), ...asked, requester: "ada" },
      ...{
        changeSummary: "First release",
        changeTicket: "CHG-1",
        rollbackPlan: "none: it is the first",
        commit: "a".repeat(40),
      },
    }),
    said(day(1, 5), "grace", {
      ...{ kind: "approved", promotion: "p1", images: images("a"), role: "release-approvers" },
      run: "https://github.example/runs/1",
    }),
    said(day(1, 6), "linus", { kind: "attested", promotion: "p1", item: "stakeholders notified", role: "managers" }),
    said(day(1, 10), "ada", rollout("r1", "blue", "1.0.0", "a", 1)),
    said(day(1, 12), "ada", checked("r1", "blue", "1.0.0", "a")),
    said(day(1, 20), "ada", { kind: "weights", weights: { blue: 100, green: 0 }, revision: 2, rollout: "r1" }),
    said(day(1, 20), "ada", { kind: "rollout ended", rollout: "r1", outcome: "finished" }),
    said(day(1, 21), "ada", { kind: "promotion ended", ...promotion(1, "1.0.0", "a"), outcome: "promoted", gates }),
    said(day(2), "octocat on GitHub", {
      ...{ kind: "promotion requested", ...promotion(2, "2.0.0", "b"), ...asked, requester: "linus", critical: true },
      ...{
        changeSummary: "Whole totals | see\n<script>alert(1)</script>",
        rollbackPlan: "rollback",
        commit: "b".repeat(40),
      },
    }),
    // Something happens to what is live while the next one waits.
    said(day(2, 5), "grace", { kind: "frozen", reason: "incident 4711" }),
    said(day(2, 9), "grace", { kind: "unfrozen", reason: "over" }),
    said(day(2, 10), "ada", {
      ...{ kind: "approved", promotion: "p2", images: images("b"), role: "release-approvers" },
      comment: "looks good @linus",
    }),
    said(day(2, 11), "grace", { kind: "approved", promotion: "p2", images: images("b") }),
    said(day(2, 15), "linus", rollout("r2", "green", "2.0.0", "b", 3)),
    said(day(2, 16), "linus", checked("r2", "green", "2.0.0", "b")),
    said(day(2, 17), "linus", { kind: "weights", weights: { blue: 99, green: 1 }, revision: 4, rollout: "r2" }),
    said(day(2, 19), "linus", {
      ...{ kind: "breach", rollout: "r2", slot: "green" },
      findings: [
        {
          ...{ metric: "errors", found: "4.80 % (12 of 250)", allowed: "at most 1 %", sample: 250 },
          ...{ from: day(2, 17), to: day(2, 19) },
        },
      ],
    }),
    said(day(2, 19), "linus", { kind: "weights", weights: { blue: 100, green: 0 }, revision: 5, rollout: "r2" }),
    said(day(2, 19), "linus", {
      kind: "rollout ended",
      rollout: "r2",
      outcome: "rolled back",
      reason: "errors 4.80 %",
    }),
    said(day(2, 20), "linus", {
      ...{ kind: "promotion ended", ...promotion(2, "2.0.0", "b"), outcome: "rolled back", gates },
      reason: "prod: errors 4.80 %",
    }),
    said(day(2, 20), "linus", {
      ...{ kind: "noted", promotion: "p2", release: "2.0.0", previous: { release: "1.0.0" }, notes },
    }),
    said(day(3), "ada", { ...rollout("r3", "green", "2.0.1", "c", 6), steps: [] }),
    said(day(3, 9), "ada", {
      ...{ kind: "rollback started", rollout: "r4", revision: 7, from: "blue", to: "green" },
      ...{ reason: "prices are wrong", forced: false },
    }),
    said(day(3, 10), "ada", { kind: "rollout ended", rollout: "r4", outcome: "finished" }),
  ];
}

const updates = [
  { kind: "update", startTime: day(1, 1), result: "succeeded", resourceChanges: { create: 150 }, message: "by hand" },
  { kind: "update", startTime: day(2, 1), result: "failed", resourceChanges: { update: 1 } },
];
const audited = () => ({ stack: "prod", entries: story().map(entry), updates });

describe("the history of a stack as a document", () => {
  it("is what is kept beside this file; UPDATE_SNAPSHOTS=1 writes it anew", () => {
    const file = join(__dirname, "audit.txt");
    const text = auditOf(audited());
    if (process.env["UPDATE_SNAPSHOTS"] === "1") writeFileSync(file, text);
    assert.equal(text, readFileSync(file, "utf8"));
    assert.equal(auditOf(audited()), text);
  });

  const chapter = (title: string): string =>
    auditOf(audited())
      .split(/\n(?=## )/)
      .find((text) => text.startsWith(`## ${title}`)) ?? "";

  it("names requester, approvers, checks, times, notes, and what happened after", () => {
    const promoted = chapter("2.0.0: stage → prod");
    for (const expected of [
      /\| Requested by \| linus, 2026-01-02 10:00:00Z, through octocat on GitHub \|/,
      /\| Change ticket \| – \|/,
      /\| Ended \| rolled back, 2026-01-02 10:20:00Z: prod: errors 4\.80 % \|/,
      /\| 2026-01-02 10:10:00Z \| ada \| release-approvers \| – \| looks good @&#8203;linus \|/,
      /\| verified \| passed \| by stage/,
      /\| 2026-01-02 10:16:00Z \| green \| home \\\| page \| passed \| 200 in 12 ms \|/,
      /\| green \| errors \| 4\.80 % \(12 of 250\) \| at most 1 % \| 2026-01-02 10:17:00Z \| 2026-01-02 10:19:00Z \| 250 \|/,
      /> - totals are &lt;b&gt;whole&lt;\/b&gt; \(\[#7\]/,
      /requests go to blue 100, green 0/,
    ]) {
      assert.match(promoted, expected);
    }
    assert.doesNotMatch(auditOf(audited()), /<script|<b>/);
  });

  it("puts what happens to what is live into its release's chapter, whatever waits meanwhile", () => {
    assert.match(chapter("1.0.0"), /incident 4711/);
    assert.match(chapter("1.0.0"), /prices are wrong/);
    assert.doesNotMatch(chapter("2.0.0"), /4711|prices/);
    assert.match(chapter("2.0.1: deployed"), /began, without requests/);
  });

  it("tells a deployment of the same images after a promotion of them by itself", () => {
    const all = story();
    const again = { kind: "rollout started", rollout: "r9", slot: "green", revision: 9, steps, oneWay: false } as const;
    const deploy = { release: "1.0.0", images: images("a") };
    const event = eventSchema.parse({ ...again, deploy, at: day(4), by: "ada", command: "promenade deploy" });
    const titles = chaptersOf([...all, event].map(entry)).map(({ release }) => release);
    assert.deepEqual(titles, ["1.0.0", "2.0.0", "2.0.1", "1.0.0"]);
  });

  it("has the newest releases, or one of them", () => {
    const titles = (...args: Parameters<typeof auditOf>) =>
      [...auditOf(...args).matchAll(/^## (\S+)/gm)].map(([, one]) => one);
    assert.deepEqual(titles(audited()), ["2.0.1:", "2.0.0:", "1.0.0:", "Updates"]);
    assert.deepEqual(titles(audited(), { limit: 1 }), ["2.0.1:", "Updates"]);
    assert.match(auditOf(audited(), { limit: 1 }), /\n2 older: left out\.\n/);
    assert.deepEqual(titles(audited(), { release: "1.0.0" }), ["1.0.0:"]);
    assert.match(auditOf(audited(), { release: "9" }), /Nothing has happened to 9 here/);
  });

  it("says that nobody has approved, and that nothing has happened", () => {
    const [request] = story();
    assert.match(
      auditOf({ stack: "prod", entries: [entry(request!)], updates: [] }),
      /Nobody has approved it\.[^]+|not yet/,
    );
    assert.equal(
      auditOf({ stack: "dev", entries: [], updates: [] }),
      "# History of dev\n\nNewest first; times are universal (UTC). Nothing is in its evidence.\n",
    );
  });

  it("has every event in exactly one chapter, in its order, whatever is missing of the story", () => {
    const unknown: Entry = { event: undefined, written: { kind: "rehearsed", at: day(2) } };
    const all = [...story().map(entry), unknown];
    fc.assert(
      fc.property(fc.subarray(all), (entries) => {
        const chapters = chaptersOf(entries);
        assert.equal(chapters.flatMap(({ told }) => told).length, entries.length);
        const place = new Map(entries.map(({ written }, index) => [written, index]));
        for (const { told } of chapters) {
          const places = told.map(({ line }) => place.get(line.evidence as Entry["written"])!);
          assert.deepEqual(
            places,
            [...places].sort((one, other) => one - other),
          );
        }
      }),
    );
  });
});
