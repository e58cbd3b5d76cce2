import assert from "node:assert/strict";
import { find, only, ofType } from "../support/mocks";
import { environmentOf, imageOf, runProgram } from "../support/program";

const listenerRule = "aws:lb/listenerRule:ListenerRule";

/** A pull request's environment, where dev serves the domain that is given. */
async function preview(stack: string, domain?: string) {
  const { outputs } = await environmentOf("dev");
  const secure = { listenerArn: "arn:https", domain, zoneId: "ZONE" };
  const shared = { ...outputs.shared, ...(domain === undefined ? {} : { secure }) };
  const config = { flow: "pull-request-previews", initialRelease: { release: "1", images: { app: imageOf("app") } } };
  return runProgram(stack, config, { stacks: { dev: { ...outputs, shared } } });
}

describe("a guest's front door on its host's load balancer", () => {
  it("without a domain is a listener of its own, whose port says the number", async () => {
    const { resources, outputs } = await preview("pr-123");
    assert.equal(outputs.url, "http://dev-web.elb.example:10123");
    const listener = only(resources, "aws:lb/listener:Listener");
    assert.deepEqual([listener.inputs.port, listener.inputs.protocol], [10_123, "HTTP"]);
    assert.deepEqual(
      ofType(resources, listenerRule).map(({ inputs }) => inputs.listenerArn),
      Array.from({ length: 3 }, () => listener.outputs.arn),
    );
    const { inputs } = find(
      resources,
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      "pr-123-web-from-0.0.0.0-0",
    );
    assert.deepEqual(
      [inputs.securityGroupId, inputs.fromPort, inputs.toPort],
      ["SecurityGroup-dev-web", 10_123, 10_123],
    );
  });

  it("with a domain is a name with the number below it, on the host's listener", async () => {
    const { resources, outputs } = await preview("pr-123", "dev.promenade.example");
    assert.equal(outputs.url, "https://pr-123.dev.promenade.example");
    assert.deepEqual(ofType(resources, "aws:lb/listener:Listener"), []);
    const { inputs } = find(resources, listenerRule, "pr-123-traffic-app");
    assert.equal(inputs.listenerArn, "arn:https");
    assert.deepEqual(inputs.conditions, [
      { hostHeader: { values: ["pr-123.dev.promenade.example"] } },
      { pathPattern: { values: ["/*"] } },
    ]);
    const record = only(resources, "aws:route53/record:Record").inputs;
    assert.deepEqual([record.zoneId, record.name, record.type], ["ZONE", "pr-123.dev.promenade.example", "A"]);
  });

  it("leaves no network, gateway, balancer or store to pay for", async () => {
    const { resources } = await preview("pr-123");
    const dear = [
      "ec2/vpc",
      "ec2/natGateway",
      "ec2/eip",
      "lb/loadBalancer",
      "rds/instance",
      "elasticache/replicationGroup",
    ];
    const types = resources.map(({ type }) => type);
    assert.deepEqual(
      dear.filter((kind) => types.some((type) => type.startsWith(`aws:${kind}:`))),
      [],
    );
  });

  it("has tasks that only the shared load balancer reaches, and a key, vault and roles of its own", async () => {
    const { resources } = await preview("pr-123");
    const into = ofType(resources, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
      .filter(({ inputs }) => inputs.securityGroupId === "SecurityGroup-pr-123-cluster-tasks")
      .map(({ inputs }) => inputs.referencedSecurityGroupId);
    assert.deepEqual(into, ["SecurityGroup-dev-web"]);
    assert.equal(only(resources, "aws:kms/key:Key").name, "pr-123-key");
    const secrets = ofType(resources, "aws:secretsmanager/secret:Secret").map(({ inputs }) => String(inputs.name));
    assert.ok(secrets.length > 0 && secrets.every((name) => name.startsWith("promenade/pr-123/")));
  });

  it("is refused while the host is not up, with what to do", async () => {
    const config = { flow: "pull-request-previews" };
    await assert.rejects(
      runProgram("pr-123", config, { stacks: { dev: {} } }),
      /dev is not up[^]*promenade up --stack dev/,
    );
  });
});
