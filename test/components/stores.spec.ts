import assert from "node:assert/strict";
import { find, ofType, only } from "../support/mocks";
import { environmentOf, runProgram } from "../support/program";

describe("the database", () => {
  const sizes = {
    dev: ["db.t4g.small", 20, false, 0, false, true],
    stage: ["db.t4g.medium", 50, true, 7, true, false],
    prod: ["db.r7g.large", 100, true, 35, true, false],
  } as const;
  for (const tier of ["dev", "stage", "prod"] as const) {
    it(`of tier ${tier} has its size, backups and protection`, async () => {
      const { inputs, protect } = only((await environmentOf(tier)).resources, "aws:rds/instance:Instance");
      const { instanceClass, allocatedStorage, multiAz, backupRetentionPeriod, deletionProtection } = inputs;
      assert.deepEqual(
        [instanceClass, allocatedStorage, multiAz, backupRetentionPeriod, deletionProtection, inputs.skipFinalSnapshot],
        sizes[tier],
      );
      assert.equal(protect, deletionProtection);
      assert.equal(typeof inputs.finalSnapshotIdentifier, inputs.skipFinalSnapshot === true ? "undefined" : "string");
    });
  }

  it("is private, encrypted with the environment's key, and takes TLS only", async () => {
    const { resources } = await environmentOf("dev");
    const { inputs } = only(resources, "aws:rds/instance:Instance");
    assert.equal(inputs.publiclyAccessible, false);
    assert.equal(inputs.storageEncrypted, true);
    assert.equal(inputs.kmsKeyId, only(resources, "aws:kms/key:Key").outputs.arn);
    assert.notEqual(inputs.username, "postgres");
    const group = only(resources, "aws:rds/parameterGroup:ParameterGroup").inputs;
    assert.deepEqual(group.parameters, [{ name: "rds.force_ssl", value: "1" }]);
    assert.equal(group.family, `postgres${String(inputs.engineVersion)}`);
  });

  it("takes the sizes that a stack file chooses", async () => {
    const { resources } = await runProgram("dev", { database: { instanceClass: "db.t3.small", storageGiB: 50 } });
    const { inputs } = only(resources, "aws:rds/instance:Instance");
    assert.deepEqual([inputs.instanceClass, inputs.allocatedStorage], ["db.t3.small", 50]);
  });
});

describe("the cache", () => {
  const nodes = {
    dev: { type: "cache.t4g.micro", clusters: 1, failover: false, cluster: [] },
    stage: { type: "cache.t4g.small", clusters: 2, failover: true, cluster: [] },
    prod: {
      ...{ type: "cache.t4g.medium", shards: 2, replicas: 1, failover: true },
      cluster: [{ name: "cluster-enabled", value: "yes" }],
    },
  } as const;
  for (const tier of ["dev", "stage", "prod"] as const) {
    it(`of tier ${tier} has its nodes and failover`, async () => {
      const { resources } = await environmentOf(tier);
      const { inputs } = only(resources, "aws:elasticache/replicationGroup:ReplicationGroup");
      const found = {
        type: inputs.nodeType,
        clusters: inputs.numCacheClusters,
        shards: inputs.numNodeGroups,
        replicas: inputs.replicasPerNodeGroup,
        failover: inputs.automaticFailoverEnabled,
        cluster: only(resources, "aws:elasticache/parameterGroup:ParameterGroup").inputs.parameters,
      };
      assert.deepEqual(found, { clusters: undefined, shards: undefined, replicas: undefined, ...nodes[tier] });
      assert.equal(inputs.multiAzEnabled, inputs.automaticFailoverEnabled);
    });
  }

  it("is encrypted at rest and on the way, and asks for a token", async () => {
    const { inputs, secretInputs } = only(
      (await environmentOf("dev")).resources,
      "aws:elasticache/replicationGroup:ReplicationGroup",
    );
    assert.deepEqual([inputs.atRestEncryptionEnabled, inputs.transitEncryptionEnabled], [true, true]);
    assert.deepEqual(secretInputs, ["authToken"]);
  });
});

describe("an environment without stores", () => {
  it("has neither database nor cache, and no secret that would open one", async () => {
    const { resources } = await environmentOf("preview");
    assert.deepEqual(ofType(resources, "aws:rds/instance:Instance"), []);
    assert.deepEqual(ofType(resources, "aws:elasticache/replicationGroup:ReplicationGroup"), []);
    const entries = ofType(resources, "aws:secretsmanager/secret:Secret").map(({ inputs }) => inputs.name);
    assert.deepEqual(entries.sort(), ["promenade/dev/API_KEY", "promenade/dev/JWT_SECRET"]);
    const { inputs } = find(resources, "aws:ecs/taskDefinition:TaskDefinition", "dev-blue-app");
    assert.match(String(inputs.containerDefinitions), /"CACHE_ENABLED","value":"false"/);
  });
});
