import assert from "node:assert/strict";
import { drive } from "../../../cli/promotion/drive";
import { Failure } from "../../../cli/failure";
import type { Ended } from "../../../cli/promotion/subject";
import type { Wish } from "../../../cli/promotion/wish";
import { old, PromotionWorld, subjectOf } from "../../support/promotion-world";

const [a, b, c] = ["prod-eu-west-1", "prod-us-east-1", "prod-ap-southeast-1"] as const;
const papers: Partial<Wish> = { papers: { rollbackPlan: "back to the slot before" } };

const regions = (): PromotionWorld => {
  const world = new PromotionWorld("staging", a, b, c);
  world.verifies("staging");
  return world;
};
const promote = (world: PromotionWorld, wish: Partial<Wish> = papers): Promise<Ended> =>
  drive(world.ports, subjectOf(world, wish));
const refused = async (world: PromotionWorld, wish: Partial<Wish> = papers): Promise<string> => {
  const failure = await promote(world, wish).then(
    ({ says }) => assert.fail(`was not refused: ${says}`),
    (error: unknown) => error,
  );
  assert.ok(failure instanceof Failure && failure.kind === "refused", String(failure));
  return failure.message;
};
/** Lets a release into the first waves, each of them approved. */
const through = async (world: PromotionWorld, ...stacks: readonly string[]): Promise<void> => {
  for (const stack of stacks) {
    await refused(world);
    world.says(stack, "anna");
  }
};

