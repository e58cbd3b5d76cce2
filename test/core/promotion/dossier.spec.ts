import assert from "node:assert/strict";
import { findPath, isPath } from "../../../core/flow/path";
import { askedBy, dossierOf, notYetNoted, type Case } from "../../../core/promotion/dossier";
import { gateStates, kept, mayBeAskedFor } from "../../../core/promotion/gate-results";
import { vouchedFacts } from "../../../core/promotion/vouched";
import type { RolloutEvent } from "../../../core/rollout/evidence";
import { loadFlow } from "../../../flows/load";
import { happened } from "../../support/events";
import { digest } from "../../support/settings";

const flow = loadFlow("staging-first");
const path = findPath(flow, "staging", "prod");
assert.ok(isPath(path));

const images = { app: `registry.example/app@${digest("a")}` };
const others = { app: `registry.example/app@${digest("b")}` };
/** A Thursday, within the window. */
const at = (time: string) => `2026-01-15T${time}:00.000Z`;

const requested = happened({
  ...{ kind: "promotion requested", promotion: "p1", from: "staging", to: "prod", release: "2.0.0", images },
  ...{ requester: "rita", critical: false, goingBack: false, at: at("10:00") },
});
const verified = (time: string, passed = true, of = images) =>
  happened({
    ...{ kind: "verified", release: "2.0.0", images: of, slot: "green", passed, at: at(time) },
    checks: [{ name: "smoke", passed, found: "200" }],
  });
const approved = (by: string, change: object = {}) =>
  happened({ kind: "approved", promotion: "p1", images, by, at: at("10:30"), ...change });
const attested = (item: string, by = "ben") =>
  happened({ kind: "attested", promotion: "p1", item, by, at: at("10:20") });

const items = [
  ...path.gates.checklist.map(({ item }) => item),
  ...["check test", "check codeql", "check dependency-review", "tag v2.0.0"],
];
const words: readonly RolloutEvent[] = [
  ...items.map((item) => attested(item)),
  ...["ben", "cleo"].map((by) => attested("code review", by)),
];

const complete: Case = {
  now: new Date(at("11:00")),
  release: { release: "2.0.0", images },
  source: { name: "staging", healthy: true, events: [verified("09:00")] },
  events: [requested, ...words, approved("anna")],
  entering: [[]],
  asker: { requester: "rita", alsoAskedBy: [], run: undefined, vouching: true },
  request: requested,
  wave: undefined,
  papers: { rollbackPlan: "back to the slot before" },
  critical: false,
  goingBack: false,
  facts: { scan: { images, findings: 0 }, commit: undefined },
};
const states = (change: Partial<Case> = {}) => gateStates(askedBy(flow, path), dossierOf({ ...complete, ...change }));
const missing = (change: Partial<Case>) => states(change).filter(({ passed }) => !passed);
const saying = (...own: readonly RolloutEvent[]): Partial<Case> => ({ events: [requested, ...words, ...own] });
const ofSource = (change: Partial<Case["source"]>): Partial<Case> => ({ source: { ...complete.source, ...change } });

