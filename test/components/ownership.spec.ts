import assert from "node:assert/strict";
import { find, ofType, type Registered } from "../support/mocks";
import { environmentOf, imageOf, migrations, runProgram } from "../support/program";

const slotRequest = (slot: string, revision = 2) => ({
  ...{ kind: "slot", revision, slot, capacity: "one", release: "2.0.0", commit: "1234567" },
  images: { app: imageOf("app", "b") },
});
const capacityRequest = (slot: string, revision = 2) => ({ kind: "capacity", revision, slot, capacity: "one" });
const migrationRequest = { kind: "migration", revision: 2, release: "2.0.0", images: { app: imageOf("app", "b") } };
const trafficRequest = (revision = 2) => ({ kind: "traffic", revision, weights: { blue: 30, green: 70 } });

/** The resources of a stack that stands at revision 1, as the engine tells them. */
async function recorded() {
  const { resources } = await environmentOf("dev");
  return Object.fromEntries(resources.map(({ urn, type, outputs }) => [urn, { type, outputs }]));
}

/** Without a request the program never asks for the record: the mocks then have none to give. */
async function plan(request?: unknown): Promise<readonly Registered[]> {
  const config = { initialRelease: { release: "9.9.9", images: { app: imageOf("app", "9") } }, migrations };
  const { resources } = await (request === undefined
    ? runProgram("dev", config)
    : runProgram("dev", { ...config, request }, { recorded: await recorded() }));
  return resources;
}

/** What the record owns, by resource; the test says it in full so that nothing drops out unseen. */
const tag = (name: string): string => `tags["promenade:${name}"]`;
const definition = [
  ...["containerDefinitions", "cpu", "ephemeralStorage", "executionRoleArn", "family", "memory", "networkMode"],
  ...["requiresCompatibilities", "runtimePlatform", "taskRoleArn", "volumes"],
];
const contents = {
  "aws:ecs/taskDefinition:TaskDefinition": [
    ...definition,
    ...["release", "commit", "verified", "approvals", "settings", "revision"].map(tag),
  ],
  "aws:ecs/service:Service": ["loadBalancers", "taskDefinition"],
  "aws:lb/targetGroup:TargetGroup": ["healthCheck"],
};
const size = {
  "aws:ecs/service:Service": ["desiredCount"],
  "aws:appautoscaling/target:Target": ["minCapacity", "maxCapacity", tag("capacity"), tag("revision")],
};
const migration = {
  "aws:ecs/taskDefinition:TaskDefinition": [
    ...definition,
    ...["service", "release", "commit", "verified", "approvals", "revision"].map(tag),
  ],
};
const weights = { "aws:lb/listenerRule:ListenerRule": ["actions", tag("revision")] };

/** Properties by owner and resource. */
const owned: readonly (readonly [owner: string, type: string, name: string, properties: readonly string[]])[] = [
  ...["blue", "green"].flatMap((slot) => [
    ...of(`${slot} contents`, contents, () => `dev-${slot}-app`),
    ...of(`${slot} size`, size, (type) =>
      type.includes("Target") ? `dev-${slot}-autoscaling-app` : `dev-${slot}-app`,
    ),
  ]),
  ...of("traffic", weights, () => "dev-traffic-app"),
  ...of("migration", migration, () => "dev-migrate"),
];

function of(owner: string, properties: Readonly<Record<string, readonly string[]>>, name: (type: string) => string) {
  return Object.entries(properties).map(([type, names]) => [owner, type, name(type), names] as const);
}

const kinds: readonly (readonly [kind: string, request: unknown, lifted: readonly string[]])[] = [
  ["no request", undefined, []],
  ["a stale request", trafficRequest(1), []],
  ["a request from the future", slotRequest("blue", 3), []],
  ["a traffic request", trafficRequest(), ["traffic"]],
  ["a request for a migration", migrationRequest, ["migration"]],
  ["a request for blue", slotRequest("blue"), ["blue contents", "blue size"]],
  ["a request for green", slotRequest("green"), ["green contents", "green size"]],
  ["a request for blue's capacity", capacityRequest("blue"), ["blue size"]],
  ["a request for green's capacity", capacityRequest("green"), ["green size"]],
];

describe("ownership of slots and traffic", () => {
  for (const [kind, request, lifted] of kinds) {
    it(`${lifted.length === 0 ? "stays with the record" : `is lifted for ${lifted.join(" and ")} alone`} with ${kind}`, async () => {
      const resources = await plan(request);
      for (const [, type, name] of owned) {
        const kept = owned
          .filter(([owner, ...resource]) => resource[0] === type && resource[1] === name && !lifted.includes(owner))
          .flatMap(([, , , properties]) => properties);
        const { ignoreChanges } = find(resources, type, name);
        assert.deepEqual([...ignoreChanges].sort(), kept.sort(), `${type} ${name}`);
      }
    });
  }

  it("covers whatever makes a task definition another one", async () => {
    const resources = await plan();
    for (const { inputs, ignoreChanges } of ofType(resources, "aws:ecs/taskDefinition:TaskDefinition")) {
      const loose = Object.keys(inputs).filter((property) => !ignoreChanges.includes(property));
      assert.deepEqual(loose, ["tags"]);
    }
  });

  it("gives a requested slot its release, its evidence, its capacity and the request's revision", async () => {
    const evidence = { verified: "stage/2026-01-15T12:00:00Z", approvals: "https://github.com/one/app/actions/runs/1" };
    const resources = await plan({ ...slotRequest("green"), evidence });
    const { inputs } = find(resources, "aws:ecs/taskDefinition:TaskDefinition", "dev-green-app");
    const tags = inputs.tags as Record<string, string>;
    assert.deepEqual(
      ["release", "commit", "revision", "verified", "approvals"].map((name) => tags[`promenade:${name}`]),
      ["2.0.0", "1234567", "2", evidence.verified, evidence.approvals],
    );
    assert.match(String(inputs.containerDefinitions), new RegExp(imageOf("app", "b")));
    assert.equal(find(resources, "aws:ecs/service:Service", "dev-green-app").inputs.desiredCount, 1);
    assert.deepEqual(sizeOf(resources, "dev-green-autoscaling-app"), [1, 1, "one", "2"]);
  });

  it("gives a slot the capacity that is asked for, and leaves what runs in it to the record", async () => {
    const resources = await plan(capacityRequest("blue"));
    assert.equal(find(resources, "aws:ecs/service:Service", "dev-blue-app").inputs.desiredCount, 1);
    assert.deepEqual(sizeOf(resources, "dev-blue-autoscaling-app"), [1, 1, "one", "2"]);
  });
});

function sizeOf(resources: readonly Registered[], name: string): readonly unknown[] {
  const { inputs } = find(resources, "aws:appautoscaling/target:Target", name);
  const tags = inputs.tags as Record<string, string>;
  return [inputs.minCapacity, inputs.maxCapacity, tags["promenade:capacity"], tags["promenade:revision"]];
}