describe("a promotion into regions", () => {
  it("asks for one wave after the other, and enters each once it is approved", async () => {
    const world = regions();
    await refused(world);
    assert.deepEqual([world.kinds(a), world.kinds(b), world.done], [["promotion requested"], [], []]);
    world.says(a, "anna");
    assert.match(await refused(world), /2\.0\.0 is asked for in prod, region-b/);
    assert.deepEqual(world.done, [`deploy ${a} 2.0.0`, `verify ${a}`]);
    world.says(b, "anna");
    await refused(world);
    world.says(c, "anna");
    const { result, says } = await promote(world);
    assert.equal(result, "promoted");
    assert.match(says, /prod-ap-southeast-1 +2\.0\.0, healthy/);
    assert.deepEqual(world.runs(), { staging: "2.0.0", [a]: "2.0.0", [b]: "2.0.0", [c]: "2.0.0" });
    assert.equal((await promote(world)).result, "nothing to do");
  });

  it("watches a wave for its time before the next one is asked for", async () => {
    const world = regions();
    await through(world, a);
    const before = world.time;
    await refused(world);
    assert.ok(world.time - before >= 30 * 60_000);
    assert.equal(world.told.filter((text) => text.includes("region-a is watched until")).length, 1);
  });

  it("stops where the second region's checks fail: it goes back, the third is left alone, and all is told", async () => {
    const world = regions();
    await through(world, a, b);
    world.faults.checks.add(b);
    const { result, says } = await promote(world);
    assert.equal(result, "rolled back");
    assert.deepEqual(world.runs(), { staging: "2.0.0", [a]: "2.0.0", [b]: "1.0.0", [c]: "1.0.0" });
    assert.match(says, /prod-us-east-1: smoke: home: status 500/);
    assert.match(
      says,
      /prod-eu-west-1 +2\.0\.0, healthy\n +prod-us-east-1 +1\.0\.0, healthy\n +prod-ap-southeast-1 +1\.0\.0/,
    );
    assert.ok(!world.done.some((what) => what.includes(c)));
    assert.deepEqual(world.kinds(c), []);
    assert.equal(world.issues.length, 1);
    assert.match(world.issues[0]!.body, /status 500[^]*post-mortem/);

    world.faults.checks.clear();
    world.done.length = 0;
    assert.match(await refused(world), /region-b, and waits/, "who goes on asks anew");
    world.says(b, "otto");
    await refused(world);
    assert.deepEqual(world.done, [`deploy ${b} 2.0.0`, `verify ${b}`], "the first wave is left as it is");
  });

  it("stops where a region becomes unwell while it is watched, and takes that one back", async () => {
    const world = regions();
    await through(world, a);
    world.ports.pause = () => {
      world.time += 60_000;
      Object.assign(world.stack(a), { unwell: "app: 0 of 4 tasks healthy", failing: true });
      return Promise.resolve();
    };
    const { result, says } = await promote(world);
    assert.equal(result, "rolled back");
    assert.match(says, /0 of 4 tasks healthy/);
    assert.deepEqual(world.runs(), { staging: "2.0.0", [a]: "1.0.0", [b]: "1.0.0", [c]: "1.0.0" });
    assert.ok(world.kinds(a).filter((kind) => kind === "promotion ended").length >= 2);
  });

  it("touches nobody where a region that has it long fails: that is for its operator", async () => {
    const world = regions();
    await through(world, a, b);
    world.time += 24 * 3_600_000;
    await refused(world);
    Object.assign(world.stack(a), { unwell: "errors fires", failing: true });
    world.time += 24 * 3_600_000;
    world.done.length = 0;
    assert.match(await refused(world), /no other wave gets it[^]*errors fires[^]*rollback --stack prod-eu-west-1/);
    assert.deepEqual(world.done, []);
  });

  it("ends after the wave that was named", async () => {
    const world = regions();
    await through(world, a);
    const { result, says } = await promote(world, { ...papers, wave: "region-a" });
    assert.equal(result, "promoted");
    assert.match(says, /up to region-a/);
    assert.deepEqual(world.done, [`deploy ${a} 2.0.0`, `verify ${a}`]);
  });

  it("in a workflow asks once for all waves, and reads each wave's approvals at its own gate", async () => {
    const world = regions();
    world.asker = {
      ...world.asker,
      vouching: false,
      run: { id: "7", url: "https://github.com/acme/shop/actions/runs/7" },
    };
    const commit = {
      checks: { build: "passed" as const, test: "passed" as const },
      codeReviewers: 1,
      tags: ["v2.0.0"],
    };
    world.ports.facts = ({ images }) => Promise.resolve({ commit, scan: { images, findings: 0 } });
    const approvals: Record<string, readonly string[]> = { "region-a": ["anna"], "region-b": ["otto"], "region-c": [] };
    world.ports.readApprovals = (wave = "") =>
      Promise.resolve((approvals[wave] ?? []).map((by) => ({ by, at: "2026-01-15T12:00:00.000Z", comment: "" })));
    assert.equal((await promote(world, { ...papers, requestOnly: true })).result, "asked for");
    const { promotion } = world.stack(a).events[0] as { readonly promotion: string };
    world.note(a, { kind: "attested", promotion, item: "Sign-off of staging" }, "quinn");
    assert.equal((await promote(world, { wave: "region-a" })).result, "promoted");
    assert.equal((await promote(world, { wave: "region-b" })).result, "promoted");
    assert.match(await refused(world, { wave: "region-c" }), /region-c, and waits for 1 of/);
    assert.deepEqual(world.runs(), { staging: "2.0.0", [a]: "2.0.0", [b]: "2.0.0", [c]: "1.0.0" });
  });

  it("counts an approval for its own wave alone", async () => {
    const world = regions();
    await through(world, a);
    await refused(world);
    assert.match(await refused(world), /approvals +0 of 1/);
  });
});

