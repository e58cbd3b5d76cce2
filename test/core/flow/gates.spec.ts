import assert from "node:assert/strict";
import { gatesMissing, type Dossier } from "../../../core/flow/gates";
import { pathSchema } from "../../../core/flow/path-schema";
import { digest } from "../../support/settings";

const images = { app: `registry.example/app@${digest("a")}` };
const others = { app: `registry.example/app@${digest("b")}` };

/** Asks for everything that can be asked for. */
const entry = pathSchema.parse({
  from: "stage",
  to: "prod",
  approvals: 2,
  criticalApprovals: 3,
  reviewers: ["leads"],
  waitMinutes: 15,
  gates: {
    checks: ["test"],
    scan: true,
    audit: true,
    codeReviewers: 2,
    tag: "release",
    window: { days: ["thu"], from: "09:00", to: "17:00", timezone: "UTC" },
    changeSummary: true,
    changeTicket: true,
    rollbackPlan: true,
    checklist: [{ item: "On-call is ready" }, { item: "QA has signed off", role: "qa" }],
  },
});
const asked = { entry, tagPatterns: ["vX.Y.Z"] };

const approval = (by: string) => ({ by, at: "2026-01-15T11:00:00Z", images });
const complete: Dossier = {
  now: new Date("2026-01-15T12:00:00Z"),
  request: { requester: "rita", images, critical: false, verifiedAt: "2026-01-15T10:00:00Z" },
  requestedAt: new Date("2026-01-15T11:30:00Z"),
  source: { name: "stage", healthy: true, verified: { images, passed: true } },
  checks: { test: "passed" },
  scan: { images, findings: 0 },
  audit: { violations: 0 },
  codeReviewers: 2,
  tags: ["v1.0.0"],
  changeSummary: "what it changes",
  changeTicket: "CHG-1",
  rollbackPlan: "back to the slot",
  attested: [
    { item: "On-call is ready", by: "otto" },
    { item: "QA has signed off", by: "quinn", role: "qa" },
  ],
  approvals: [approval("anna"), approval("ben")],
};
const missing = (change: Partial<Dossier>, of = asked) => gatesMissing(of, { ...complete, ...change });
const without = (key: keyof Dossier): Dossier =>
  Object.fromEntries(Object.entries(complete).filter(([name]) => name !== key)) as unknown as Dossier;

describe("gates", () => {
  it("let a release in that has all they ask for", () => assert.deepEqual(missing({}), []));

  const kept: readonly (readonly [what: string, change: Partial<Dossier>, gate: string, told: RegExp])[] = [
    ["whose source is unwell", { source: { ...complete.source!, healthy: false } }, "source", /stage is not healthy/],
    ["that nobody has verified", { source: { name: "stage", healthy: true } }, "verified", /not verified exactly/],
    [
      "of which other images were verified",
      { source: { ...complete.source!, verified: { images: others, passed: true } } },
      "verified",
      /not verified exactly/,
    ],
    [
      "that failed its checks there",
      { source: { ...complete.source!, verified: { images, passed: false } } },
      "verified",
      /have not passed/,
    ],
    ["whose test has not run", { checks: {} }, "checks", /test has not run/],
    ["whose test failed", { checks: { test: "failed" } }, "checks", /test is failed/],
    ["of which other images were scanned", { scan: { images: others, findings: 0 } }, "scan", /not been scanned/],
    ["with findings", { scan: { images, findings: 2 } }, "scan", /2 findings/],
    ["from a source with violations", { audit: { violations: 1 } }, "audit", /1 violations/],
    ["that one person has read", { codeReviewers: 1 }, "code review", /1 of 2/],
    ["without a release's tag", { tags: ["nightly"] }, "tag", /no tag like vX\.Y\.Z/],
    ["outside the window", { now: new Date("2026-01-16T12:00:00Z") }, "change window", /thu from 09:00/],
    ["with an empty summary", { changeSummary: "  " }, "change summary", /there is none/],
    ["that nobody has attested", { attested: complete.attested.slice(1) }, "checklist", /On-call is ready/],
    [
      "that somebody attested in another role",
      { attested: [complete.attested[0]!, { item: "QA has signed off", by: "otto", role: "operations" }] },
      "checklist",
      /QA has signed off/,
    ],
    ["with one approval", { approvals: [approval("anna")] }, "approvals", /1 of 2/],
    [
      "approved twice by one person",
      { approvals: [approval("anna"), approval("anna")] },
      "approvals",
      /1 of 2.*same person/,
    ],
    ["approved by who asks", { approvals: [approval("anna"), approval("rita")] }, "approvals", /1 of 2.*who asks/],
    ["that is critical", { request: { ...complete.request, critical: true } }, "approvals", /2 of 3/],
    ["too soon", { requestedAt: new Date("2026-01-15T11:50:00Z") }, "wait", /15 minutes/],
  ];
  for (const [what, change, gate, told] of kept) {
    it(`keep out a release ${what}, by that gate alone`, () => {
      const found = missing(change);
      assert.deepEqual(
        found.map((one) => one.gate),
        [gate],
      );
      assert.match(found[0]!.missing, told);
      assert.ok(found[0]!.change.length > 0);
    });
  }

  for (const key of ["scan", "audit", "changeSummary", "changeTicket", "rollbackPlan"] as const) {
    it(`keep out a release of which nobody knows: ${key}`, () =>
      assert.equal(gatesMissing(asked, without(key)).length, 1));
  }

  it("say when the window opens", () => {
    const [closed] = missing({ now: new Date("2026-01-16T12:00:00Z") });
    assert.equal(closed?.change, "wait until 2026-01-22T09:00Z");
  });

  it("let nobody wait who goes back", () => {
    assert.deepEqual(missing({ requestedAt: complete.now, goingBack: true }), []);
  });

  it("that ask for nothing want a source that is healthy and has verified, and no more", () => {
    const plain = { entry: pathSchema.parse({ from: "dev", to: "stage" }), tagPatterns: [] };
    const nothing = { now: complete.now, request: complete.request, requestedAt: complete.now };
    const empty = { ...nothing, checks: {}, codeReviewers: 0, tags: [], attested: [], approvals: [] };
    assert.deepEqual(gatesMissing(plain, empty), []);
    assert.deepEqual(
      gatesMissing(plain, { ...empty, source: { name: "dev", healthy: false } }).map(({ gate }) => gate),
      ["source", "verified"],
    );
  });
});
