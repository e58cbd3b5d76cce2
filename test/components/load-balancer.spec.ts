import assert from "node:assert/strict";
import { find, ofType, only } from "../support/mocks";
import { environmentOf, runProgram } from "../support/program";

describe("the load balancer", () => {
  it("drops invalid headers and defends against request smuggling", async () => {
    const { inputs } = only((await environmentOf("dev")).resources, "aws:lb/loadBalancer:LoadBalancer");
    assert.equal(inputs.dropInvalidHeaderFields, true);
    assert.equal(inputs.desyncMitigationMode, "defensive");
    assert.equal(inputs.internal, false);
  });

  it("answers 503 in plain words where no rule takes a request", async () => {
    const { inputs } = only((await environmentOf("dev")).resources, "aws:lb/listener:Listener");
    assert.deepEqual(inputs.defaultActions, [
      {
        type: "fixed-response",
        fixedResponse: {
          statusCode: "503",
          contentType: "text/plain",
          messageBody: "No service of this environment answers this path.",
        },
      },
    ]);
  });

  it("lets in exactly the blocks that the stack file names", async () => {
    const { resources } = await runProgram("dev", { ingress: ["192.0.2.0/24", "198.51.100.7/32"] });
    const group = find(resources, "aws:ec2/securityGroup:SecurityGroup", "dev-web").outputs.id;
    const open = ofType(resources, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
      .filter(({ inputs }) => inputs.securityGroupId === group)
      .map(({ inputs }) => [inputs.cidrIpv4, inputs.fromPort, inputs.toPort]);
    assert.deepEqual(open.sort(), [
      ["192.0.2.0/24", 80, 80],
      ["198.51.100.7/32", 80, 80],
    ]);
  });

  const protection = [
    ["dev", false],
    ["stage", true],
    ["prod", true],
  ] as const;
  for (const [tier, expected] of protection) {
    it(`of tier ${tier} is ${expected ? "" : "not "}protected from deletion`, async () => {
      const { resources } = await environmentOf(tier);
      const balancer = only(resources, "aws:lb/loadBalancer:LoadBalancer");
      assert.equal(balancer.inputs.enableDeletionProtection, expected);
      assert.equal(balancer.protect, expected);
      assert.equal(only(resources, "aws:lb/listener:Listener").protect, expected);
    });
  }
});
