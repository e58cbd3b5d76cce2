import assert from "node:assert/strict";
import { archivePolicy } from "../../core/log-archive";
import { tiers, tierSizes } from "../../core/tiers";
import { allows, type Statement } from "../checks/iam";
import { account, find, ofType, type Registered } from "../support/mocks";
import { environmentOf } from "../support/program";

const bucket = "aws:s3/bucket:Bucket";
const setting = (resources: readonly Registered[], kind: string) =>
  find(resources, `aws:s3/bucket${kind}:Bucket${kind}`, "prod-archive").inputs;

describe("the log archive", () => {
  for (const tier of tiers) {
    const { audited, logs } = tierSizes[tier];
    if (!audited) {
      it(`is left out of tier ${tier}, which nobody audits`, async () => {
        const { resources } = await environmentOf(tier);
        assert.deepEqual(ofType(resources, "promenade:audit:LogArchive"), []);
      });
      continue;
    }
    it(`of tier ${tier} keeps logs for ${logs.retentionDays} days, cold ones after ${logs.coldAfterDays}`, async () => {
      const { resources } = await environmentOf(tier);
      const archive = find(resources, bucket, `${tier}-archive`);
      assert.equal(archive.inputs.bucket, `${tier}-archive-${account}`);
      assert.deepEqual([archive.inputs.forceDestroy, archive.protect], [false, true]);
      const lifecycle = find(
        resources,
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        `${tier}-archive`,
      );
      const [rule] = lifecycle.inputs.rules as Record<string, unknown>[];
      assert.deepEqual(rule?.expiration, { days: logs.retentionDays });
      assert.deepEqual(rule.transitions, [{ days: logs.coldAfterDays, storageClass: "GLACIER" }]);
    });
  }

  it("keeps versions, is closed to the public, owned by the account, and of the one kind load balancers write", async () => {
    const { resources } = await environmentOf("prod");
    assert.deepEqual(setting(resources, "Versioning").versioningConfiguration, { status: "Enabled" });
    const { bucket: closed, ...block } = setting(resources, "PublicAccessBlock");
    assert.equal(closed, `prod-archive-${account}`);
    assert.deepEqual(Object.values(block), [true, true, true, true]);
    assert.deepEqual(setting(resources, "OwnershipControls").rule, { objectOwnership: "BucketOwnerEnforced" });
    assert.deepEqual(setting(resources, "ServerSideEncryptionConfiguration").rules, [
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
  });

  it("gets its policy once the rest is set: what waits for the policy finds it complete", async () => {
    const { resources } = await environmentOf("prod");
    const policy = find(resources, "aws:s3/bucketPolicy:BucketPolicy", "prod-archive");
    for (const { urn } of resources.filter(
      ({ type, name }) => name === "prod-archive" && /^aws:s3\/bucket(Vers|Server|Public|Own|Life)/.test(type),
    ))
      assert.ok(policy.dependencies.includes(urn), urn);
  });
});

describe("the policy of the log archive", () => {
  const place = { bucketArn: "arn:aws:s3:::logs", accountId: "1", region: "eu-west-1", trail: "prod-trail" };
  const statements = archivePolicy(place).Statement as unknown as readonly Statement[];
  const call = (service: string, folder: string, source: string, more: Readonly<Record<string, string>> = {}) => ({
    action: "s3:PutObject",
    resource: `arn:aws:s3:::logs/${folder}/AWSLogs/1/x`,
    principal: ["Service", service] as const,
    context: {
      "aws:SourceAccount": "1",
      "aws:SourceArn": source,
      "s3:x-amz-acl": "bucket-owner-full-control",
      "aws:SecureTransport": "true",
      ...more,
    },
  });
  const balancer = "logdelivery.elasticloadbalancing.amazonaws.com";
  const delivery = "delivery.logs.amazonaws.com";
  const trail = "cloudtrail.amazonaws.com";
  const vpcLogs = "arn:aws:logs:eu-west-1:1:*";
  const own = "arn:aws:cloudtrail:eu-west-1:1:trail/prod-trail";

  const allowed = [
    ["the load balancer its requests", call(balancer, "balancer", "")],
    ["flow logs the connections", call(delivery, "network", vpcLogs)],
    ["the trail the calls", call(trail, "trail", own)],
  ] as const;
  for (const [what, one] of allowed)
    it(`lets in ${what}, over TLS alone`, () => {
      assert.equal(allows(statements, one), true);
      const plain = { ...one, context: { ...one.context, "aws:SecureTransport": "false" } };
      assert.equal(allows(statements, plain), false);
    });

  const refused = [
    ["the load balancer in another one's folder", call(balancer, "trail", "")],
    ["another account's flow logs", call(delivery, "network", vpcLogs, { "aws:SourceAccount": "2" })],
    ["another trail", call(trail, "trail", "arn:aws:cloudtrail:eu-west-1:1:trail/other")],
    ["a service of another region", call(delivery, "network", "arn:aws:logs:eu-north-1:1:*")],
    ["a service that it does not know", call("ec2.amazonaws.com", "network", vpcLogs)],
  ] as const;
  for (const [what, one] of refused) it(`keeps out ${what}`, () => assert.equal(allows(statements, one), false));

  it("denies deletion to whoever may do everything else", () => {
    const admin: Statement = { Effect: "Allow", Action: "*", Resource: "*", Principal: "*" };
    const deletion = (action: string) => ({ ...call(balancer, "trail", ""), action });
    assert.equal(allows([...statements, admin], deletion("s3:GetObject")), true);
    for (const action of ["s3:DeleteObject", "s3:DeleteObjectVersion"])
      assert.equal(allows([...statements, admin], deletion(action)), false);
  });
});
