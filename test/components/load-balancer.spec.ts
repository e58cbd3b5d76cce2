import assert from "node:assert/strict";
import { find, ofType, only, type Registered } from "../support/mocks";
import { environmentOf, runProgram } from "../support/program";

const listener = "aws:lb/listener:Listener";

const nothingHere = {
  type: "fixed-response",
  fixedResponse: {
    statusCode: "503",
    contentType: "text/plain",
    messageBody: "No service of this environment answers this path.",
  },
};

/** Whom a load balancer lets in by itself: source and ports. */
function open(resources: readonly Registered[], name: string): readonly unknown[][] {
  const group = find(resources, "aws:ec2/securityGroup:SecurityGroup", name).outputs.id;
  return ofType(resources, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    .filter((rule) => rule.inputs.securityGroupId === group && rule.parent.endsWith(`LoadBalancer::${name}`))
    .map(({ inputs }) => [inputs.cidrIpv4 ?? inputs.prefixListId, inputs.fromPort, inputs.toPort])
    .sort();
}

describe("the load balancer", () => {
  it("drops invalid headers and defends against request smuggling", async () => {
    const { inputs } = only((await environmentOf("dev")).resources, "aws:lb/loadBalancer:LoadBalancer");
    assert.equal(inputs.dropInvalidHeaderFields, true);
    assert.equal(inputs.desyncMitigationMode, "defensive");
    assert.equal(inputs.internal, false);
  });

  it("without a domain serves plain HTTP, and answers 503 in plain words where no rule takes a request", async () => {
    const { resources, outputs } = await environmentOf("dev");
    const { inputs } = only(resources, listener);
    assert.deepEqual([inputs.port, inputs.protocol, inputs.defaultActions], [80, "HTTP", [nothingHere]]);
    assert.equal(outputs.url, "http://dev-web.elb.example");
  });

  it("lets in exactly the blocks that the stack file names", async () => {
    const { resources } = await runProgram("dev", { ingress: ["192.0.2.0/24", "198.51.100.7/32"] });
    assert.deepEqual(open(resources, "dev-web"), [
      ["192.0.2.0/24", 80, 80],
      ["198.51.100.7/32", 80, 80],
    ]);
  });

  it("with a domain serves HTTPS to the allow-list, and sends plain HTTP there", async () => {
    const { resources, outputs } = await environmentOf("stage");
    assert.equal(outputs.url, "https://stage.promenade.example");
    const { inputs: secure } = find(resources, listener, "stage-web-listener");
    assert.deepEqual(
      [secure.port, secure.protocol, secure.sslPolicy, secure.certificateArn, secure.defaultActions],
      [
        443,
        "HTTPS",
        "ELBSecurityPolicy-TLS13-1-2-2021-06",
        find(resources, "aws:acm/certificateValidation:CertificateValidation", "stage-certificate-eu-west-1").inputs
          .certificateArn,
        [nothingHere],
      ],
    );
    const { inputs: plain } = find(resources, listener, "stage-web-redirect");
    assert.deepEqual(plain.defaultActions, [
      { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
    ]);
    assert.deepEqual(open(resources, "stage-web"), [
      ["203.0.113.0/24", 443, 443],
      ["203.0.113.0/24", 80, 80],
    ]);
  });

  for (const tier of ["stage", "prod"] as const) {
    it(`of tier ${tier} has all rules on its HTTPS listener`, async () => {
      const { resources } = await environmentOf(tier);
      const { arn } = find(resources, listener, `${tier}-web-listener`).outputs;
      const rules = ofType(resources, "aws:lb/listenerRule:ListenerRule");
      assert.deepEqual(
        rules.map(({ inputs }) => inputs.listenerArn),
        rules.map(() => arn),
      );
      assert.ok(rules.length >= 3);
    });

    it(`of tier ${tier} writes each request into the archive, once that lets it`, async () => {
      const { resources } = await environmentOf(tier);
      const balancer = only(resources, "aws:lb/loadBalancer:LoadBalancer");
      const bucket = find(resources, "aws:s3/bucket:Bucket", `${tier}-archive`).inputs.bucket;
      assert.deepEqual(balancer.inputs.accessLogs, { bucket, prefix: "balancer", enabled: true });
      const { urn } = find(resources, "aws:s3/bucketPolicy:BucketPolicy", `${tier}-archive`);
      assert.ok(balancer.dependencies.includes(urn));
    });
  }

  it("behind a CDN is in private subnets, and lets in the CDN alone", async () => {
    const { resources, outputs } = await environmentOf("prod");
    const { inputs } = only(resources, "aws:lb/loadBalancer:LoadBalancer");
    const privateSubnets = ofType(resources, "aws:ec2/subnet:Subnet")
      .filter(({ name }) => name.startsWith("prod-network-private-"))
      .map((subnet) => subnet.outputs.id);
    assert.equal(inputs.internal, true);
    assert.deepEqual(inputs.subnets, privateSubnets);
    assert.deepEqual(open(resources, "prod-web"), [["pl-0cdn", 443, 443]]);
    assert.equal(outputs.url, "https://www.promenade.example");
  });

  it("keeps its listener, and with it all rules, when its environment gains a domain", async () => {
    const domain = { name: "dev.promenade.example", zone: "promenade.example" };
    const [before, after] = [await runProgram("dev"), await runProgram("dev", { domain })];
    const urns = ({ resources }: typeof before) => resources.map(({ urn }) => urn);
    assert.deepEqual(
      urns(before).filter((urn) => !urns(after).includes(urn)),
      [],
    );
    for (const [type, name] of [
      ["aws:lb/loadBalancer:LoadBalancer", "dev-web"],
      ["aws:lb/listenerRule:ListenerRule", "dev-traffic-app"],
      ["aws:lb/listenerRule:ListenerRule", "dev-blue-app-test"],
    ] as const) {
      assert.deepEqual(find(after.resources, type, name).inputs, find(before.resources, type, name).inputs, name);
    }
    const redirect = find(after.resources, listener, "dev-web-redirect");
    const { urn } = find(after.resources, listener, "dev-web-listener");
    assert.ok(redirect.dependencies.includes(urn), "port 80 is free by then");
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
      for (const { protect } of ofType(resources, listener)) assert.equal(protect, expected);
    });
  }
});
