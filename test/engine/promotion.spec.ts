import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { folderEvidence } from "../../cli/ports/evidence/folder";
import type { PromotionReport } from "../../cli/promote";
import type { Rehearsal } from "../../cli/promotion/rehearsal";
import { checkout } from "../support/environment";
import { LocalCloud } from "../support/local-cloud";
import { digest } from "../support/settings";

const older = { release: "0.9.0", images: { app: `promenade/sample@${digest("b")}` } };
/** What dev's stack file seeds it with. */
const { config } = parse(readFileSync(join(checkout, "Pulumi.dev.yaml"), "utf8")) as {
  readonly config: { readonly "promenade:initialRelease": { readonly release: string; readonly images: object } };
};
const seeded = config["promenade:initialRelease"];
const papers = ["--summary", "faster search", "--rollback-plan", "back to the slot before"];

describe("three-tier, from commit to prod and back", function () {
  this.timeout(5 * 60_000);
  const cloud = new LocalCloud();

  before("bring all of it up: dev with a release, stage empty, prod with an older one", async () => {
    await cloud.begin("dev is up");
    cloud.stackFiles.write("dev");
    cloud.stackFiles.write("stage", { migrations: undefined });
    cloud.stackFiles.write("prod", { schedule: "all-at-once", initialRelease: older });
    // What is promoted comes into green, and is judged by all rules.
    cloud.stackFiles.except(
      "seeded with a release instead of being promoted one",
      ...["release-verified", "release-approved"].flatMap((rule) =>
        ["prod-blue-*", "prod-migrat*"].map((resource) => ({ rule, resource })),
      ),
    );
    await Promise.all(["prod", "stage"].map((stack) => cloud.must("up", "--stack", stack)));
  });
  after(async function () {
    this.timeout(60_000);
    await cloud.remove();
  });

  const events = (stack: string) => folderEvidence(join(cloud.root, "evidence", stack)).events();
  const kinds = async (stack: string) => (await events(stack)).map(({ kind }) => kind);
  /** Everything that the local cloud holds, and what has happened so far. */
  const everything = async () =>
    JSON.stringify([
      cloud
        .records()
        .map(({ id, outputs }) => [id, outputs])
        .sort(),
      await kinds("stage"),
      await kinds("prod"),
    ]);
  const rita = async (...args: readonly string[]) => {
    const ended = await cloud.launchAs({ ...process.env, PROMENADE_USER: "rita" }, ...args).ended;
    return { ...ended, told: `${ended.stdout}\n${ended.stderr}` };
  };
  const promote = async (...args: readonly string[]): Promise<PromotionReport> => {
    const { exitCode, stdout, told } = await rita("promote", ...args, "--json");
    assert.equal(exitCode, 0, told);
    return JSON.parse(stdout) as PromotionReport;
  };
  const refused = async (...args: readonly string[]): Promise<string> => {
    const { exitCode, told } = await rita("promote", ...args);
    assert.equal(exitCode, 3, told);
    return told;
  };

  it("refuses what no path and no verification allows, and leaves everything as it was", async () => {
    const before = await everything();
    assert.match(await refused("dev", "prod"), /no path from dev to prod[^]*allowed +from dev to stage/);
    assert.match(await refused("dev", "stage"), /verified +dev has not verified exactly these images/);
    assert.equal(await everything(), before);
  });

  it("brings the same images from dev into stage", async () => {
    await cloud.must("verify", "--stack", "dev");
    const { result, images, stacks } = await promote("dev", "stage");
    assert.deepEqual([result, images], ["promoted", seeded.images]);
    assert.deepEqual(stacks, [{ stack: "stage", release: "1.0.0", healthy: true }]);
  });

  it("rehearses the way into prod, and changes nothing", async () => {
    const before = await everything();
    const { stdout } = await rita("promote", "stage", "prod", "--dry-run", "--json");
    const rehearsal = JSON.parse(stdout) as Rehearsal;
    assert.deepEqual([rehearsal.release, rehearsal.now], ["1.0.0", { prod: "0.9.0" }]);
    const passed = rehearsal.gates.filter((one) => one.passed).map(({ gate }) => gate);
    assert.deepEqual(passed, ["source", "verified", "scan", "freeze"]);
    assert.equal(rehearsal.foreseen?.refused, false);
    assert.equal(await everything(), before);
  });

  it("keeps it out of prod until everybody has said what they have to say", async () => {
    const before = await everything();
    const bare = await refused("stage", "prod");
    assert.match(bare, /change summary +there is none\n +rollback plan +there is none\n +approvals +0 of 1/);
    assert.equal(await everything(), before);
    assert.match(
      await refused("stage", "prod", ...papers),
      /1\.0\.0 is asked for in prod, and waits for 6 of 12 gates/,
    );
    const own = await rita("approve", "prod", "--as", "Rita");
    assert.match(own.told, /this approval would not count: who asks for a release does not approve it/);
    await cloud.must("approve", "prod", "--as", "anna", "--role", "release-approvers");
    assert.match(await refused("stage", "prod"), /waits for 5 of 12 gates/);
    await cloud.must("attest", "prod", "--as", "ben", "--all");
    assert.deepEqual(new Set(await kinds("prod")), new Set(["promotion requested", "approved", "attested"]));
  });

  it("enters prod, whose rules ask for what proves it", async () => {
    const { result, stacks } = await promote("stage", "prod");
    assert.deepEqual([result, stacks], ["promoted", [{ stack: "prod", release: "1.0.0", healthy: true }]]);
    const tags = (await cloud.state("prod"))
      .filter(({ type }) => type === "aws:ecs/taskDefinition:TaskDefinition")
      .map(({ outputs }) => (outputs?.tags ?? {}) as Readonly<Record<string, string>>)
      .filter((own) => own["promenade:release"] === "1.0.0");
    assert.equal(tags.length, 2, "of the slot, and of what has migrated the database");
    for (const own of tags) {
      assert.match(own["promenade:verified"]!, /^stage 2\d{3}-/);
      assert.match(own["promenade:approvals"]!, /^promotion [0-9a-f-]{36}$/);
    }
    const [ended] = (await events("prod")).flatMap((event) => (event.kind === "promotion ended" ? [event] : []));
    assert.equal(ended?.outcome, "promoted");
    assert.ok(ended.gates.every(({ passed }) => passed));
    assert.match(ended.gates.find(({ gate }) => gate === "approvals")!.found, /^anna as release-approvers/);
    assert.ok((await kinds("prod")).includes("noted"));
  });

  it("has nothing to do where the release is already, goes back at once, and asks anew for what comes again", async () => {
    assert.equal((await promote("stage", "prod")).result, "nothing to do");
    await cloud.must("rollback", "--stack", "prod", "--reason", "search fails");
    const again = await refused("stage", "prod");
    assert.match(again, /1\.0\.0 may not enter prod: 8 of 12 gates stand against it[^]*approvals +0 of 1/);
  });
});
