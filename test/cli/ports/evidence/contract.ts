import assert from "node:assert/strict";
import type { EvidenceStore, Lease } from "../../../../cli/ports/evidence/store";
import type { RolloutEvent } from "../../../../core/rollout/evidence";
import { happened } from "../../../support/events";

/** One place for evidence, empty at first, that may be opened any number of times, each as by a process of its own. */
export interface Place {
  open(now: () => number): Promise<EvidenceStore>;
  /** Writes a text there that no promenade of this version would write. */
  plant(key: string, text: string): Promise<void>;
}

/** The tests' clock starts with the real one: a process cannot have taken a lease before it began. */
const start = Date.now();
const minute = 60_000;
const ada = { owner: "ada", command: "traffic shift --stack dev" };
const bob = { owner: "bob", command: "deploy --stack dev" };

/** What every store of evidence does, wherever it keeps it. */
export function keepsEvidence(place: () => Promise<Place>): void {
  let at: Place;
  let now: number;
  let opened: EvidenceStore[];
  beforeEach(async () => {
    at = await place();
    [now, opened] = [start, []];
  });
  afterEach(() => opened.forEach((store) => store.close()));
  const open = async (): Promise<EvidenceStore> => {
    const store = await at.open(() => now);
    opened.push(store);
    return store;
  };
  const frozen = (reason: string, time = "2026-01-02T12:00:00.000Z") => happened({ kind: "frozen", reason, at: time });
  const reasons = (events: readonly RolloutEvent[]) => events.map((event) => ("reason" in event ? event.reason : ""));

  it("is empty at first", async () => {
    const store = await open();
    assert.deepEqual([await store.events(), await store.entries()], [[], []]);
  });

  it("has what was added, in that order, for everybody and whatever the clocks of the writers said", async () => {
    const [one, other] = [await open(), await open()];
    await one.append(frozen("first", "2026-01-02T12:00:05.000Z"));
    await other.append(frozen("second", "2026-01-02T11:00:00.000Z"));
    await one.append(frozen("third"));
    await one.append(frozen("fourth"));
    for (const store of [one, other, await open()]) {
      assert.deepEqual(reasons(await store.events()), ["first", "second", "third", "fourth"]);
    }
    assert.deepEqual(
      await one.events(),
      (await other.entries()).map(({ event }) => event),
    );
    assert.equal((await other.events())[1]?.at, "2026-01-02T11:00:00.000Z");
  });

  it("sees what others add later", async () => {
    const [one, other] = [await open(), await open()];
    await one.append(frozen("early"));
    assert.equal((await other.events()).length, 1);
    await one.append(frozen("late"));
    assert.deepEqual(reasons(await other.events()), ["early", "late"]);
  });

  it("loses nothing when many write at once", async () => {
    const stores = await Promise.all(Array.from({ length: 4 }, open));
    const wanted = stores.flatMap((_, store) => [0, 1, 2, 3, 4].map((each) => `${store}.${each}`));
    await Promise.all(wanted.map((reason, index) => stores[index % 4]!.append(frozen(reason))));
    assert.deepEqual([...reasons(await stores[0]!.events())].sort(), [...wanted].sort());
  });

  it("refuses what is not an event, and keeps nothing of it", async () => {
    const store = await open();
    await assert.rejects(store.append({ ...frozen("x"), kind: "melted" } as never), /melted|kind/);
    await assert.rejects(store.append({ ...frozen("x"), password: "hunter2" } as never), /password/);
    assert.deepEqual(await store.entries(), []);
  });

  it("keeps what it does not understand, apart from the events, and leaves out what is half written", async () => {
    const store = await open();
    await store.append(frozen("known"));
    const newer = { kind: "rehearsed", at: "2026-01-02T13:00:00Z", by: "eve", command: "rehearse" };
    await at.plant("2026-01-02T13-00-00.000Z-00ff", JSON.stringify(newer));
    await at.plant("2026-01-02T14-00-00.000Z-00ff", '{"kind":"frozen","at":"20');
    assert.deepEqual(reasons(await store.events()), ["known"]);
    assert.deepEqual(
      (await store.entries()).map(({ written }) => written["kind"]),
      ["frozen", "rehearsed"],
    );
  });

  describe("the lease", () => {
    const lease = async (store: EvidenceStore, asked = ada, force = false): Promise<Lease> => {
      const taken = await store.take(asked, { force });
      assert.ok("renew" in taken, `it is held: ${JSON.stringify(taken)}`);
      return taken;
    };
    const holder = async (store: EvidenceStore, asked = bob): Promise<string | undefined> => {
      const taken = await store.take(asked);
      return "heldBy" in taken ? taken.heldBy.owner : undefined;
    };

    it("tells the second one who has it, by which command, since when and until when", async () => {
      const { holder: own } = await lease(await open());
      const since = new Date(start).toISOString();
      assert.deepEqual(own, { ...ada, since, expires: new Date(start + minute).toISOString() });
      assert.deepEqual(await (await open()).take(bob), { heldBy: own });
    });

    it("is one driver's, not one person's: whoever has it is refused a second one", async () => {
      await lease(await open());
      assert.equal(await holder(await open(), ada), "ada");
    });

    it("is free again when it is released", async () => {
      await (await lease(await open())).release();
      assert.equal(await holder(await open()), undefined);
    });

    it("ends by itself, and not while it is renewed", async () => {
      const [one, other] = [await open(), await open()];
      const mine = await lease(one);
      now += 50_000;
      assert.equal(await mine.renew(), true);
      now += 50_000;
      assert.equal(await holder(other), "ada");
      now += 2 * minute;
      assert.equal(await holder(other), undefined);
      assert.equal(await mine.renew(), false);
    });

    it("is renewed even when its time is over, while nobody else has taken it", async () => {
      const mine = await lease(await open());
      now += 10 * minute;
      assert.equal(await mine.renew(), true);
      assert.equal(await holder(await open()), "ada");
    });

    it("is taken from anybody by force; who had it learns so, and takes nothing back by releasing it", async () => {
      const mine = await lease(await open());
      const theirs = await lease(await open(), bob, true);
      assert.equal(await mine.renew(), false);
      await mine.release();
      assert.equal(await theirs.renew(), true);
      assert.equal(await holder(await open(), ada), "bob");
    });

    it("is had by one alone of many that ask at once", async () => {
      const stores = await Promise.all(Array.from({ length: 8 }, open));
      const taken = await Promise.all(stores.map((store, index) => store.take({ ...ada, owner: `driver-${index}` })));
      const winners = taken.flatMap((one) => ("renew" in one ? one.holder.owner : []));
      assert.equal(winners.length, 1);
      assert.ok(taken.every((one) => ("heldBy" in one ? one.heldBy : one.holder).owner === winners[0]));
    });

    it("is no event", async () => {
      const store = await open();
      await lease(store);
      assert.deepEqual(await store.entries(), []);
    });
  });
}
