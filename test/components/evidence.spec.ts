import assert from "node:assert/strict";
import { evidencePolicy } from "../../core/evidence-store";
import { tiers, tierSizes } from "../../core/tiers";
import { allows, unknownActions, type Statement } from "../checks/iam";
import { account, find } from "../support/mocks";
import { environmentOf, stackOf } from "../support/program";

const bucket = "aws:s3/bucket:Bucket";

describe("the bucket of evidence", () => {
  for (const tier of tiers) {
    const kept = tierSizes[tier].protected;
    it(`of tier ${tier} ${kept ? "takes locks, and outlives its environment" : "goes with its environment, and takes no locks"}`, async () => {
      const { resources, outputs } = await environmentOf(tier);
      const { stack } = stackOf(tier);
      const { inputs, protect } = find(resources, bucket, `${stack}-evidence`);
      assert.equal(inputs["bucket"], `${stack}-evidence-${account}`);
      assert.equal(outputs.evidence, inputs["bucket"]);
      assert.equal(inputs["objectLockEnabled"], kept ? true : undefined);
      assert.deepEqual([inputs["forceDestroy"], protect], [!kept, kept]);
    });

    it(`of tier ${tier} is versioned, closed to the public, and under the environment's own key`, async () => {
      const { resources } = await environmentOf(tier);
      const { stack } = stackOf(tier);
      const setting = (kind: string) =>
        find(resources, `aws:s3/bucket${kind}:Bucket${kind}`, `${stack}-evidence`).inputs;
      assert.deepEqual(setting("Versioning")["versioningConfiguration"], { status: "Enabled" });
      const { bucket: closed, ...block } = setting("PublicAccessBlock");
      assert.equal(closed, `${stack}-evidence-${account}`);
      assert.deepEqual(Object.values(block), [true, true, true, true]);
      assert.deepEqual(setting("ServerSideEncryptionConfiguration")["rules"], [
        {
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: "aws:kms",
            kmsMasterKeyId: find(resources, "aws:kms/key:Key", `${stack}-key`).outputs["arn"],
          },
          bucketKeyEnabled: true,
        },
      ]);
      const { Statement } = JSON.parse(String(setting("Policy")["policy"])) as { Statement: unknown };
      assert.deepEqual(Statement, evidencePolicy(`arn:aws:s3:::${stack}-evidence-${account}`).Statement);
    });
  }

  it("ends nothing but old leases and uploads that never end", async () => {
    const { resources } = await environmentOf("prod");
    const lifecycle = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
    assert.deepEqual(find(resources, lifecycle, "prod-evidence").inputs["rules"], [
      {
        ...{ id: "leases", status: "Enabled", filter: { prefix: "lease.json" } },
        noncurrentVersionExpiration: { noncurrentDays: 1 },
      },
      {
        ...{ id: "uploads", status: "Enabled", filter: { prefix: "" } },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      },
    ]);
  });
});

describe("the policy of the bucket of evidence", () => {
  const admin: Statement = { Effect: "Allow", Action: "*", Resource: "*", Principal: "*" };
  const statements = [...(evidencePolicy("arn:aws:s3:::seen").Statement as unknown as Statement[]), admin];
  const may = (action: string, key: string, context: Readonly<Record<string, string>> = {}) =>
    allows(statements, {
      ...{ action: `s3:${action}`, resource: `arn:aws:s3:::seen/${key}` },
      context: { "aws:SecureTransport": "true", ...context },
    });
  const [event, lease] = ["events/2026-01-02T12-00-00.000Z-00.json", "lease.json"];
  const unless = { "s3:if-none-match": "*" };

  it("lets events be read, and written where nothing stands", () => {
    assert.ok(may("GetObject", event));
    assert.ok(may("PutObject", event, unless));
  });

  it("lets nobody write an event anew, take one away or unlock it, administrators least of all", () => {
    assert.ok(!may("PutObject", event));
    for (const action of ["DeleteObject", "DeleteObjectVersion", "BypassGovernanceRetention"]) {
      assert.ok(!may(action, event), action);
    }
  });

  it("lets the lease be written again and again", () => assert.ok(may("PutObject", lease)));

  it("lets in nobody without TLS", () => {
    for (const action of ["GetObject", "PutObject", "ListBucket"]) {
      assert.ok(!may(action, event, { ...unless, "aws:SecureTransport": "false" }), action);
    }
  });

  it("names actions that there are", async () => assert.deepEqual(await unknownActions(statements.slice(0, -1)), []));
});
