import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tiers } from "../../core/tiers";
import { account, find, ofType, type Registered } from "../support/mocks";
import { environmentOf, imageOf, initialRelease, runProgram } from "../support/program";

/** Type, name and parent of every resource. To accept a change: UPDATE_SNAPSHOTS=1 npm test components/environment. */
function table(resources: readonly Registered[]): string {
  const parentOf = ({ parent }: Registered): string => parent.split("::").at(-1) ?? "";
  const rows = resources.map((one) => [one.type, one.name, ...(one.parent === "" ? [] : [`in ${parentOf(one)}`])]);
  return `${rows
    .map((row) => row.join(" "))
    .sort()
    .join("\n")}\n`;
}

const untaggable = new Set(
  JSON.parse(readFileSync(join(__dirname, "../../policies/naming/untaggable.json"), "utf8")) as string[],
);

describe("an environment", () => {
  for (const tier of tiers) {
    it(`of tier ${tier} is made of the resources it was accepted with`, async () => {
      const { resources } = await environmentOf(tier);
      const file = join(__dirname, "resources", `${tier}.txt`);
      if (process.env.UPDATE_SNAPSHOTS !== undefined) writeFileSync(file, table(resources));
      const [found, accepted] = [table(resources), existsSync(file) ? readFileSync(file, "utf8") : ""].map((text) =>
        text.split("\n"),
      ) as [string[], string[]];
      const news = found.filter((line) => !accepted.includes(line));
      const gone = accepted.filter((line) => !found.includes(line));
      assert.deepEqual({ news, gone }, { news: [], gone: [] });
    });

    it(`of tier ${tier} says on everything that takes tags whose it is`, async () => {
      const { resources, outputs } = await environmentOf(tier);
      const taggable = resources.filter(({ type }) => type.startsWith("aws:") && !untaggable.has(type));
      assert.ok(taggable.length > 20);
      for (const { name, type, inputs } of taggable) {
        const tags = (inputs.tags ?? {}) as Record<string, string>;
        assert.equal(tags.env, `env/${outputs.environment}`, `${type} ${name}`);
        assert.equal(tags["promenade:flow"], outputs.flow, `${type} ${name}`);
        assert.ok((tags.Name ?? "").length > 0, `${type} ${name} has no Name`);
      }
    });
  }

  it("tells where things are, and nothing of what runs there", async () => {
    const { outputs, resources } = await environmentOf("dev");
    const arn = (type: string, name: string): unknown => find(resources, type, name).outputs.arn;
    const slot = (name: string) => ({
      service: `dev-${name}-app`,
      targetGroup: arn("aws:lb/targetGroup:TargetGroup", `dev-${name}-app`),
    });
    assert.deepEqual(outputs, {
      environment: "dev",
      flow: "three-tier",
      tier: "dev",
      region: "eu-west-1",
      url: "http://dev-web.elb.example",
      cluster: "dev-cluster",
      evidence: `dev-evidence-${account}`,
      services: {
        app: {
          rule: arn("aws:lb/listenerRule:ListenerRule", "dev-traffic-app"),
          slots: { blue: slot("blue"), green: slot("green") },
        },
      },
      settings: { app: outputs.settings.app },
      migration: outputs.migration,
      shared: {
        vpcId: "Vpc-dev-network",
        subnetIds: ["Subnet-dev-network-private-a", "Subnet-dev-network-private-b"],
        loadBalancer: {
          arn: arn("aws:lb/loadBalancer:LoadBalancer", "dev-web"),
          arnSuffix: "app/dev-web/0123456789abcdef",
          dnsName: "dev-web.elb.example",
          zoneId: "Z0123",
          securityGroupId: "SecurityGroup-dev-web",
        },
      },
    });
  });

  it("keeps physical names within AWS's limits, however long the environment's and the services' are", async () => {
    const services = { "long-service-one": { paths: ["/one/*"] }, "long-service-two": { paths: ["/*"] } };
    const images = { "long-service-one": imageOf("one"), "long-service-two": imageOf("two") };
    const { resources } = await runProgram("prod-ap-southeast-1", {
      allowedRegions: ["ap-southeast-1", "us-east-1"],
      services,
      initialRelease: { ...initialRelease, images },
    });
    const limits: readonly (readonly [type: string, property: string, limit: number])[] = [
      ["aws:lb/loadBalancer:LoadBalancer", "name", 32],
      ["aws:lb/targetGroup:TargetGroup", "name", 32],
      ["aws:iam/role:Role", "name", 64],
      ["aws:rds/instance:Instance", "identifier", 63],
      ["aws:elasticache/replicationGroup:ReplicationGroup", "replicationGroupId", 40],
    ];
    for (const [type, property, limit] of limits) {
      const names = ofType(resources, type).map(({ inputs }) => String(inputs[property]));
      assert.ok(names.length > 0, type);
      assert.equal(new Set(names).size, names.length, `${type}: ${names.join(", ")}`);
      for (const name of names) {
        assert.ok(name.length <= limit, `${name} has ${name.length} characters`);
        assert.match(name, /^prod-ap-southeast-1-[a-z0-9-]*[a-z0-9]$/);
      }
    }
  });

  it("gives every resource a name of its own within its type", async () => {
    const services = { app: {}, execution: { paths: ["/e/*"] }, "app-test": { paths: ["/t/*"] } };
    const { resources } = await runProgram("dev", { services });
    const urns = resources.map(({ urn }) => urn);
    assert.deepEqual(
      urns.filter((urn, index) => urns.indexOf(urn) !== index),
      [],
    );
  });
});
