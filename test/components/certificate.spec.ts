import assert from "node:assert/strict";
import { find, ofType, only } from "../support/mocks";
import { environmentOf, runProgram } from "../support/program";

const certificate = "aws:acm/certificate:Certificate";
const validation = "aws:acm/certificateValidation:CertificateValidation";
const record = "aws:route53/record:Record";

describe("the certificate", () => {
  for (const tier of ["preview", "dev"] as const) {
    it(`is left out of tier ${tier} without a domain`, async () => {
      const { resources } = await environmentOf(tier);
      assert.deepEqual([...ofType(resources, certificate), ...ofType(resources, record)], []);
    });
  }

  const places = [
    ["stage", ["eu-west-1"]],
    ["prod", ["eu-west-1", "us-east-1"]],
  ] as const;
  for (const [tier, regions] of places) {
    it(`of tier ${tier} is proven by one record, and issued in ${regions.join(" and ")}`, async () => {
      const { resources } = await environmentOf(tier);
      assert.deepEqual(
        ofType(resources, certificate).map(({ inputs }) => [inputs.region, inputs.validationMethod]),
        regions.map((region) => [region, "DNS"]),
      );
      const { inputs: proof } = find(resources, record, `${tier}-certificate-proof`);
      const [first] = ofType(resources, certificate);
      const [option] = first?.outputs.domainValidationOptions as readonly Record<string, string>[];
      assert.deepEqual(
        [proof.zoneId, proof.name, proof.type, proof.records],
        ["Z0ZONE", option?.resourceRecordName, "CNAME", [option?.resourceRecordValue]],
      );
      for (const region of regions) {
        const issued = find(resources, validation, `${tier}-certificate-${region}`);
        assert.equal(issued.inputs.region, region);
        assert.ok(issued.dependencies.includes(find(resources, record, `${tier}-certificate-proof`).urn));
      }
    });
  }

  it("is shown by the listener only once it is issued", async () => {
    const { resources } = await environmentOf("stage");
    const { dependencies } = find(resources, "aws:lb/listener:Listener", "stage-web-listener");
    assert.ok(dependencies.includes(only(resources, validation).urn));
  });

  it("is good for guests' names where there may be guests, and for nothing else", async () => {
    const domain = { name: "dev.promenade.example", zone: "promenade.example" };
    const dev = only((await runProgram("dev", { domain })).resources, certificate).inputs;
    assert.deepEqual([dev.domainName, dev.subjectAlternativeNames], [domain.name, ["*.dev.promenade.example"]]);
    const stage = only((await environmentOf("stage")).resources, certificate).inputs;
    assert.deepEqual([stage.domainName, stage.subjectAlternativeNames], ["stage.promenade.example", []]);
  });
});

describe("the address", () => {
  it("leads to the load balancer, which has IPv4 only", async () => {
    const { resources } = await environmentOf("stage");
    const balancer = only(resources, "aws:lb/loadBalancer:LoadBalancer").outputs;
    const alias = { name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: false };
    const { inputs } = find(resources, record, "stage-address-ipv4");
    assert.deepEqual([inputs.name, inputs.type, inputs.aliases], ["stage.promenade.example", "A", [alias]]);
    assert.deepEqual(
      ofType(resources, record).filter(({ inputs: { type } }) => type === "AAAA"),
      [],
    );
  });

  it("leads to the CDN where there is one, by IPv6 too", async () => {
    const { resources } = await environmentOf("prod");
    const { domainName, hostedZoneId } = only(resources, "aws:cloudfront/distribution:Distribution").outputs;
    const alias = { name: domainName, zoneId: hostedZoneId, evaluateTargetHealth: false };
    for (const [name, type] of [
      ["prod-address-ipv4", "A"],
      ["prod-address-ipv6", "AAAA"],
    ] as const) {
      const { inputs } = find(resources, record, name);
      assert.deepEqual([inputs.name, inputs.type, inputs.aliases], ["www.promenade.example", type, [alias]]);
    }
  });
});
