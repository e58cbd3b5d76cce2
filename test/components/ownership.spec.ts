import assert from "node:assert/strict";
import { find, ofType, type Registered } from "../support/mocks";
import { environmentOf, imageOf, runProgram } from "../support/program";

const slotRequest = (slot: string, revision = 2) => ({
  ...{ kind: "slot", revision, slot, capacity: "one", release: "2.0.0", commit: "1234567" },
  images: { app: imageOf("app", "b") },
});
const trafficRequest = (revision = 2) => ({ kind: "traffic", revision, weights: { blue: 30, green: 70 } });

/** The resources of a stack that stands at revision 1, as the engine tells them. */
async function recorded() {
  const { resources } = await environmentOf("dev");
  return Object.fromEntries(resources.map(({ urn, type, outputs }) => [urn, { type, outputs }]));
}

/** Without a request the program never asks for the record: the mocks then have none to give. */
async function plan(request?: unknown): Promise<readonly Registered[]> {
  const config = { initialRelease: { release: "9.9.9", images: { app: imageOf("app", "9") } } };
  const { resources } = await (request === undefined
    ? runProgram("dev", config)
    : runProgram("dev", { ...config, request }, { recorded: await recorded() }));
  return resources;
}

/** What the record owns, by resource; the test says it in full so that nothing drops out unseen. */
const taskDefinition = [
  ...["containerDefinitions", "cpu", "ephemeralStorage", "executionRoleArn", "family", "memory", "networkMode"],
  ...["requiresCompatibilities", "runtimePlatform", "taskRoleArn", "volumes"],
  ...["release", "commit", "capacity", "revision"].map((tag) => `tags["promenade:${tag}"]`),
];
const slotOwned = {
  "aws:ecs/taskDefinition:TaskDefinition": taskDefinition,
  "aws:ecs/service:Service": ["desiredCount", "loadBalancers", "taskDefinition"],
  "aws:lb/targetGroup:TargetGroup": ["healthCheck"],
};
const owned: readonly (readonly [owner: string, type: string, name: string, properties: readonly string[]])[] = [
  ...["blue", "green"].flatMap((slot) =>
    Object.entries(slotOwned).map(([type, properties]) => [slot, type, `dev-${slot}-app`, properties] as const),
  ),
  [
    "traffic",
    "aws:lb/listenerRule:ListenerRule",
    "dev-traffic-app",
    ["actions", 'tags["promenade:revision"]'],
  ] as const,
];

const kinds = [
  ["no request", undefined, undefined],
  ["a stale request", trafficRequest(1), undefined],
  ["a request from the future", slotRequest("blue", 3), undefined],
  ["a traffic request", trafficRequest(), "traffic"],
  ["a request for blue", slotRequest("blue"), "blue"],
  ["a request for green", slotRequest("green"), "green"],
] as const;

describe("ownership of slots and traffic", () => {
  for (const [kind, request, lifted] of kinds) {
    it(`${lifted === undefined ? "stays with the record" : `is lifted for ${lifted} alone`} with ${kind}`, async () => {
      const resources = await plan(request);
      for (const [owner, type, name, properties] of owned) {
        const { ignoreChanges } = find(resources, type, name);
        assert.deepEqual([...ignoreChanges].sort(), owner === lifted ? [] : [...properties].sort(), `${type} ${name}`);
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

  it("gives a requested slot its release, its capacity and the request's revision", async () => {
    const resources = await plan(slotRequest("green"));
    const { inputs } = find(resources, "aws:ecs/taskDefinition:TaskDefinition", "dev-green-app");
    const tags = inputs.tags as Record<string, string>;
    assert.deepEqual(
      ["release", "commit", "capacity", "revision"].map((tag) => tags[`promenade:${tag}`]),
      ["2.0.0", "1234567", "one", "2"],
    );
    assert.match(String(inputs.containerDefinitions), new RegExp(imageOf("app", "b")));
    assert.equal(find(resources, "aws:ecs/service:Service", "dev-green-app").inputs.desiredCount, 1);
  });
});
