import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { Cloud, type CloudResource } from "../../../sandbox/cloud";
import { sandboxFiles } from "../../../sandbox/files";
import { type Certificates, createCertificates } from "../../../sandbox/runtime/certificates";
import { Databases } from "../../../sandbox/runtime/database";
import { TYPES } from "../../../sandbox/runtime/properties";

const PASSWORD = "first-Password'1\\";
const NEXT_PASSWORD = "second-Password2";

describe("database", function () {
  this.timeout(60_000);
  const root = mkdtempSync(join(tmpdir(), "promenade-database-"));
  const files = sandboxFiles(root);
  let certificates: Certificates;
  let databases: Databases;
  let cloud: Cloud;
  let port = 0;
  const clients: Client[] = [];

  const record = (password: string, endpoint?: string): CloudResource => ({
    type: TYPES.database,
    id: "db-1",
    region: "eu-west-1",
    inputs: { identifier: "dev-db", engine: "postgres", dbName: "app", username: "owner", password },
    outputs: endpoint ? { endpoint } : {},
  });

  const connect = async (user: string, password: string, options: object = {}) => {
    const ca = readFileSync(certificates.authorityFile, "utf8");
    const client = new Client({ host: "127.0.0.1", port, user, password, database: "app", ssl: { ca }, ...options });
    client.on("error", () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };

  before(async () => {
    certificates = await createCertificates(files.certificates);
    cloud = await Cloud.open(root);
    databases = new Databases(cloud, files, certificates);
    const outputs = await databases.apply(record(PASSWORD));
    assert.equal(outputs["address"], "127.0.0.1");
    port = outputs["port"] as number;
    assert.equal(outputs["endpoint"], `127.0.0.1:${port}`);
  });

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)));
  });

  after(async () => {
    await databases.close();
    rmSync(root, { recursive: true, force: true });
  });

  it("lets the master user in, over TLS under the sandbox's own authority, as no superuser", async () => {
    const client = await connect("owner", PASSWORD);
    const { rows } = await client.query(
      "SELECT current_user AS name, session_user AS session, current_database() AS database, rolsuper FROM pg_roles WHERE rolname = current_user",
    );
    assert.deepEqual(rows, [{ name: "owner", session: "owner", database: "app", rolsuper: false }]);
    await client.query("CREATE TABLE IF NOT EXISTS kept (value int)");
    await assert.rejects(client.query("SELECT rolpassword FROM pg_authid"), /permission denied/);
  });

  it("refuses a wrong password, an unknown role, another database, and a connection without TLS", async () => {
    await assert.rejects(connect("owner", "wrong"), { code: "28P01" });
    await assert.rejects(connect("nobody", PASSWORD), { code: "28P01" });
    await assert.rejects(connect("owner", PASSWORD, { database: "other" }), { code: "3D000" });
    await assert.rejects(connect("owner", PASSWORD, { ssl: false }), { code: "28000" });
    await assert.rejects(connect("owner", PASSWORD, { ssl: true }), /certificate/);
  });

  it("makes roles and passwords mean what they say", async () => {
    const owner = await connect("owner", PASSWORD);
    await owner.query("CREATE ROLE reader LOGIN PASSWORD 'reader-one'");
    await owner.query("CREATE TABLE owned (value int)");
    const reader = await connect("reader", "reader-one");
    await assert.rejects(reader.query("SELECT * FROM owned"), /permission denied/);
    await owner.query("ALTER ROLE reader PASSWORD 'reader-two'");
    await assert.rejects(connect("reader", "reader-one"), { code: "28P01" });
    await connect("reader", "reader-two");
  });

  it("keeps the transactions of two clients apart", async () => {
    const [one, two] = [await connect("owner", PASSWORD), await connect("owner", PASSWORD)];
    await one.query("CREATE TABLE apart (who text)");
    await one.query("BEGIN");
    await one.query("INSERT INTO apart VALUES ($1)", ["one"]);
    const other = two.query("INSERT INTO apart VALUES ($1)", ["two"]);
    await sleep(50);
    await one.query("ROLLBACK");
    await other;
    assert.deepEqual((await one.query("SELECT who FROM apart")).rows, [{ who: "two" }]);
  });

  it("answers many clients at once, each its own question", async () => {
    const many = await Promise.all(Array.from({ length: 5 }, () => connect("owner", PASSWORD)));
    const ask = async (client: Client, who: number) => {
      for (let n = 0; n < 10; n++) {
        const { rows } = await client.query("SELECT $1::int AS who, $2::int AS n", [who, n]);
        assert.deepEqual(rows, [{ who, n }]);
      }
    };
    await Promise.all(many.map(ask));
  });

  it("keeps a session's advisory lock from other clients until it is given back", async () => {
    const [one, two] = [await connect("owner", PASSWORD), await connect("owner", PASSWORD)];
    await one.query("SELECT pg_advisory_lock(1)");
    let entered = false;
    const waiting = two.query("SELECT pg_advisory_lock(1)").then(() => (entered = true));
    await sleep(100);
    assert.equal(entered, false);
    await one.query("SELECT pg_advisory_unlock(1)");
    await waiting;
    await two.query("SELECT pg_advisory_unlock(1)");
  });

  it("ends the transaction of a client that went away", async () => {
    const [one, two] = [await connect("owner", PASSWORD), await connect("owner", PASSWORD)];
    await one.query("CREATE TABLE gone (value int)");
    await one.query("BEGIN");
    await one.query("INSERT INTO gone VALUES (1)");
    await one.end();
    assert.deepEqual((await two.query("SELECT count(*)::int AS n FROM gone")).rows, [{ n: 0 }]);
  });

  it("follows a change of the record's password", async () => {
    await databases.apply(record(NEXT_PASSWORD));
    await assert.rejects(connect("owner", PASSWORD), { code: "28P01" });
    await connect("owner", NEXT_PASSWORD);
  });

  it("comes back with its data, at its address, after its process was killed", async () => {
    const client = await connect("owner", NEXT_PASSWORD);
    await client.query("INSERT INTO kept VALUES (42)");
    const [pid] = databases.pids();
    process.kill(pid as number, "SIGKILL");
    await sleep(100);
    let again: Client | undefined;
    for (let attempt = 0; !again && attempt < 100; attempt++) {
      again = await connect("owner", NEXT_PASSWORD).catch(() => sleep(200).then(() => undefined));
    }
    assert.deepEqual((await again?.query("SELECT value FROM kept"))?.rows, [{ value: 42 }]);
  });

  /** A second instance, made of what the first one held. */
  const other = (id: string, inputs: object): CloudResource => {
    const { identifier, engine, dbName, username } = record("").inputs;
    return { ...record(""), id, inputs: { identifier, engine, dbName, username, ...inputs } };
  };
  const valuesAt = async (at: number, password: string) => {
    const client = await connect("owner", password, { port: at });
    return (await client.query<{ value: number }>("SELECT value FROM kept")).rows.map(({ value }) => value);
  };

  it("is restored from a snapshot: what was committed when it was taken, and the password of then", async () => {
    const writer = await connect("owner", NEXT_PASSWORD);
    await writer.query("BEGIN");
    await writer.query("INSERT INTO kept VALUES (43)");
    const taken = databases.snapshot("db-1", "before");
    await writer.query("ROLLBACK");
    await taken;
    await writer.query("INSERT INTO kept VALUES (44)");
    const restored = other("db-3", { identifier: "dev-restored", snapshotIdentifier: "before" });
    const { port: at } = await databases.apply(restored);
    assert.deepEqual(await valuesAt(at as number, NEXT_PASSWORD), [42]);
    await databases.remove(restored);
    await databases.removeSnapshot("before");
    await assert.rejects(databases.apply(restored), /DBSnapshotNotFound: before/);
    assert.deepEqual(await valuesAt(port, NEXT_PASSWORD), [42, 44]);
    await writer.query("DELETE FROM kept WHERE value = 44");
  });

  it("is found where another was whose name it takes", async () => {
    const source = { sourceDbInstanceIdentifier: "dev-db" };
    const copy = other("db-4", { identifier: "dev-copy", restoreToPointInTime: source });
    const { port: first } = await databases.apply(copy);
    const renamed = (resource: CloudResource, identifier: string) =>
      databases.apply({ ...resource, inputs: { ...resource.inputs, identifier } });
    const { port: aside } = await renamed(record(NEXT_PASSWORD), "dev-aside");
    const { port: instead } = await renamed(copy, "dev-db");
    assert.deepEqual([instead, aside === port, first === port], [port, false, false]);
    assert.deepEqual(await valuesAt(port, NEXT_PASSWORD), [42]);
    await databases.remove({ ...copy, inputs: { ...copy.inputs, identifier: "dev-db", skipFinalSnapshot: true } });
    port = (await renamed(record(NEXT_PASSWORD), "dev-db"))["port"] as number;
  });

  it("leaves what it held in its final snapshot", async () => {
    const copy = other("db-5", {
      identifier: "dev-last",
      restoreToPointInTime: { sourceDbInstanceIdentifier: "dev-db" },
    });
    await databases.apply(copy);
    await databases.remove({ ...copy, inputs: { ...copy.inputs, finalSnapshotIdentifier: "dev-last-words" } });
    const restored = other("db-6", { identifier: "dev-after", snapshotIdentifier: "dev-last-words" });
    const { port: at } = await databases.apply(restored);
    assert.deepEqual(await valuesAt(at as number, NEXT_PASSWORD), [42]);
    await databases.remove({ ...restored, inputs: { ...restored.inputs, skipFinalSnapshot: true } });
  });

  it("takes the master's password from the secret that RDS keeps", async () => {
    const secretArn = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:rds!db-1-AbCdEf";
    const of = { id: secretArn, region: "eu-west-1", outputs: {} };
    await cloud.put({ ...of, type: TYPES.secret, inputs: { name: "rds!db-1" } });
    const secretString = JSON.stringify({ username: "owner", password: "managed-Password" });
    await cloud.put({
      ...of,
      type: TYPES.secretVersion,
      inputs: { secretId: secretArn, secretString },
      secrets: ["secretString"],
    });
    const managed = record("");
    await databases.apply({ ...managed, outputs: { masterUserSecrets: [{ secretArn }] } });
    await assert.rejects(connect("owner", NEXT_PASSWORD), { code: "28P01" });
    await connect("owner", "managed-Password");
    await databases.apply(record(NEXT_PASSWORD));
  });

  it("leaves nothing behind when it is removed", async () => {
    const second = other("db-2", { identifier: "dev-other", password: PASSWORD });
    await databases.apply(second);
    await databases.remove(second);
    assert.deepEqual(readdirSync(files.databases), ["dev-db"]);
  });

  it("keeps its address and data over a restart, and no password in any file", async () => {
    await databases.close();
    databases = new Databases(cloud, files, certificates);
    const outputs = await databases.apply(record(NEXT_PASSWORD, `127.0.0.1:${port}`));
    assert.equal(outputs["port"], port);
    const client = await connect("owner", NEXT_PASSWORD);
    assert.deepEqual((await client.query("SELECT value FROM kept")).rows, [{ value: 42 }]);
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const content = readFileSync(join(entry.parentPath, entry.name));
      assert(!content.includes(NEXT_PASSWORD) && !content.includes(PASSWORD), entry.name);
    }
  });
});
