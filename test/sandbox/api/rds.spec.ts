import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import * as sdk from "@aws-sdk/client-rds";
import { Client } from "pg";
import { createApi } from "../../../sandbox/api/server";
import { aws } from "../../../sandbox/aws/package";
import { sandboxFiles } from "../../../sandbox/files";
import { ControlPlane } from "../../../sandbox/provider/control";
import { Records } from "../../../sandbox/provider/records";
import { createCertificates } from "../../../sandbox/runtime/certificates";
import { Databases } from "../../../sandbox/runtime/database";
import { Functions } from "../../../sandbox/runtime/functions";
import { Metrics } from "../../../sandbox/runtime/metrics";
import { OneOffTasks } from "../../../sandbox/runtime/one-off-tasks";
import { listen } from "../../../sandbox/runtime/ports";
import { TYPES } from "../../../sandbox/runtime/properties";
import { Rotations } from "../../../sandbox/runtime/rotations";
import { Services } from "../../../sandbox/runtime/services";
import { Targets } from "../../../sandbox/runtime/targets";
import { loadSchema } from "../../../sandbox/schema/cache";
import { World } from "../runtime/world";
import { notAsked } from "./not-asked";

const TOKEN = "0123456789abcdef";
const PASSWORD = "correct-horse";

describe("RDS in the local cloud", function () {
  this.timeout(60_000);
  let world: World;
  let server: Server;
  let databases: Databases;
  let rds: sdk.RDSClient;
  let ca: string;

  before(async () => {
    world = await World.create();
    const { cloud } = world;
    const files = sandboxFiles(world.root);
    const certificates = await createCertificates(files.certificates);
    ca = readFileSync(certificates.authorityFile, "utf8");
    databases = new Databases(cloud, files, certificates);
    const schema = await loadSchema(
      aws.sdk,
      aws.models.map(({ type }) => type),
    );
    const control = new ControlPlane(cloud, { [TYPES.database]: databases }, schema, aws.models);
    const records = new Records(aws, schema, control);
    const targets = new Targets(cloud);
    const functions = new Functions(cloud, files, () => ({ endpoint: "", token: TOKEN, authorityFile: "" }));
    server = createApi({
      token: TOKEN,
      context: {
        ...notAsked,
        ...{ cloud, databases, targets, records: () => records, cloudControlTypes: new Map() },
        services: new Services(cloud, targets, files, ""),
        oneOffTasks: new OneOffTasks(cloud, files, ""),
        functions,
        rotations: new Rotations(cloud, functions, () => undefined),
      },
      daemon: { startedAt: new Date(), metrics: new Metrics(), idleStopAt: () => new Date(), stop: () => undefined },
      onRequest: () => undefined,
    });
    const endpoint = `http://127.0.0.1:${await listen(server, { what: "test" })}`;
    const credentials = { accessKeyId: TOKEN, secretAccessKey: "unused" };
    rds = new sdk.RDSClient({ endpoint, region: "eu-west-1", maxAttempts: 1, credentials });
    await records.create(
      TYPES.database,
      {
        ...{ identifier: "dev", engine: "postgres", engineVersion: "17", instanceClass: "db.t4g.small", dbName: "app" },
        ...{ username: "owner", password: PASSWORD, allocatedStorage: 20, backupRetentionPeriod: 1, multiAz: true },
        ...{ deletionProtection: true, tags: { env: "env/dev" } },
      },
      "eu-west-1",
    );
  });

  after(async () => {
    server.close();
    rds.destroy();
    await databases.close();
    world.destroy();
  });

  const instance = async (DBInstanceIdentifier: string): Promise<sdk.DBInstance> => {
    const { DBInstances = [] } = await rds.send(new sdk.DescribeDBInstancesCommand({ DBInstanceIdentifier }));
    return DBInstances[0] ?? {};
  };

  const query = async (identifier: string, sql: string): Promise<readonly object[]> => {
    const { Endpoint } = await instance(identifier);
    const client = new Client({
      ...{ host: Endpoint?.Address ?? "", port: Endpoint?.Port ?? 0, user: "owner", password: PASSWORD },
      ...{ database: "app", ssl: { ca } },
    });
    await client.connect();
    try {
      return (await client.query<object>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it("describes an instance as RDS does", async () => {
    const { DBInstanceStatus, Engine, MasterUsername, MultiAZ, DeletionProtection, TagList } = await instance("dev");
    assert.deepEqual(
      [DBInstanceStatus, Engine, MasterUsername, MultiAZ, DeletionProtection],
      ["available", "postgres", "owner", true, true],
    );
    assert.deepEqual(TagList, [{ Key: "env", Value: "env/dev" }]);
    await assert.rejects(instance("none"), { name: "DBInstanceNotFoundFault" });
  });

  it("takes a snapshot once, and restores what was in it", async () => {
    await query("dev", "CREATE TABLE kept AS SELECT 1 AS value");
    const asked = { DBInstanceIdentifier: "dev", DBSnapshotIdentifier: "dev-one", Tags: [{ Key: "a", Value: "b" }] };
    const { DBSnapshot } = await rds.send(new sdk.CreateDBSnapshotCommand(asked));
    assert.deepEqual([DBSnapshot?.Status, DBSnapshot?.SnapshotType], ["available", "manual"]);
    await assert.rejects(rds.send(new sdk.CreateDBSnapshotCommand(asked)), { name: "DBSnapshotAlreadyExistsFault" });
    const { DBSnapshots = [] } = await rds.send(new sdk.DescribeDBSnapshotsCommand({ DBInstanceIdentifier: "dev" }));
    assert.deepEqual(
      DBSnapshots.map(({ DBSnapshotIdentifier, TagList }) => [DBSnapshotIdentifier, TagList]),
      [["dev-one", asked.Tags]],
    );
    await query("dev", "UPDATE kept SET value = 2");
    await rds.send(
      new sdk.RestoreDBInstanceFromDBSnapshotCommand({
        ...{ DBInstanceIdentifier: "dev-restored", DBSnapshotIdentifier: "dev-one", MultiAZ: true },
        Tags: [{ Key: "env", Value: "env/dev" }],
      }),
    );
    assert.deepEqual(await query("dev-restored", "SELECT value FROM kept"), [{ value: 1 }]);
    const { Engine, MultiAZ, DBInstanceClass } = await instance("dev-restored");
    assert.deepEqual([Engine, MultiAZ, DBInstanceClass], ["postgres", true, "db.t4g.small"]);
  });

  it("renames an instance, which another one then replaces at its address", async () => {
    const before = await instance("dev");
    const rename = (DBInstanceIdentifier: string, NewDBInstanceIdentifier: string) =>
      rds.send(
        new sdk.ModifyDBInstanceCommand({ DBInstanceIdentifier, NewDBInstanceIdentifier, ApplyImmediately: true }),
      );
    await assert.rejects(rename("dev-restored", "dev"), { name: "DBInstanceAlreadyExistsFault" });
    await rename("dev", "dev-replaced");
    await rename("dev-restored", "dev");
    const after = await instance("dev");
    assert.deepEqual(after.Endpoint, before.Endpoint);
    assert.equal(after.DBInstanceArn, before.DBInstanceArn);
    assert.notEqual(after.DbiResourceId, before.DbiResourceId);
    assert.deepEqual(await query("dev", "SELECT value FROM kept"), [{ value: 1 }]);
    assert.deepEqual(await query("dev-replaced", "SELECT value FROM kept"), [{ value: 2 }]);
  });

  it("gives a restored instance's master to RDS to keep", async () => {
    const { DBInstance } = await rds.send(
      new sdk.ModifyDBInstanceCommand({ DBInstanceIdentifier: "dev", ManageMasterUserPassword: true }),
    );
    assert.match(DBInstance?.MasterUserSecret?.SecretArn ?? "", /:secret:rds!db-/);
    assert.equal(DBInstance?.MasterUserSecret?.SecretStatus, "active");
    await assert.rejects(query("dev", "SELECT 1"), { code: "28P01" });
  });

  it("restores the latest time, and no time that nothing was kept of", async () => {
    const source = { SourceDBInstanceIdentifier: "dev-replaced", TargetDBInstanceIdentifier: "dev-latest" };
    await rds.send(new sdk.RestoreDBInstanceToPointInTimeCommand({ ...source, UseLatestRestorableTime: true }));
    assert.deepEqual(await query("dev-latest", "SELECT value FROM kept"), [{ value: 2 }]);
    const RestoreTime = new Date(Date.now() - 3_600_000);
    const earlier = { ...source, TargetDBInstanceIdentifier: "x", RestoreTime };
    await assert.rejects(rds.send(new sdk.RestoreDBInstanceToPointInTimeCommand(earlier)), /Nothing of dev-replaced/);
  });

  it("deletes what is not protected, and keeps its last words", async () => {
    const last = { DBInstanceIdentifier: "dev-replaced", FinalDBSnapshotIdentifier: "dev-last" };
    await assert.rejects(rds.send(new sdk.DeleteDBInstanceCommand(last)), /disable deletion protection/);
    await rds.send(
      new sdk.ModifyDBInstanceCommand({ DBInstanceIdentifier: "dev-replaced", DeletionProtection: false }),
    );
    await rds.send(new sdk.DeleteDBInstanceCommand(last));
    await assert.rejects(instance("dev-replaced"), { name: "DBInstanceNotFoundFault" });
    const found = await rds.send(new sdk.DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: "dev-last" }));
    assert.equal(found.DBSnapshots?.[0]?.DBInstanceIdentifier, "dev-replaced");
    await rds.send(new sdk.DeleteDBSnapshotCommand({ DBSnapshotIdentifier: "dev-last" }));
    const gone = new sdk.DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: "dev-last" });
    await assert.rejects(rds.send(gone), { name: "DBSnapshotNotFoundFault" });
  });
});
