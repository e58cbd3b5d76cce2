import assert from "node:assert/strict";
import { find, ofType, only } from "../support/mocks";
import { environmentOf, runProgram } from "../support/program";

describe("the network", () => {
  it("has a public and a private subnet in each of two zones, none that hands out public addresses", async () => {
    const { resources } = await environmentOf("dev");
    const subnets = ofType(resources, "aws:ec2/subnet:Subnet").map(({ name, inputs }) => [
      name,
      inputs.cidrBlock,
      inputs.availabilityZone,
      inputs.mapPublicIpOnLaunch,
    ]);
    assert.deepEqual(subnets.sort(), [
      ["dev-network-private-a", "10.0.128.0/19", "eu-west-1a", false],
      ["dev-network-private-b", "10.0.160.0/19", "eu-west-1b", false],
      ["dev-network-public-a", "10.0.0.0/19", "eu-west-1a", false],
      ["dev-network-public-b", "10.0.32.0/19", "eu-west-1b", false],
    ]);
  });

  it("takes its blocks from the stack file, in up to four zones", async () => {
    const blocks = (third: number) => [0, 1, 2].map((index) => `10.1.${third + index}.0/24`);
    const network = { cidr: "10.1.0.0/16", subnets: { public: blocks(0), private: blocks(10) } };
    const { resources } = await runProgram("dev", { network });
    assert.equal(only(resources, "aws:ec2/vpc:Vpc").inputs.cidrBlock, "10.1.0.0/16");
    const { inputs } = find(resources, "aws:ec2/subnet:Subnet", "dev-network-private-c");
    assert.deepEqual([inputs.cidrBlock, inputs.availabilityZone], ["10.1.12.0/24", "eu-west-1c"]);
  });

  it("resolves names inside, and closes the default security group", async () => {
    const { resources } = await environmentOf("dev");
    assert.equal(only(resources, "aws:ec2/vpc:Vpc").inputs.enableDnsHostnames, true);
    const { inputs } = only(resources, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
    assert.deepEqual([inputs.ingress, inputs.egress], [[], []]);
  });

  const gateways = [
    ["dev", 1],
    ["stage", 1],
    ["prod", 2],
  ] as const;
  for (const [tier, count] of gateways) {
    it(`of tier ${tier} reaches out through ${count} NAT gateway${count === 1 ? "" : "s"}`, async () => {
      const { resources } = await environmentOf(tier);
      const nats = ofType(resources, "aws:ec2/natGateway:NatGateway");
      assert.equal(nats.length, count);
      const routed = ofType(resources, "aws:ec2/route:Route").filter(({ inputs }) => inputs.natGatewayId !== undefined);
      assert.equal(routed.length, 2);
      assert.equal(new Set(routed.map(({ inputs }) => inputs.natGatewayId)).size, count);
    });
  }

  it("never moves a subnet to another zone", async () => {
    const { resources } = await environmentOf("dev");
    for (const subnet of ofType(resources, "aws:ec2/subnet:Subnet")) {
      assert.deepEqual(subnet.ignoreChanges, ["availabilityZone"]);
    }
  });

  it("gives private subnets away only once they have a way out", async () => {
    const { resources } = await environmentOf("dev");
    const service = find(resources, "aws:ecs/service:Service", "dev-blue-app");
    for (const zone of ["a", "b"]) {
      const { urn } = find(resources, "aws:ec2/route:Route", `dev-network-private-${zone}`);
      assert.ok(service.dependencies.includes(urn), urn);
    }
  });
});
