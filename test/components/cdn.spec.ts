import assert from "node:assert/strict";
import { tierSizes } from "../../core/tiers";
import { account, find, ofType, only } from "../support/mocks";
import { environmentOf } from "../support/program";

const distribution = "aws:cloudfront/distribution:Distribution";
const vpcOrigin = "aws:cloudfront/vpcOrigin:VpcOrigin";

describe("the CDN", () => {
  for (const tier of ["preview", "dev", "stage"] as const) {
    it(`is left out of tier ${tier}`, async () => {
      const { resources } = await environmentOf(tier);
      assert.deepEqual([...ofType(resources, distribution), ...ofType(resources, vpcOrigin)], []);
    });
  }

  it("reaches the internal load balancer, over TLS alone", async () => {
    const { resources } = await environmentOf("prod");
    const balancer = only(resources, "aws:lb/loadBalancer:LoadBalancer").outputs;
    const origin = only(resources, vpcOrigin);
    assert.deepEqual(origin.inputs.vpcOriginEndpointConfig, {
      name: "prod-cdn",
      arn: balancer.arn,
      httpPort: 80,
      httpsPort: 443,
      originProtocolPolicy: "https-only",
      originSslProtocols: { items: ["TLSv1.2"], quantity: 1 },
    });
    assert.deepEqual(only(resources, distribution).inputs.origins, [
      {
        originId: "load-balancer",
        domainName: balancer.dnsName,
        vpcOriginConfig: { vpcOriginId: origin.outputs.id },
      },
    ]);
  });

  it("serves the domain by HTTPS alone, with a certificate of us-east-1 and nothing older than TLS 1.2", async () => {
    const { resources } = await environmentOf("prod");
    const { inputs } = only(resources, distribution);
    assert.deepEqual(inputs.aliases, ["www.promenade.example"]);
    assert.deepEqual(inputs.viewerCertificate, {
      acmCertificateArn: find(resources, "aws:acm/certificate:Certificate", "prod-certificate-us-east-1").outputs.arn,
      sslSupportMethod: "sni-only",
      minimumProtocolVersion: "TLSv1.2_2021",
    });
    const behavior = inputs.defaultCacheBehavior as Record<string, unknown>;
    assert.equal(behavior.viewerProtocolPolicy, "redirect-to-https");
    assert.deepEqual([inputs.enabled, inputs.isIpv6Enabled, inputs.httpVersion], [true, true, "http2and3"]);
  });

  it("keeps nothing, passes on all that a viewer sent, and adds the security headers", async () => {
    const { inputs } = only((await environmentOf("prod")).resources, distribution);
    const { cachePolicyId, originRequestPolicyId, responseHeadersPolicyId, allowedMethods } =
      inputs.defaultCacheBehavior as Record<string, unknown>;
    assert.deepEqual(
      [cachePolicyId, originRequestPolicyId, responseHeadersPolicyId],
      [
        "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", // CachingDisabled
        "216adef6-5c7f-47e4-b989-5492eafa07d3", // AllViewer
        "67f7725c-6f97-4210-82d7-5512b31e9d03", // SecurityHeadersPolicy
      ],
    );
    assert.equal((allowedMethods as readonly string[]).length, 7);
  });

  it("writes each request into a bucket of its own, which takes the ACL by which CloudFront delivers", async () => {
    const { resources } = await environmentOf("prod");
    const bucket = find(resources, "aws:s3/bucket:Bucket", "prod-cdn-logs");
    const setting = (kind: string) => find(resources, `aws:s3/bucket${kind}:Bucket${kind}`, "prod-cdn-logs");
    assert.equal(bucket.inputs.bucket, `prod-cdn-logs-${account}`);
    assert.equal(bucket.protect, true);
    assert.deepEqual(setting("OwnershipControls").inputs.rule, { objectOwnership: "BucketOwnerPreferred" });
    const { bucket: closed, ...block } = setting("PublicAccessBlock").inputs;
    assert.deepEqual([closed, ...Object.values(block)], [bucket.inputs.bucket, true, true, true, true]);
    assert.match(String(setting("Policy").inputs.policy), /"Deny".*"aws:SecureTransport":"false"/);
    const [rule] = setting("LifecycleConfiguration").inputs.rules as Record<string, unknown>[];
    assert.deepEqual(rule?.expiration, { days: tierSizes.prod.logs.retentionDays });
    const cdn = only(resources, distribution);
    assert.deepEqual(cdn.inputs.loggingConfig, {
      bucket: bucket.outputs.bucketDomainName,
      includeCookies: false,
      prefix: "requests/",
    });
    assert.ok(cdn.dependencies.includes(setting("Policy").urn), "the bucket is ready before CloudFront is told of it");
  });

  it("is protected: users know it by its name", async () => {
    assert.equal(only((await environmentOf("prod")).resources, distribution).protect, true);
  });
});
