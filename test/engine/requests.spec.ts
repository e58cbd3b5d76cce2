import assert from "node:assert/strict";
import { readRecord } from "../../core/record";
import type { Request } from "../../core/release";
import type { EnvironmentStatus } from "../../core/status";
import { LocalCloud } from "../support/local-cloud";
import { imageOf } from "../support/rollout/deployed";

const release = { release: "2.0.0", images: { app: imageOf("2.0.0") } };
const morning = (slot: string): string => `ScheduledAction dev-off-hours-${slot}-app-morning`;
const counted = (slot: string): readonly string[] => [
  morning(slot),
  `Service dev-${slot}-app`,
  `Target dev-${slot}-autoscaling-app`,
];

type Asked = Request extends infer One ? (One extends Request ? Omit<One, "revision"> : never) : never;

/** What is asked for, one after the other, and all that it changes. */
const requests: readonly (readonly [what: string, asked: Asked, changes: readonly string[]])[] = [
  [
    "a request for a slot changes that slot",
    { kind: "slot", slot: "green", capacity: "full", ...release },
    [...counted("green"), "TaskDefinition dev-green-app"],
  ],
  [
    "a request for a migration changes the task that migrates, and no service",
    { kind: "migration", ...release },
    ["TaskDefinition dev-migrate"],
  ],
  [
    "a request for traffic changes one rule",
    { kind: "traffic", weights: { blue: 0, green: 100 } },
    ["ListenerRule dev-traffic-app"],
  ],
  [
    "a request for capacity changes counts and bounds, and no task definition",
    { kind: "capacity", slot: "blue", capacity: "none" },
    counted("blue"),
  ],
  [
    "a request for capacity keeps a slot that is full at its size",
    { kind: "capacity", slot: "green", capacity: "full", minimum: { app: 1 } },
    ["Target dev-green-autoscaling-app"],
  ],
];

/** A secret is encrypted anew each time that a state is written. */
const sealed = (key: string, value: unknown): unknown => (key === "ciphertext" ? "secret" : value);

describe("requests, on the real engine", function () {
  this.timeout(180_000);
  const cloud = new LocalCloud();
  /** What the stack file says beside requests. */
  let settings: Readonly<Record<string, unknown>> = {};

  const up = async (config: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    cloud.stackFiles.write("dev", { ...settings, ...config });
    return cloud.must("pulumi", "--stack", "dev", "--", "up", "--yes", "--skip-preview");
  };
  const refreshed = async (): Promise<void> => {
    await cloud.must("pulumi", "--stack", "dev", "--", "refresh", "--yes", "--skip-preview", "--expect-no-changes");
  };
  const status = async (): Promise<EnvironmentStatus> => {
    const { environments } = await cloud.json<{ environments: EnvironmentStatus[] }>("status", "--stack", "dev");
    return environments[0]!;
  };

  /** What the state holds of resources in the cloud, by type and name, and the revision that it records. */
  async function look() {
    const resources = (await cloud.state("dev")).filter(({ type }) => type.startsWith("aws:"));
    const held = new Map(
      resources.map(({ urn, type, outputs }) => [
        `${type.split(":").at(-1)} ${urn.split("::").at(-1)}`,
        JSON.stringify(outputs, sealed),
      ]),
    );
    const record = readRecord(resources.map(({ type, outputs = {} }) => ({ type, outputs })));
    return { held, revision: record?.revision ?? 0 };
  }

  /** What comes of some work, in the state. */
  async function changesBy(work: (revision: number) => Promise<unknown>) {
    const before = await look();
    await work(before.revision);
    const after = await look();
    const names = new Set([...before.held.keys(), ...after.held.keys()]);
    const changed = [...names].filter((name) => before.held.get(name) !== after.held.get(name)).sort();
    return { changed, revisions: after.revision - before.revision };
  }

  before(async function () {
    this.timeout(240_000);
    cloud.stackFiles.write("dev");
    await cloud.begin("dev is up");
  });
  after(async function () {
    this.timeout(60_000);
    await cloud.remove();
  });

  for (const [what, asked, changes] of requests) {
    it(`${what}; nothing has drifted`, async () => {
      const found = await changesBy((revision) => up({ request: { ...asked, revision: revision + 1 } }));
      assert.deepEqual(found, { changed: [...changes].sort(), revisions: 1 });
      await refreshed();
    });
  }

  it("are ignored, with a warning, once they are stale", async () => {
    const found = await changesBy(async (revision) => {
      const said = await up({ request: { kind: "traffic", revision, weights: { blue: 100, green: 0 } } });
      assert.match(said, new RegExp(`request ${revision} is stale and ignored`));
    });
    assert.deepEqual(found, { changed: [], revisions: 0 });
  });

  it("are what new settings wait for: a plain up changes nothing of slots and traffic, and status says so", async () => {
    settings = { variables: { FLAG: "on" }, secrets: ["MAIL_KEY"] };
    const before = await look();
    await up();
    const after = await look();
    for (const [name, held] of before.held) {
      if (/dev-(blue|green|traffic|migrate|off-hours)\b/.test(name)) assert.equal(after.held.get(name), held, name);
    }
    assert.equal(after.revision, before.revision);
    assert.deepEqual((await status()).pending, ["green/app"]);
    await refreshed();
    const request = { kind: "slot", revision: after.revision + 1, slot: "green", capacity: "full", ...release };
    await up({ request });
    assert.deepEqual((await status()).pending, []);
  });

  it("have shipped what a later up may not take away: an entry that a slot with tasks starts with", async () => {
    cloud.stackFiles.write("dev", { variables: { FLAG: "on" } });
    const found = await changesBy(async () => {
      const { exitCode, stderr } = await cloud.run("up");
      assert.equal(exitCode, 3, stderr);
      assert.match(stderr, /dev-vault-MAIL_KEY: the change would remove it[^]*named by green\/app/);
    });
    assert.deepEqual(found, { changed: [], revisions: 0 });
  });
});