describe("a release on its way into prod", () => {
  it("passes with everything that its path asks for, and each gate tells by what", () => {
    assert.deepEqual(missing({}), []);
    const told = Object.fromEntries(kept(states()).map(({ gate, found }) => [gate, found]));
    assert.equal(told.verified, `by staging, since ${at("09:00")}`);
    assert.equal(told.approvals, `anna at ${at("10:30")}`);
    assert.equal(told["code review"], "approved by 2");
    assert.match(told.checklist!, /Stakeholders notified \(ben\)/);
    assert.ok(states().every(({ change }) => change === undefined));
  });

  const without: readonly (readonly [what: string, change: Partial<Case>, gate: string, found: RegExp])[] = [
    ["its source healthy", ofSource({ healthy: false }), "source", /staging is not healthy/],
    ["any verification", ofSource({ events: [] }), "verified", /not verified exactly these images/],
    [
      "a verification of exactly these images",
      ofSource({ events: [verified("09:00", true, others)] }),
      "verified",
      /not verified exactly these images/,
    ],
    [
      "a verification that passed last",
      ofSource({ events: [verified("09:00"), verified("09:30", false)] }),
      "verified",
      /have not passed/,
    ],
    ["an approval", saying(), "approvals", /0 of 1/],
    ["an approval of somebody else than who asks", saying(approved("Rita")), "approvals", /0 of 1.*who asks/],
    [
      "an approval of somebody else than who has run the workflow again",
      { asker: { requester: "rita", alsoAskedBy: ["anna"], run: undefined, vouching: true } },
      "approvals",
      /0 of 1.*who asks/,
    ],
    ["an approval of these images", saying(approved("anna", { images: others })), "approvals", /0 of 1.*other images/],
    [
      "an approval that is younger than the verification",
      ofSource({ events: [verified("09:00"), verified("10:35", false), verified("10:40")] }),
      "approvals",
      /0 of 1.*older than the verification/,
    ],
    ["an approval for this promotion", saying(approved("anna", { promotion: "p0" })), "approvals", /0 of 1/],
    [
      "an approval for this run",
      {
        ...saying(approved("anna", { run: "6" })),
        asker: { requester: "rita", alsoAskedBy: [], run: "7", vouching: true },
      },
      "approvals",
      /0 of 1.*another run/,
    ],
    [
      "an approval that anybody but a keyboard confirms, where names that are typed do not count",
      { asker: { requester: "rita", alsoAskedBy: [], run: "7", vouching: false } },
      "approvals",
      /0 of 1.*another run/,
    ],
    ["the window open", { now: new Date("2026-01-17T11:00:00Z") }, "change window", /it is closed/],
    [
      "anybody's freeze over",
      { entering: [[happened({ kind: "frozen", reason: "incident" })]] },
      "freeze",
      /ada has frozen it: incident/,
    ],
    ["a scan", { facts: { commit: undefined } }, "scan", /not been scanned/],
    ["a rollback plan", { papers: {} }, "rollback plan", /there is none/],
    [
      "somebody's word for an item",
      { events: complete.events.filter((event) => event.kind !== "attested" || event.item !== "On-call team ready") },
      "checklist",
      /On-call team ready/,
    ],
    [
      "a second reviewer of its code",
      { events: complete.events.filter((event) => event.kind !== "attested" || event.by !== "cleo") },
      "code review",
      /1 of 2/,
    ],
    [
      "a tag of a release",
      {
        events: complete.events.map((event) =>
          event.kind === "attested" && event.item === "tag v2.0.0" ? attested("tag nightly") : event,
        ),
      },
      "tag",
      /no tag like vX\.Y\.Z/,
    ],
  ];
  for (const [what, change, gate, found] of without) {
    it(`does not pass without ${what}, and lacks nothing else`, () => {
      const lacking = missing(change);
      assert.deepEqual(
        lacking.map((one) => one.gate),
        [gate],
      );
      assert.match(lacking[0]!.found, found);
      assert.ok(lacking[0]!.change);
    });
  }

  it("needs two people where the flow wants two, not one twice", () => {
    const two = { ...path, approvals: 2 };
    const lacking = (...who: readonly string[]) =>
      gateStates(askedBy(flow, two), dossierOf({ ...complete, ...saying(...who.map((by) => approved(by))) }))
        .filter(({ passed }) => !passed)
        .map(({ found }) => found);
    assert.match(lacking("anna", "Anna").join(), /1 of 2 .*the same person/);
    assert.deepEqual(lacking("anna", "otto"), []);
  });

  it("takes GitHub's word for its commit and nobody's, where GitHub is asked", () => {
    const commit = { checks: { test: "passed" as const }, codeReviewers: 2, tags: ["v2.0.0"] };
    const found = missing({ facts: { ...complete.facts, commit } });
    assert.deepEqual(
      found.map((one) => one.found),
      ["the check codeql has not run for this commit", "the check dependency-review has not run for this commit"],
    );
  });

  it("asks those who go back for a reason, and neither for a wait nor for a healthy source", () => {
    const back = { ...ofSource({ healthy: false }), goingBack: true };
    assert.deepEqual(
      missing(back).map(({ gate, found }) => [gate, found]),
      [["change summary", "an older release needs a reason"]],
    );
    assert.deepEqual(missing({ ...back, papers: { ...complete.papers, changeSummary: "search fails" } }), []);
  });

  it("may be asked for once nothing is missing but others' word and time", () => {
    assert.equal(mayBeAskedFor(states({ events: [], now: new Date("2026-01-17T11:00:00Z") })), true);
    assert.equal(mayBeAskedFor(states({ papers: {} })), false);
    assert.equal(mayBeAskedFor(states(ofSource({ events: [] }))), false);
  });
});

describe("what people vouch for", () => {
  it("is no code review of who asks for the release", () => {
    const said = ["rita", "Ben", "ben "].map((by) => ({ item: "code review", by }));
    assert.equal(vouchedFacts(said, "Rita").codeReviewers, 1);
  });

  it("is written down once, each run's and each wave's", () => {
    const given = [{ by: "anna" }, { by: "otto" }];
    const noted = [approved("anna", { run: "7" })];
    const of = { promotion: "p1", run: "7", wave: undefined };
    assert.deepEqual(notYetNoted(given, noted, of), [{ by: "otto" }]);
    assert.deepEqual(notYetNoted(given, noted, { ...of, run: "8" }), given);
    assert.deepEqual(notYetNoted(given, noted, { ...of, wave: "region-a" }), given);
  });
});
