import assert from "node:assert/strict";
import fc from "fast-check";
import { refusalOf, type Known, type PullRequest } from "../../../core/pull-requests/admission";
import { parseAge, verdictOn } from "../../../core/pull-requests/sweep";

const forkLabel = "env/preview-approved";
const open: PullRequest = { state: "open", fork: false, labels: [] };

describe("a pull request's environment", () => {
  const table: readonly (readonly [what: string, pullRequest: Known, refusal: RegExp | undefined])[] = [
    ["open", open, undefined],
    ["closed", { ...open, state: "closed" }, /it is closed/],
    ["merged", { ...open, state: "merged" }, /it is merged/],
    ["from a fork", { ...open, fork: true, labels: ["bug"] }, /from a fork, without the label env\/preview-approved/],
    ["from a fork, let in by a maintainer", { ...open, fork: true, labels: ["bug", forkLabel] }, undefined],
    ["from a fork, let in, and closed", { state: "closed", fork: true, labels: [forkLabel] }, /it is closed/],
    ["not there", "missing", /no such pull request/],
    ["not to be asked about", "unknown", undefined],
  ];
  for (const [what, pullRequest, refusal] of table) {
    it(`${refusal === undefined ? "is given to" : "is refused to"} a pull request that is ${what}`, () => {
      const found = refusalOf(pullRequest, forkLabel);
      if (refusal === undefined) assert.equal(found, undefined);
      else assert.match(found ?? "", refusal);
    });
  }
});

describe("the sweep", () => {
  const now = new Date("2026-05-20T12:00:00Z");
  const rules = { now, maxAge: 7 * 86_400, forkLabel };
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

  const pullRequests = fc.oneof(
    fc.constantFrom<Known>("missing", "unknown"),
    fc.record({
      state: fc.constantFrom<PullRequest["state"]>("open", "closed", "merged"),
      fork: fc.boolean(),
      labels: fc.subarray([forkLabel, "bug"]),
    }),
  );
  const ages = fc.option(fc.integer({ min: 0, max: 30 * 86_400 }), { nil: undefined });

  it("removes whatever its pull request may not have, at any age, and never what it may have and is young", () => {
    fc.assert(
      fc.property(pullRequests, ages, (pullRequest, age) => {
        const updatedAt = age === undefined ? undefined : ago(age);
        const { sweep } = verdictOn({ updatedAt, pullRequest }, rules);
        const refused = refusalOf(pullRequest, forkLabel) !== undefined;
        const old = age === undefined ? pullRequest === "unknown" : age > rules.maxAge;
        assert.equal(sweep, refused || old);
      }),
    );
  });

  it("a longer age never removes more", () => {
    fc.assert(
      fc.property(pullRequests, ages, fc.nat(40 * 86_400), fc.nat(40 * 86_400), (pullRequest, age, one, other) => {
        const remains = { pullRequest, updatedAt: age === undefined ? undefined : ago(age) };
        const [shorter, longer] = [Math.min(one, other), Math.max(one, other)];
        const sweeps = (maxAge: number) => verdictOn(remains, { ...rules, maxAge }).sweep;
        assert.ok(sweeps(shorter) || !sweeps(longer));
      }),
    );
  });

  it("says why", () => {
    const reason = (updatedAt: Date | undefined, pullRequest: Known) =>
      verdictOn({ updatedAt, pullRequest }, rules).reason;
    assert.equal(reason(ago(9 * 86_400), open), "last updated 9d ago, allowed 7d");
    assert.equal(reason(ago(3 * 3600 + 60), "unknown"), "last updated 3h ago");
    assert.equal(reason(ago(-30), open), "last updated 0h ago");
    assert.equal(reason(undefined, "unknown"), "it never came up");
    assert.equal(reason(undefined, open), "its pull request is open");
    assert.equal(reason(ago(0), { ...open, state: "merged" }), "it is merged");
  });

  it("takes ages in hours and days", () => {
    assert.deepEqual(["7d", "12h", "0h"].map(parseAge), [7 * 86_400, 12 * 3600, 0]);
    for (const wrong of ["", "7", "7w", "-1d", "1.5d", "7d ", "99999d"]) assert.equal(parseAge(wrong), undefined);
  });
});
