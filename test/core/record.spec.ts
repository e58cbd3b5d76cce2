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
  outputs: { tags: { ...slotTags(slot), ...tags }, containerDefinitions: JSON.stringify([{ name: "app", image }]) },
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
      "promenade:capacity": "full",
      "promenade:revision": "4",
    },
    "app@sha256:a",
  ),
  taskDefinition("green", { "promenade:capacity": "none", "promenade:revision": "1" }, "placeholder@sha256:0"),
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
      revision: 5,
      weights: { app: { blue: 90, green: 10 } },
      slots: {
        blue: {
          release: "1.0.0",
          commit: "abc1234",
          capacity: "full",
          images: { app: "app@sha256:a" },
          desired: 2,
        },
        green: { release: null, commit: null, capacity: "none", images: {}, desired: 0 },
      },
    });
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
