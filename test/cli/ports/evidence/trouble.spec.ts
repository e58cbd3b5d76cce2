import assert from "node:assert/strict";
import { bucketEvidence } from "../../../../cli/ports/evidence/bucket";
import type { EvidenceStore, Lease } from "../../../../cli/ports/evidence/store";
import { Failure } from "../../../../cli/failure";
import { happened } from "../../../support/events";
import { keepsEvidence } from "./contract";
import { FakeS3, type Trouble } from "./fake-s3";

const impatient = { requestHandler: { requestTimeout: 300 } };
const frozen = (reason: string) => happened({ kind: "frozen", reason });

describe("evidence in a bucket that gives trouble", () => {
  let s3: FakeS3;
  let client: Awaited<ReturnType<FakeS3["start"]>>;
  let store: EvidenceStore;
  beforeEach(async () => {
    s3 = new FakeS3();
    client = { ...(await s3.start()), ...impatient };
    store = await open();
  });
  afterEach(() => {
    store.close();
    s3.stop();
  });
  const open = (now?: () => number) => bucketEvidence({ bucket: "evidence", client, lockDays: undefined }, now);
  const meets = (method: "GET" | "PUT", ...troubles: readonly Trouble[]) =>
    s3.troubles.push(...troubles.map((trouble) => ({ method, trouble })));
  const reasons = async () => (await store.events()).map((event) => (event.kind === "frozen" ? event.reason : ""));
  const lease = async (owner = "ada"): Promise<Lease> => {
    const taken = await store.take({ owner, command: "deploy" });
    assert.ok("renew" in taken);
    return taken;
  };

  describe("without any", () => {
    keepsEvidence(async () => ({
      open,
      plant: async (key, text) => {
        await fetch(`${client.endpoint}/evidence/events/${key}.json`, { method: "PUT", body: text });
      },
    }));
  });

  for (const trouble of ["slow down", "silence", "reset", "lost"] as const) {
    it(`tries again when it reads: ${trouble}`, async () => {
      await store.append(frozen("why"));
      meets("GET", trouble, trouble);
      assert.deepEqual(await reasons(), ["why"]);
      assert.deepEqual(s3.troubles, []);
    });
  }

  for (const trouble of ["slow down", "silence", "reset", "lost", "conflict"] as const) {
    it(`has an event once when it is written: ${trouble}`, async () => {
      meets("PUT", trouble, trouble);
      await store.append(frozen("why"));
      assert.deepEqual(s3.troubles, []);
      assert.deepEqual(await reasons(), ["why"]);
    });

    it(`has the lease when it is taken, renewed, and left: ${trouble}`, async () => {
      meets("PUT", trouble);
      const mine = await lease();
      meets("PUT", trouble);
      assert.equal(await mine.renew(), true);
      assert.equal(await mine.renew(), true);
      meets("PUT", trouble);
      await mine.release();
      assert.deepEqual(s3.troubles, []);
      await lease("bob");
    });
  }

  it("leaves a lease some seconds longer than it says, for clocks differ", async () => {
    let now = Date.now();
    const [one, other] = [await open(() => now), await open(() => now)];
    await one.take({ owner: "ada", command: "deploy" });
    now += 65_000;
    assert.ok("heldBy" in (await other.take({ owner: "bob", command: "deploy" })));
    now += 6_000;
    assert.ok("renew" in (await other.take({ owner: "bob", command: "deploy" })));
    [one, other].forEach((each) => each.close());
  });

  it("gives up in the end, and tells what it met", async () => {
    meets("PUT", "slow down", "slow down", "slow down");
    const hasty = await bucketEvidence({
      bucket: "evidence",
      client: { ...client, maxAttempts: 3 },
      lockDays: undefined,
    });
    await assert.rejects(
      hasty.append(frozen("why")),
      (error) => error instanceof Failure && /it cannot be written\n {2}found {4}SlowDown/.test(error.message),
    );
    hasty.close();
  });

  it("pauses longer each time", async () => {
    meets("GET", "slow down", "slow down", "slow down");
    const began = performance.now();
    await store.events();
    assert.ok(performance.now() - began > 50);
    assert.equal(s3.asked.length, 4);
  });

  it("reads page after page, and each event once", async () => {
    s3.page = 2;
    for (const reason of ["a", "b", "c", "d", "e"]) await store.append(frozen(reason));
    assert.deepEqual(await reasons(), ["a", "b", "c", "d", "e"]);
    s3.asked.length = 0;
    assert.deepEqual(await reasons(), ["a", "b", "c", "d", "e"]);
    assert.deepEqual(s3.asked, Array(3).fill("GET events/"));
  });

  it("takes one listing and one write to add an event, however many there are", async () => {
    for (const reason of ["a", "b", "c", "d"])
      await store.append(happened({ kind: "frozen", reason, at: "2025-01-01T00:00:00.000Z" }));
    s3.asked.length = 0;
    await store.append(frozen("e"));
    assert.deepEqual(
      s3.asked.map((one) => one.slice(0, 10)),
      ["GET events", "PUT events"],
    );
  });
});
