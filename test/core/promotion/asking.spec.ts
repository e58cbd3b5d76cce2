import assert from "node:assert/strict";
import { goingOn, isHalfway, openRequest, papersOf, saysMore, waitingRequests } from "../../../core/promotion/asking";
import { isGoingBack } from "../../../core/promotion/going-back";
import { releaseNamed, verifiedReleases } from "../../../core/promotion/candidate";
import { verifiedSince } from "../../../core/promotion/verified-since";
import { happened } from "../../support/events";
import { viewOf } from "../../support/rollout/views";
import { digest } from "../../support/settings";

const images = { app: `registry.example/app@${digest("a")}` };
const others = { app: `registry.example/app@${digest("b")}` };
const at = (minute: number) => `2026-01-15T12:${String(minute).padStart(2, "0")}:00.000Z`;

const requested = (minute: number, change: object = {}) =>
  happened({
    ...{ kind: "promotion requested", promotion: "p1", from: "stage", to: "prod", release: "2.0.0", images },
    ...{ requester: "rita", critical: false, goingBack: false, at: at(minute) },
    ...change,
  });
const ended = (minute: number, outcome: "promoted" | "rolled back" | "failed", change: object = {}) =>
  happened({
    ...{ kind: "promotion ended", promotion: "p1", release: "2.0.0", images, outcome, gates: [], at: at(minute) },
    ...change,
  });
const verified = (minute: number, passed: boolean, of = images) =>
  happened({
    ...{ kind: "verified", release: "2.0.0", images: of, slot: "green", passed, at: at(minute) },
    checks: [{ name: "smoke", passed, found: "200" }],
  });
const begun = (minute: number, of = images) =>
  happened({
    ...{ kind: "rollout started", rollout: `r${minute}`, slot: "green", revision: 1, steps: [], oneWay: false },
    ...{ deploy: { release: "2.0.0", images: of }, at: at(minute) },
  });
const asked = { from: "stage", images, wave: undefined, run: undefined };

describe("a request for a promotion", () => {
  it("is open until it has ended, whoever goes on with it", () => {
    assert.equal(openRequest([], asked), undefined);
    assert.equal(openRequest([requested(1)], asked)?.first.requester, "rita");
    assert.equal(openRequest([requested(1), ended(2, "promoted")], asked), undefined);
    assert.equal(openRequest([requested(1), ended(2, "rolled back")], asked), undefined);
  });

  it("is for these images, this wave and this run alone", () => {
    const events = [requested(1)];
    assert.equal(openRequest(events, { ...asked, images: others }), undefined);
    assert.equal(openRequest(events, { ...asked, from: "dev" }), undefined);
    assert.equal(openRequest(events, { ...asked, wave: "region-a" }), undefined);
    assert.equal(openRequest(events, { ...asked, run: "7" }), undefined);
    assert.ok(openRequest([requested(1, { run: "7" })], { ...asked, run: "7" }));
  });

  it("keeps who asked first and when, and has what was said last", () => {
    const events = [requested(1), requested(5, { requester: "otto", changeSummary: "clearer" })];
    const open = openRequest(events, asked);
    assert.deepEqual([open?.first.requester, open?.first.at, open?.last.changeSummary], ["rita", at(1), "clearer"]);
  });

  it("belongs to the promotion whose earlier waves have got the release, and to another one after a failure", () => {
    const wave = "region-a";
    const first = [requested(1, { wave }), ended(2, "promoted", { wave })];
    assert.equal(goingOn(first, { ...asked, wave: "region-b" })?.promotion, "p1");
    assert.equal(goingOn(first, { ...asked, wave }), undefined);
    assert.equal(goingOn([requested(1, { wave }), ended(2, "failed", { wave })], asked), undefined);
  });

  it("is half-way once its images have begun to come in and nobody has said how that ended", () => {
    const halfway = (...own: readonly ReturnType<typeof begun>[]) => isHalfway([requested(3), ...own], own, asked);
    assert.equal(halfway(), false);
    assert.equal(halfway(begun(4)), true);
    assert.equal(halfway(begun(4, others)), false);
    assert.equal(halfway(begun(2)), false, "a rollout from before the request is none of its");
    assert.equal(isHalfway([requested(3), begun(4), ended(5, "promoted")], [begun(4)], asked), false);
  });

  it("waits where it has not ended, each wave's once", () => {
    const waiting = waitingRequests([requested(1), requested(2), requested(3, { promotion: "p2", release: "3.0.0" })]);
    assert.deepEqual(
      waiting.map(({ release, at: when }) => [release, when]),
      [
        ["2.0.0", at(2)],
        ["3.0.0", at(3)],
      ],
    );
    assert.deepEqual(waitingRequests([requested(1), ended(2, "failed")]), []);
  });

  it("says what is given now, and else what was said before", () => {
    const before = { changeSummary: "old", changeTicket: "CHG-1" };
    assert.deepEqual(papersOf({ changeSummary: " new ", rollbackPlan: " " }, before), {
      changeSummary: "new",
      changeTicket: "CHG-1",
    });
    assert.equal(saysMore({ ...before, critical: false }, { ...before, critical: false }), false);
    assert.equal(saysMore({ ...before, critical: true }, { ...before, critical: false }), true);
    assert.equal(saysMore({ ...before, changeTicket: "CHG-2", critical: false }, { ...before, critical: false }), true);
  });
});

