import assert from "node:assert/strict";
import fc from "fast-check";
import { nextRestoreStep, restoredName, snapshotName, type SeenInstance } from "../../core/restore";

const identifier = "prod-database";
const origin = "snapshot one";

/** RDS, as far as a restore goes: instances by name. */
class Cloud {
  readonly instances = new Map<string, SeenInstance>();
  recorded = "db-OLD123";

  constructor(exists: boolean) {
    if (exists) this.put(identifier, { resourceId: this.recorded, origin: undefined, managed: true });
  }

  put(name: string, rest: Omit<SeenInstance, "identifier">): void {
    this.instances.set(name, { ...rest, identifier: name });
  }

  rename(from: string, to: string): void {
    const found = this.instances.get(from);
    assert.ok(found && !this.instances.has(to), `${from} → ${to}`);
    this.instances.delete(from);
    this.put(to, found);
  }

  /** One step; whether it was the last. */
  step(managed: boolean): boolean {
    const seen = { own: this.instances.get(identifier), restored: this.instances.get(restoredName(identifier)) };
    const step = nextRestoreStep({ identifier, recorded: this.recorded, origin, managed }, seen);
    switch (step.kind) {
      case "restore":
        this.put(restoredName(identifier), { resourceId: "db-NEW456", origin, managed: false });
        return false;
      case "keep password":
        this.put(restoredName(identifier), { resourceId: "db-NEW456", origin, managed: true });
        return false;
      case "set aside":
        this.rename(identifier, step.as);
        return false;
      case "take over":
        this.rename(restoredName(identifier), identifier);
        return false;
      case "adopt":
        this.recorded = step.resourceId;
        return true;
      case "refuse":
        assert.fail(`refused: ${step.unfinished}`);
    }
  }
}

describe("restoring a database", () => {
  it("ends with the new instance in the old one's place, and the old one aside, wherever it was interrupted", () => {
    const runs = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 6 });
    fc.assert(
      fc.property(runs, fc.boolean(), fc.boolean(), (interruptions, managed, exists) => {
        const cloud = new Cloud(exists);
        const done = interruptions.some((steps) => Array.from({ length: steps }).some(() => cloud.step(managed)));
        for (let left = 10; !done && !cloud.step(managed); left--) assert.ok(left > 0, "it does not end");
        assert.equal(cloud.recorded, "db-NEW456");
        assert.deepEqual(cloud.instances.get(identifier), { identifier, resourceId: "db-NEW456", origin, managed });
        assert.deepEqual(
          [...cloud.instances.keys()].sort(),
          [identifier, ...(exists ? [`${identifier}-replaced-old123`] : [])].sort(),
        );
      }),
    );
  });

  it("does not finish another restore than its own", () => {
    const restored = { identifier: restoredName(identifier), resourceId: "db-X", origin: "latest", managed: true };
    const own = { identifier, resourceId: "db-OLD123", origin: undefined, managed: true };
    const restoration = { identifier, recorded: "db-OLD123", origin, managed: true };
    assert.deepEqual(nextRestoreStep(restoration, { own, restored }), { kind: "refuse", unfinished: "latest" });
  });

  it("names snapshots so that AWS takes them and their order is that of time", () => {
    const moments = fc.date({ min: new Date("2020-01-01"), max: new Date("2099-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(moments, moments, (one, two) => {
        const [first, second] = [one, two].map((at) => snapshotName("prod-database", "deploy", at)) as [string, string];
        assert.match(first, /^[a-z](?!.*--)[a-z0-9-]{0,253}[a-z0-9]$/);
        if (Math.abs(one.getTime() - two.getTime()) >= 1000) assert.equal(first < second, one < two);
      }),
    );
  });
});
