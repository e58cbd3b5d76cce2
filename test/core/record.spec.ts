import assert from "node:assert/strict";
import { readRecord, type StateResource } from "../../core/record";
import { environmentStatus, slotState } from "../../core/status";

const slotTags = (slot: string) => ({ "promenade:slot": slot, "promenade:service": "app" });

const targetGroup = (slot: string): StateResource => ({
  type: "aws:lb/targetGroup:TargetGroup",
  outputs: { arn: `tg-${slot}`, tags: slotTags(slot) },
});

const taskDefinition = (slot: string, tags: Record<string, string>, image: string): StateResource => ({
  type: "aws:ecs/taskDefinition:TaskDefinition",
  outputs: {
    arn: `definition-${slot}`,
    tags: { ...slotTags(slot), ...tags },
    containerDefinitions: JSON.stringify([{ name: "app", image }]),
  },
});

const target = (
  slot: string,
  tags: Record<string, string>,
  minCapacity: number,
  maxCapacity: number,
): StateResource => ({
  type: "aws:appautoscaling/target:Target",
  outputs: { tags: { ...slotTags(slot), ...tags }, minCapacity, maxCapacity },
});

const migration = (tags: Record<string, string>): StateResource => ({
  type: "aws:ecs/taskDefinition:TaskDefinition",
  outputs: { arn: "definition-migrate", tags: { "promenade:task": "migrate", "promenade:service": "app", ...tags } },
});

const service = (slot: string, desiredCount: number): StateResource => ({
  type: "aws:ecs/service:Service",
  outputs: { desiredCount, tags: slotTags(slot) },
});

const rule = (tags: Record<string, string>, blue: number, green: number): StateResource => ({
  type: "aws:lb/listenerRule:ListenerRule",
  outputs: {
    tags,
    actions: [
      {
        forward: {
          targetGroups: [
            { arn: "tg-green", weight: green },
            { arn: "tg-blue", weight: blue },
          ],
        },
      },
    ],
  },
});

const resources: readonly StateResource[] = [
  targetGroup("blue"),
  targetGroup("green"),
  taskDefinition(
    "blue",
    {
      "promenade:release": "1.0.0",
      "promenade:commit": "abc1234",
      "promenade:revision": "4",
    },
    "app@sha256:a",
  ),
  taskDefinition("green", { "promenade:revision": "1" }, "placeholder@sha256:0"),
  target("blue", { "promenade:capacity": "full", "promenade:revision": "6" }, 2, 5),
  target("green", { "promenade:capacity": "none", "promenade:revision": "1" }, 0, 0),
  migration({ "promenade:release": "1.0.0", "promenade:revision": "3" }),
  service("blue", 2),
  service("green", 0),
  rule({ "promenade:service": "app", "promenade:revision": "5" }, 90, 10),
  rule(slotTags("blue"), 100, 0),
];