describe("a promotion", () => {
  const one = (): PromotionWorld => {
    const world = new PromotionWorld("staging", "prod");
    world.verifies("staging");
    return world;
  };
  const asked = { approvals: 1, waitMinutes: 0, reviewers: ["managers"] };
  const into = (world: PromotionWorld, wish: Partial<Wish> = papers, change: object = asked) =>
    drive(world.ports, subjectOf(world, wish, change, "six-environments"));
  const refusedInto = async (...args: Parameters<typeof into>): Promise<string> =>
    into(...args).then(
      ({ says }) => assert.fail(says),
      (error: unknown) => (error as Failure).message,
    );

  it("of what may not even be asked for writes nothing down, and asks nobody", async () => {
    const world = one();
    const told = await refusedInto(world, {});
    assert.match(told, /rollback plan +there is none/);
    assert.match(told, /do +ask +npx promenade promote staging prod --release 2\.0\.0 --rollback-plan "…"/);
    assert.ok(!told.includes("npx promenade approve"), "others are asked once there is something to ask for");
    assert.deepEqual([world.kinds("prod"), world.done], [[], []]);
  });

  it("is asked for once, however often it is tried, and again where more is said", async () => {
    const world = one();
    await refusedInto(world);
    await refusedInto(world, {});
    assert.deepEqual(world.kinds("prod"), ["promotion requested"]);
    await refusedInto(world, { ...papers, critical: true });
    assert.deepEqual(world.kinds("prod"), ["promotion requested", "promotion requested"]);
  });

  it("that was only to be asked for ends well, though it waits", async () => {
    const world = one();
    const { result, says } = await into(world, { ...papers, requestOnly: true });
    assert.equal(result, "asked for");
    assert.match(says, /waits for/);
  });

  it("that was only to be asked for brings nothing in and takes nothing back, though nothing is missing", async () => {
    const only: Partial<Wish> = { ...papers, requestOnly: true };
    const world = one();
    await into(world, only);
    world.says("prod", "anna");
    const { result, says } = await into(world, only);
    assert.equal(result, "asked for");
    assert.match(says, /2\.0\.0 has passed every gate of prod/);
    assert.deepEqual(world.done, []);

    const waves = regions();
    await through(waves, a);
    await promote(waves, { ...papers, wave: "region-a" });
    assert.match((await promote(waves, only)).says, /region-a is watched until/);
    Object.assign(waves.stack(a), { unwell: "errors fires", failing: true });
    await assert.rejects(promote(waves, only), /no other wave gets it/);
    assert.deepEqual(waves.done, [`deploy ${a} 2.0.0`, `verify ${a}`]);
  });

  it("tells how each thing that it lacks is got, in one block", async () => {
    const told = await refusedInto(one());
    assert.match(
      told,
      /attest +npx promenade attest prod --as NAME --item "check build" --item "check test" --item "code review"/,
    );
    assert.match(told, /approvals +ask 1 more of managers: npx promenade approve prod --release 2\.0\.0 --as NAME/);
    assert.match(await refused(regions()), /attest prod --as NAME [^\n]*--item "tag v2\.0\.0"/);
  });

  it("waits as long as its path says from when it was asked for, and not at all where it goes back", async () => {
    const waiting = { ...asked, waitMinutes: 15 };
    const world = one();
    await refusedInto(world, papers, waiting);
    world.says("prod", "anna");
    assert.match(await refusedInto(world, papers, waiting), /wait +15 minutes lie between/);
    world.time += 15 * 60_000;
    assert.equal((await into(world, papers, waiting)).result, "promoted");

    world.verifies("staging", { release: "1.0.0", images: old.images });
    const ended = { kind: "promotion ended", promotion: "p0", release: "1.0.0", images: old.images } as const;
    world
      .stack("prod")
      .events.unshift({ ...ended, outcome: "promoted", gates: [], at: "2026-01-01T00:00:00Z", by: "ada", command: "" });
    const back = (wish: Partial<Wish>) => {
      const subject = { ...subjectOf(world, wish, waiting, "six-environments"), release: old };
      return drive(world.ports, subject);
    };
    await assert.rejects(back(papers), /an older release needs a reason/);
    const why: Partial<Wish> = { papers: { ...papers.papers, changeSummary: "search fails" } };
    await assert.rejects(back(why), /approvals +0 of 1/);
    world.says("prod", "anna");
    assert.equal((await back(why)).result, "promoted");
    assert.equal(world.runs().prod, "1.0.0");
  });

  it("ends as its rollout does: taken back by the guard, failed before any request, paused", async () => {
    for (const [ending, result] of [
      ["rolled back", "rolled back"],
      ["failed", "failed"],
      ["paused", "paused"],
    ] as const) {
      const world = one();
      await refusedInto(world);
      world.says("prod", "anna");
      world.faults.deploy.prod = { ending, says: "errors 4.8 %" };
      const ended = await into(world);
      assert.deepEqual([ended.result, world.runs().prod], [result, "1.0.0"]);
      assert.match(ended.says, /errors 4\.8 %/);
      assert.equal(world.kinds("prod").includes("promotion ended"), result !== "paused");
      assert.equal(world.issues.length, result === "rolled back" ? 1 : 0, "where users have met it");
    }
  });

  it("tells both where its checks fail and it cannot go back", async () => {
    const world = one();
    await refusedInto(world);
    world.says("prod", "anna");
    world.faults.checks.add("prod");
    world.faults.rollBack.prod = "the slot is gone";
    const { result, says } = await into(world);
    assert.equal(result, "failed");
    assert.match(says, /status 500; and it could not be rolled back: the slot is gone/);
    assert.equal(world.issues.length, 1);
  });

  it("hands what proves it to the deploy, and asks for the same after a crash at any step", async () => {
    for (let crashAfter = 0; ; crashAfter++) {
      const world = one();
      await refusedInto(world);
      world.says("prod", "anna");
      world.faults.crashAfter = crashAfter;
      const first = await into(world).catch((error: unknown) => error as Error);
      world.faults.crashAfter = Infinity;
      if (!(first instanceof Error)) break;
      assert.equal(first.message, "a crash");
      const { result } = await into(world);
      assert.ok(["promoted", "nothing to do"].includes(result), result);
      assert.equal(world.runs().prod, "2.0.0");
      assert.equal(world.done.filter((what) => what.startsWith("deploy")).length, 1, "once, whenever the crash came");
      assert.ok(world.done.includes("verify prod"));
      const ended = world.stack("prod").events.filter(({ kind }) => kind === "promotion ended");
      assert.ok(ended.length === 1 && ended[0]!.kind === "promotion ended" && ended[0].outcome === "promoted");
    }
    const world = one();
    await refusedInto(world);
    world.says("prod", "anna");
    await into(world);
    const begun = world.stack("prod").events.find((event) => event.kind === "rollout started");
    assert.ok(begun?.kind === "rollout started");
    assert.match(begun.deploy!.evidence!.verified!, /^staging 2026-01-15T12:00:00/);
    assert.match(begun.deploy!.evidence!.approvals!, /^promotion /);
  });

  it("goes on with a rollout that a crash has cut short, though the window has closed since", async () => {
    const world = one();
    const window = { days: ["thu" as const], from: "09:00", to: "13:00", timezone: "UTC" };
    const path = { ...asked, gates: { ...subjectOf(world, {}, {}, "six-environments").path.gates, window } };
    await refusedInto(world, papers, path);
    world.says("prod", "anna");
    world.faults.dying.add("prod");
    assert.equal(await refusedInto(world, papers, path), "a crash");
    world.time += 3 * 3_600_000;
    assert.equal((await into(world, papers, path)).result, "promoted");
    assert.deepEqual(world.done, ["deploy prod 2.0.0", "resume prod", "verify prod"]);
  });

  it("in a workflow counts what GitHub tells of its run, writes it down once, and no typed name", async () => {
    const world = one();
    world.asker = {
      ...{ requester: "rita", alsoAskedBy: ["otto"], vouching: false },
      run: { id: "7", url: "https://github.com/acme/shop/actions/runs/7" },
    };
    const github = { checks: { build: "passed" as const, test: "passed" as const }, codeReviewers: 1, tags: [] };
    world.ports.facts = ({ images }) =>
      Promise.resolve({ commit: github, scan: { images, findings: 0 }, audit: { violations: 0 } });
    await refusedInto(world);
    world.says("prod", "anna");
    assert.match(await refusedInto(world), /approvals +0 of 1 people have approved; anna's does not count/);
    world.given = [{ by: "otto", at: "2026-01-15T12:30:00.000Z", comment: "" }];
    assert.match(await refusedInto(world), /otto's does not count: who asks for a release/);
    world.given = [...world.given, { by: "cleo", at: "2026-01-15T12:30:00.000Z", comment: "fine" }];
    assert.equal((await into(world)).result, "promoted");
    const approved = world.stack("prod").events.filter((event) => event.kind === "approved" && event.run === "7");
    assert.deepEqual(
      approved.map(({ by }) => by),
      ["otto", "cleo"],
    );
    const begun = world.stack("prod").events.find((event) => event.kind === "rollout started");
    assert.equal(begun?.kind === "rollout started" && begun.deploy?.evidence?.approvals, world.asker.run?.url);
  });
});
