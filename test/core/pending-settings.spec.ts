import assert from "node:assert/strict";
import { pendingSettings } from "../../core/pending-settings";
import type { StateResource } from "../../core/record";

const started = (slot: string, service: string, own: Readonly<Record<string, string>>): StateResource => ({
  type: "aws:ecs/taskDefinition:TaskDefinition",
  outputs: { tags: { "promenade:slot": slot, "promenade:service": service, ...own } },
});
const release = { "promenade:release": "1.0.0" };

describe("pending settings", () => {
  const resources = [
    started("blue", "app", { ...release, "promenade:settings": "old" }),
    started("blue", "api", { ...release, "promenade:settings": "new" }),
    started("blue", "gone", { ...release, "promenade:settings": "old" }),
    started("green", "app", { "promenade:settings": "old" }),
    started("green", "api", release),
    { type: "aws:ecs/taskDefinition:TaskDefinition", outputs: { tags: { "promenade:task": "migrate", ...release } } },
    { type: "aws:ec2/vpc:Vpc", outputs: {} },
  ];

  it("are those of slots with a release that a deploy would start otherwise, one from before there was a hash too", () => {
    assert.deepEqual(pendingSettings(resources, { app: "new", api: "new" }), { blue: ["app"], green: ["api"] });
  });

  it("are unknown, and none, until an update has told what would be shipped", () => {
    assert.deepEqual(pendingSettings(resources, {}), { blue: [], green: [] });
  });
});
