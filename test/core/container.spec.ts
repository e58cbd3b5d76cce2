import assert from "node:assert/strict";
import { settingsHash, type SettingsHashArgs } from "../../core/container";
import { settingsOf } from "../support/settings";

const [service] = settingsOf().services;
if (service === undefined) throw new Error("dev has no service");
const args: SettingsHashArgs = {
  ...{ service, environment: "dev", region: "eu-west-1" },
  variables: { LOG_LEVEL: "info", NODE_ENV: "test" },
  secrets: ["API_KEY", "JWT_SECRET"],
};

describe("the hash of a service's settings", () => {
  const others: readonly (readonly [what: string, change: Partial<SettingsHashArgs>])[] = [
    ["a variable's value", { variables: { ...args.variables, LOG_LEVEL: "debug" } }],
    ["a variable more", { variables: { ...args.variables, FLAG: "on" } }],
    ["a secret's name", { secrets: ["API_KEY", "JWT_SIGNING"] }],
    ["a secret less", { secrets: ["API_KEY"] }],
    ["CPU", { service: { ...service, cpu: 1024 } }],
    ["the task's memory", { service: { ...service, taskMemoryMiB: 4096 } }],
    ["the container's memory", { service: { ...service, containerMemoryMiB: 256 } }],
    ["the port", { service: { ...service, port: 9090 } }],
    ["the health check's path", { service: { ...service, healthPath: "/ready" } }],
  ];
  for (const [what, change] of others) {
    it(`changes with ${what}`, () => assert.notEqual(settingsHash({ ...args, ...change }), settingsHash(args)));
  }

  it("stays with another order of the same, and with what is no task's business", () => {
    const reordered = { variables: { NODE_ENV: "test", LOG_LEVEL: "info" }, secrets: ["JWT_SECRET", "API_KEY"] };
    assert.equal(settingsHash({ ...args, ...reordered }), settingsHash(args));
    const counts = { ...service, instances: { ...service.instances, max: 9 }, paths: ["/other/*"] };
    assert.equal(settingsHash({ ...args, service: counts }), settingsHash(args));
  });
});