describe("a verification", () => {
  it("counts since its checks passed after they failed last", () => {
    assert.equal(verifiedSince([], images), undefined);
    assert.deepEqual(verifiedSince([verified(1, true), verified(2, true)], images)?.since, at(1));
    assert.deepEqual(verifiedSince([verified(1, true), verified(2, false), verified(3, true)], images)?.since, at(3));
    const failed = verifiedSince([verified(1, true), verified(2, false)], images);
    assert.deepEqual([failed?.passed, failed?.since], [false, undefined]);
    assert.equal(verifiedSince([verified(1, true, others)], images), undefined);
  });

  it("does not outlast a promotion that was taken back, until the checks pass once more", () => {
    const takenBack = [verified(1, true), ended(2, "rolled back")];
    assert.equal(verifiedSince(takenBack, images)?.passed, false);
    assert.equal(verifiedSince([...takenBack, verified(3, true)], images)?.since, at(3));
    assert.equal(verifiedSince([verified(1, true), ended(2, "promoted")], images)?.since, at(1));
  });
});

describe("going back", () => {
  const old = { images: others, promotion: "p0", release: "1.0.0" };

  it("is to what was promoted before the live release first was", () => {
    const events = [ended(1, "promoted", old), ended(2, "promoted")];
    assert.equal(isGoingBack(events, others, images), true);
    assert.equal(isGoingBack(events, images, others), false, "a release that was taken back and comes again is none");
    assert.equal(isGoingBack([...events, ended(3, "promoted", old)], images, others), false);
  });

  it("is not to what never was here, nor from what was not promoted", () => {
    assert.equal(isGoingBack([ended(2, "promoted")], others, images), false);
    assert.equal(isGoingBack([ended(1, "promoted", old), ended(2, "rolled back")], others, images), false);
  });
});

describe("a release by its name", () => {
  it("is what a slot of the source has, or what has happened there", () => {
    const held = viewOf({ slots: { green: { release: "3.0.0", images } } }).record;
    assert.deepEqual(releaseNamed(held, [], "3.0.0")?.images, images);
    assert.deepEqual(releaseNamed(held, [begun(1, others)], "2.0.0"), { release: "2.0.0", images: others });
    assert.equal(releaseNamed(held, [], "9.9.9"), undefined);
  });

  it("is one of those that were verified, the newest first", () => {
    const older = happened({ ...verified(1, true), release: "1.0.0" });
    assert.deepEqual(verifiedReleases([older, verified(2, true), older, verified(3, false)]), ["1.0.0", "2.0.0"]);
  });
});