describe("the record", () => {
  it("is undefined for a stack without slots and rules", () => {
    assert.equal(readRecord([{ type: "aws:ec2/vpc:Vpc", outputs: {} }]), undefined);
  });

  it("tells release, images, capacity and weights from the state's own resources", () => {
    assert.deepEqual(readRecord(resources), {
      revision: 6,
      moved: 5,
      weights: { app: { blue: 90, green: 10 } },
      migration: { release: "1.0.0", definition: "definition-migrate", revision: 3 },
      slots: {
        blue: {
          release: "1.0.0",
          commit: "abc1234",
          revision: 4,
          complete: true,
          capacity: "full",
          images: { app: "app@sha256:a" },
          definitions: { app: "definition-blue" },
          minimum: { app: 2 },
          maximum: { app: 5 },
          desired: 2,
        },
        green: {
          ...{ release: null, commit: null, revision: 1, complete: true, capacity: "none", images: {}, desired: 0 },
          ...{ definitions: { app: "definition-green" }, minimum: { app: 0 }, maximum: { app: 0 } },
        },
      },
    });
  });

  const carriers: readonly (readonly [what: string, resource: StateResource])[] = [
    ["a slot's deployment", taskDefinition("green", { "promenade:revision": "9" }, "app@sha256:b")],
    ["a slot's capacity", target("green", { "promenade:revision": "9" }, 0, 0)],
    ["the weights", rule({ "promenade:service": "api", "promenade:revision": "9" }, 100, 0)],
    ["the migration", migration({ "promenade:revision": "9" })],
  ];
  for (const [what, carrier] of carriers) {
    it(`is at the revision of ${what} when that is the highest`, () => {
      assert.equal(readRecord([...resources, carrier])?.revision, 9);
    });
  }

  it("tells of a deploy that was cut short: a service was not deployed, or its bounds were not set", () => {
    const completeAfter = (...more: readonly StateResource[]) =>
      readRecord([...resources, ...more])?.slots.blue.complete;
    const api = taskDefinition("blue", { "promenade:service": "api", "promenade:revision": "3" }, "api@sha256:a");
    assert.equal(completeAfter(api), false);
    assert.equal(completeAfter(target("blue", { "promenade:revision": "3" }, 2, 5)), false);
    assert.equal(completeAfter(target("blue", { "promenade:revision": "4" }, 2, 5)), true);
  });

  it("has no migration where nothing migrates, and where no release was ever registered for it", () => {
    const without = resources.filter(({ outputs }) => outputs.arn !== "definition-migrate");
    assert.equal(readRecord(without)?.migration, null);
    assert.equal(readRecord([...without, migration({ "promenade:revision": "1" })])?.migration, null);
  });
});

describe("an environment's status", () => {
  const recorded = readRecord(resources);
  const base = {
    name: "dev",
    stack: "dev",
    tier: "dev",
    recorded,
    url: "http://127.0.0.1:20001",
    domain: "dev.promenade.example",
    pending: { blue: ["app"], green: ["app"] },
    cost: { monthly: 12.5, budget: 300 },
  } as const;

  it("prefers live weights to the record and names the drift", () => {
    const status = environmentStatus({
      ...base,
      observed: { weights: { app: { blue: 0, green: 100 } }, healthy: { blue: 2, green: 0 } },
    });
    assert.deepEqual(status.traffic, { blue: 0, green: 100 });
    assert.deepEqual(status.drift, ["app: live weights are blue 0, green 100, the record says blue 90, green 10"]);
  });

  it("alarms when a slot with traffic lacks healthy tasks", () => {
    const status = environmentStatus({
      ...base,
      observed: { weights: { app: { blue: 100, green: 0 } }, healthy: { blue: 1, green: 0 } },
    });
    assert.deepEqual(status.alarms, ["dev: blue takes 100 % of requests with 1 of 2 tasks healthy"]);
  });

  it("keeps the recorded slots, without address and health, while the cloud is away", () => {
    const status = environmentStatus({ ...base, observed: undefined, unreachable: "the local cloud is stopped" });
    assert.deepEqual([status.url, status.domain], [null, null]);
    assert.equal(status.slots.blue.release, "1.0.0");
    assert.equal(status.slots.blue.healthy, 0);
    assert.deepEqual(status.alarms, ["the local cloud is stopped"]);
  });

  it("tells of settings that wait for a deploy, but not of a slot that runs nothing", () => {
    assert.deepEqual(environmentStatus({ ...base, observed: undefined }).pending, ["blue/app"]);
  });

  it("is empty and quiet where nothing is deployed", () => {
    const status = environmentStatus({ ...base, recorded: undefined, observed: undefined, unreachable: "stopped" });
    assert.deepEqual(status.traffic, { blue: 0, green: 0 });
    assert.deepEqual(status.alarms, []);
    assert.equal(status.revision, 0);
    assert.equal(status.slots.green.state, "empty");
  });
});

describe("a slot's state", () => {
  const full = { release: "1", capacity: "full", desired: 2, healthy: 2, share: 0 } as const;
  const rows = [
    ["empty", { release: null }],
    ["empty", { desired: 0 }],
    ["live", { share: 10 }],
    ["starting", { healthy: 1 }],
    ["fallback", {}],
    ["standby", { capacity: "one", desired: 1, healthy: 1 }],
  ] as const;
  for (const [state, facts] of rows) {
    it(`is ${state} with ${JSON.stringify(facts)}`, () => assert.equal(slotState({ ...full, ...facts }), state));
  }
});
