import assert from "node:assert/strict";
import { find, ofType, only, type Registered } from "../support/mocks";
import { environmentOf, runProgram } from "../support/program";

const database = "aws:rds/instance:Instance";
const cache = "aws:elasticache/replicationGroup:ReplicationGroup";
const logGroup = "aws:cloudwatch/logGroup:LogGroup";

const picked = (resource: Registered, names: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(names.map((name) => [name, resource.inputs[name]]));

describe("the database", () => {
  const sizes = {
    dev: {
      ...{ instanceClass: "db.t4g.small", allocatedStorage: 20, maxAllocatedStorage: 40, multiAz: false },
      ...{ backupRetentionPeriod: 0, monitoringInterval: 0, deletionProtection: false },
      ...{ skipFinalSnapshot: true, deleteAutomatedBackups: true },
    },
    stage: {
      ...{ instanceClass: "db.t4g.medium", allocatedStorage: 50, maxAllocatedStorage: 100, multiAz: true },
      ...{ backupRetentionPeriod: 7, monitoringInterval: 60, deletionProtection: true },
      ...{ skipFinalSnapshot: false, deleteAutomatedBackups: false },
    },
    prod: {
      ...{ instanceClass: "db.r7g.large", allocatedStorage: 100, maxAllocatedStorage: 200, multiAz: true },
      ...{ backupRetentionPeriod: 35, monitoringInterval: 60, deletionProtection: true },
      ...{ skipFinalSnapshot: false, deleteAutomatedBackups: false },
    },
  } as const;
  for (const tier of ["dev", "stage", "prod"] as const) {
    it(`of tier ${tier} has its size, backups, monitoring and protection`, async () => {
      const instance = only((await environmentOf(tier)).resources, database);
      assert.deepEqual(picked(instance, Object.keys(sizes[tier])), sizes[tier]);
      assert.equal(instance.protect, sizes[tier].deletionProtection);
      const { skipFinalSnapshot, finalSnapshotIdentifier } = instance.inputs;
      assert.equal(typeof finalSnapshotIdentifier, skipFinalSnapshot === true ? "undefined" : "string");
    });

    it(`of tier ${tier} is private, encrypted, up to date, and takes TLS and IAM's tokens`, async () => {
      const { resources } = await environmentOf(tier);
      const instance = only(resources, database);
      const key = find(resources, "aws:kms/key:Key", `${tier}-key`).outputs.arn;
      const expected = {
        ...{ publiclyAccessible: false, storageEncrypted: true, kmsKeyId: key, autoMinorVersionUpgrade: true },
        ...{ iamDatabaseAuthenticationEnabled: true, caCertIdentifier: "rds-ca-rsa2048-g1", copyTagsToSnapshot: true },
        ...{ databaseInsightsMode: "standard", performanceInsightsEnabled: true, performanceInsightsKmsKeyId: key },
      };
      assert.deepEqual(picked(instance, Object.keys(expected)), expected);
      assert.notEqual(instance.inputs.username, "postgres");
      const group = only(resources, "aws:rds/parameterGroup:ParameterGroup").inputs;
      assert.equal(group.family, `postgres${String(instance.inputs.engineVersion)}`);
      assert.ok(parameters(group)["rds.force_ssl"] === "1");
    });

    it(`of tier ${tier} writes its logs into groups that were there before it`, async () => {
      const { resources, outputs } = await environmentOf(tier);
      const { inputs, dependencies } = only(resources, database);
      assert.deepEqual(inputs.enabledCloudwatchLogsExports, ["postgresql", "upgrade"]);
      for (const log of ["postgresql", "upgrade"]) {
        const group = find(resources, logGroup, `${outputs.environment}-database-${log}`);
        assert.equal(group.inputs.name, `/aws/rds/instance/${String(inputs.identifier)}/${log}`);
        assert.equal(group.inputs.kmsKeyId, find(resources, "aws:kms/key:Key", `${tier}-key`).outputs.arn);
        assert.equal(group.inputs.retentionInDays, { dev: 7, stage: 30, prod: 731 }[tier]);
        assert.ok(dependencies.includes(group.urn), `${log} may be made after the database`);
      }
    });
  }

  it("is audited in stage and prod: connections, schema, roles, and no customer's data", async () => {
    const groupOf = async (tier: "dev" | "stage" | "prod") =>
      parameters(only((await environmentOf(tier)).resources, "aws:rds/parameterGroup:ParameterGroup").inputs);
    assert.equal((await groupOf("dev"))["pgaudit.log"], undefined);
    assert.deepEqual(await groupOf("stage"), await groupOf("prod"));
    const audited = await groupOf("prod");
    assert.match(String(audited.shared_preload_libraries), /\bpgaudit\b/);
    assert.deepEqual(
      [audited["pgaudit.log"], audited["pgaudit.log_parameter"], audited.log_connections],
      ["ddl,role", "0", "1"],
    );
  });

  it("takes the sizes that a stack file chooses", async () => {
    const { resources } = await runProgram("dev", { database: { instanceClass: "db.t3.small", storageGiB: 50 } });
    const { inputs } = only(resources, database);
    assert.deepEqual([inputs.instanceClass, inputs.allocatedStorage], ["db.t3.small", 50]);
  });

  it("has a replica where a stack file asks for one, and then a master that the vault knows", async () => {
    const { resources } = await runProgram("dev", {
      database: { readReplica: true, backupRetentionDays: 1 },
      offHours: { enabled: false },
    });
    const replica = find(resources, database, "dev-database-replica").inputs;
    assert.equal(replica.replicateSourceDb, "dev-database");
    for (const name of ["username", "password", "engine", "dbName", "manageMasterUserPassword"]) {
      assert.equal(replica[name], undefined, `AWS takes no ${name} for a replica`);
    }
    assert.equal(find(resources, database, "dev-database").inputs.manageMasterUserPassword, undefined);
    const master = find(resources, "aws:secretsmanager/secretVersion:SecretVersion", "dev-database-master");
    const value = JSON.parse(String(master.inputs.secretString)) as Record<string, string>;
    assert.deepEqual(Object.keys(value).sort(), ["password", "username"]);
    assert.deepEqual(master.secretInputs, ["secretString"]);
  });
});

function parameters({ parameters: list }: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const all = list as readonly { readonly name: string; readonly value: string }[];
  return Object.fromEntries(all.map(({ name, value }) => [name, value]));
}

describe("the cache", () => {
  const nodes = {
    dev: {
      nodeType: "cache.t4g.micro",
      numCacheClusters: 1,
      automaticFailoverEnabled: false,
      snapshotRetentionLimit: 0,
    },
    stage: {
      ...{ nodeType: "cache.t4g.small", numCacheClusters: 2, automaticFailoverEnabled: true },
      snapshotRetentionLimit: 7,
    },
    prod: {
      ...{ nodeType: "cache.t4g.medium", numNodeGroups: 2, replicasPerNodeGroup: 1, automaticFailoverEnabled: true },
      snapshotRetentionLimit: 35,
    },
  } as const;
  const names = ["nodeType", "numCacheClusters", "numNodeGroups", "replicasPerNodeGroup", "automaticFailoverEnabled"];
  for (const tier of ["dev", "stage", "prod"] as const) {
    it(`of tier ${tier} has its nodes, failover and snapshots`, async () => {
      const { resources } = await environmentOf(tier);
      const group = only(resources, cache);
      const none = { numCacheClusters: undefined, numNodeGroups: undefined, replicasPerNodeGroup: undefined };
      assert.deepEqual(picked(group, [...names, "snapshotRetentionLimit"]), { ...none, ...nodes[tier] });
      assert.equal(group.inputs.multiAzEnabled, group.inputs.automaticFailoverEnabled);
      const own = only(resources, "aws:elasticache/parameterGroup:ParameterGroup").inputs;
      assert.deepEqual(own.parameters, tier === "prod" ? [{ name: "cluster-enabled", value: "yes" }] : []);
      assert.equal(String(own.name).endsWith("-cluster"), tier === "prod");
    });

    it(`of tier ${tier} is encrypted at rest and on the way, and asks for a token`, async () => {
      const { inputs, secretInputs } = only((await environmentOf(tier)).resources, cache);
      assert.deepEqual([inputs.atRestEncryptionEnabled, inputs.transitEncryptionEnabled], [true, true]);
      assert.equal(inputs.autoMinorVersionUpgrade, true);
      assert.deepEqual(secretInputs, ["authToken"]);
    });
  }

  it("is logged where it is audited, slow commands and the engine each", async () => {
    const deliveriesOf = async (tier: "dev" | "prod") =>
      only((await environmentOf(tier)).resources, cache).inputs.logDeliveryConfigurations as { destination: string }[];
    assert.deepEqual(await deliveriesOf("dev"), []);
    const groups = (await deliveriesOf("prod")).map(({ destination }) => destination);
    assert.deepEqual(groups, ["/promenade/prod/cache/slow-log", "/promenade/prod/cache/engine-log"]);
  });
});

describe("an environment without stores", () => {
  it("has neither database nor cache, and no secret that would open one", async () => {
    const { resources } = await environmentOf("preview");
    assert.deepEqual(ofType(resources, database), []);
    assert.deepEqual(ofType(resources, cache), []);
    const entries = ofType(resources, "aws:secretsmanager/secret:Secret").map(({ inputs }) => inputs.name);
    assert.deepEqual(entries.sort(), ["promenade/pr-7/API_KEY", "promenade/pr-7/JWT_SECRET"]);
    const { inputs } = find(resources, "aws:ecs/taskDefinition:TaskDefinition", "pr-7-blue-app");
    const variables = String(inputs.containerDefinitions);
    assert.match(variables, /"CACHE_ENABLED","value":"false"/);
    assert.match(variables, /"DATABASE_URL","value":"sqlite:\/\/\/\/tmp\/app.db"/);
    assert.match(variables, /"SEED_DATA","value":"true"/);
  });
});
