import assert from "node:assert/strict";
import { inUse, type NamedResource } from "../../core/in-use";
import { vaultEntries } from "../../core/vault-entries";
import { environmentOf } from "../support/program";
import { ofType } from "../support/mocks";
import { settingsOf } from "../support/settings";

const secret = "aws:secretsmanager/secret:Secret";
const definition = "aws:ecs/taskDefinition:TaskDefinition";
const target = "aws:appautoscaling/target:Target";

/** An environment as its state has it; blue has a release, green none. */
async function stateOf(tier: "dev" | "stage"): Promise<readonly NamedResource[]> {
  const { resources } = await environmentOf(tier);
  return resources.map(({ urn, type, outputs, name }) => ({
    urn,
    type,
    outputs: { id: `${type}-${name}`, ...outputs },
  }));
}

const urnOf = (resources: readonly NamedResource[], type: string, name: string): string => {
  const found = resources.find(({ urn, ...one }) => one.type === type && urn.endsWith(`::${name}`));
  assert.ok(found, `${type} ${name}`);
  return found.urn;
};

const users = (resources: readonly NamedResource[], ...removed: readonly string[]): readonly string[] =>
  inUse(resources, new Set(removed))
    .map(({ slot, service }) => `${slot}/${service}`)
    .sort();

/** The same state with another capacity of a slot. */
const manned = (resources: readonly NamedResource[], slot: string, capacity: string): readonly NamedResource[] =>
  resources.map((one) => {
    const tags = one.outputs.tags as Record<string, string> | undefined;
    if (one.type !== target || tags?.["promenade:slot"] !== slot) return one;
    return { ...one, outputs: { ...one.outputs, tags: { ...tags, "promenade:capacity": capacity } } };
  });

describe("what a slot cannot do without", () => {
  const cases = [
    ["an entry of the vault", secret, "dev-vault-API_KEY"],
    ["the role that starts its tasks", "aws:iam/role:Role", "dev-roles-execution"],
    ["the role of its tasks", "aws:iam/role:Role", "dev-roles-app-task"],
  ] as const;
  for (const [what, type, name] of cases) {
    it(`is ${what}, as long as it has tasks`, async () => {
      const resources = await stateOf("dev");
      const urn = urnOf(resources, type, name);
      assert.deepEqual(users(resources, urn), ["blue/app"]);
      assert.deepEqual(users(manned(resources, "green", "one"), urn), ["blue/app", "green/app"]);
      assert.deepEqual(users(manned(resources, "blue", "none"), urn), []);
    });
  }

  it("is its security group, which its service names", async () => {
    const resources = (await stateOf("dev")).map((one) =>
      one.type === "aws:ecs/service:Service"
        ? { ...one, outputs: { ...one.outputs, networkConfiguration: { securityGroups: ["sg-1"] } } }
        : one,
    );
    const group = { urn: "group", type: "aws:ec2/securityGroup:SecurityGroup", outputs: { id: "sg-1" } };
    assert.deepEqual(users([...resources, group], "group"), ["blue/app"]);
    assert.deepEqual(users([...resources, { ...group, outputs: { id: "sg-2" } }], "group"), []);
  });

  it("is nothing that the same change removes as well, and no entry that only begins alike", async () => {
    const resources = await stateOf("dev");
    const urn = urnOf(resources, secret, "dev-vault-API_KEY");
    const tasks = resources.filter(({ type }) => type === definition || type === "aws:ecs/service:Service");
    assert.deepEqual(users(resources, urn, ...tasks.map((one) => one.urn)), []);
    const { outputs } = resources.find((one) => one.urn === urn) as NamedResource;
    const shorter = { urn: "shorter", type: secret, outputs: { arn: String(outputs.arn).slice(0, -1) } };
    assert.deepEqual(users([...resources, shorter], "shorter"), []);
  });

  it("is not the master's password, which only the migration names", async () => {
    const resources = await stateOf("stage");
    const masters = resources.filter(({ urn, type }) => type === secret && urn.includes("master"));
    assert.deepEqual(users(resources, ...masters.map(({ urn }) => urn)), []);
  });
});

describe("entries of the vault", () => {
  for (const tier of ["preview", "dev", "stage", "prod"] as const) {
    it(`of tier ${tier} are what its settings say`, async () => {
      const { resources } = await environmentOf(tier);
      const stack = tier === "preview" ? "pr-7" : tier;
      const config = tier === "preview" ? { flow: "pull-request-previews" } : {};
      const found = ofType(resources, secret)
        .map(({ inputs }) => String(inputs.name).split("/").at(-1))
        .filter((name) => name !== "DATABASE_MASTER");
      assert.deepEqual(found.sort(), [...vaultEntries(settingsOf(config, { stack }))].sort());
    });
  }
});
