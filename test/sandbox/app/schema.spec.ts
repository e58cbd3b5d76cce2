import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { ensureRoles } from "../../../functions/rotation/users";
import { sandboxFiles } from "../../../sandbox/files";
import { createCertificates } from "../../../sandbox/runtime/certificates";
import { Databases } from "../../../sandbox/runtime/database";
import { OneOffTasks } from "../../../sandbox/runtime/one-off-tasks";
import { TYPES } from "../../../sandbox/runtime/properties";
import { until, World } from "../runtime/world";

const master = { username: "promenade", password: "of-the-master" };

describe("the sample app's schema", function () {
  this.timeout(60_000);
  let world: World;
  let databases: Databases;
  let tasks: OneOffTasks;
  let port: string;
  let ca: string;

  before(async () => {
    world = await World.create();
    const files = sandboxFiles(world.root);
    const certificates = await createCertificates(files.certificates);
    ca = readFileSync(certificates.authorityFile, "utf8");
    databases = new Databases(world.cloud, files, certificates);
    tasks = new OneOffTasks(world.cloud, files, certificates.authorityFile);
    const database = { identifier: "db", engine: "postgres", dbName: "app", ...master };
    const { endpoint } = await databases.apply(await world.put(TYPES.database, "db", database));
    port = String(endpoint).split(":")[1] ?? "";
    await asMaster((client) => ensureRoles(client, "app"));
  });
  after(async () => {
    await tasks.close(2000);
    await databases.close();
    world.destroy();
  });

  async function asMaster<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const { username: user, password } = master;
    const client = new Client({ host: "127.0.0.1", port: Number(port), database: "app", user, password, ssl: { ca } });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  const migrate = (variables: Record<string, string> = {}): Promise<number | undefined> =>
    run(["npm", "run", "migrate"], {
      ...{ PGHOST: "127.0.0.1", PGPORT: port, PGDATABASE: "app", PGSSLMODE: "verify-full", PGOPTIONS: "-c role=app" },
      ...{ PGUSER: master.username, PGPASSWORD: master.password, ...variables },
    });

  /** The app's own way to its database. */
  const ofTheApp = (): string =>
    `postgres://${master.username}:${master.password}@127.0.0.1:${port}/app?sslmode=verify-full&options=-c%20role%3Dapp`;

  const check = (): Promise<number | undefined> => run(["npm", "run", "data:check"], { DATABASE_URL: ofTheApp() });

  const asApp = (sql: string): Promise<unknown> =>
    asMaster(async (client) => {
      await client.query("SET ROLE app");
      return client.query(sql);
    });

  /** The exit code of a task that runs a command of the image. */
  async function run(command: readonly string[], environment: Record<string, string>): Promise<number | undefined> {
    const container = {
      ...{ name: "migrate", image: "app", command },
      environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
    };
    const definition = { arn: "arn", family: "dev-migrate", revision: 1, containers: [container] };
    const asked = { cluster: "cluster", command: undefined, startedBy: undefined, clientToken: undefined };
    const { task } = tasks.run(definition, asked);
    await until("it has ended", () => task.status === "STOPPED");
    return task.exitCode;
  }

  const tables = () =>
    asMaster(async (client) => {
      const { rows } = await client.query<Record<string, string>>(
        "SELECT tablename, tableowner FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
      );
      return rows.map(({ tablename, tableowner }) => `${tablename} of ${tableowner}`);
    });
  const steps = () =>
    asMaster(async (client) => {
      await client.query("SET ROLE app");
      const { rows } = await client.query<{ version: number }>("SELECT version FROM schema_versions ORDER BY version");
      return rows.map(({ version }) => version);
    });

  it("is left as it was by a migration that fails, which ends with 1", async () => {
    assert.equal(await migrate({ FAIL_MIGRATION: "true" }), 1);
    assert.deepEqual(await tables(), []);
  });

  it("is migrated by the master, and belongs to the app's role", async () => {
    assert.equal(await migrate(), 0);
    assert.deepEqual(await tables(), ["schema_versions of app", "visits of app"]);
    assert.deepEqual(await steps(), [1, 2]);
  });

  it("is migrated once, however many do so at a time", async () => {
    assert.deepEqual(await Promise.all([migrate(), migrate(), migrate()]), [0, 0, 0]);
    assert.deepEqual(await steps(), [1, 2]);
    const logged = readFileSync(join(sandboxFiles(world.root).logs, "tasks", "dev-migrate.log"), "utf8");
    assert.equal(logged.match(/"steps":\["1: /g)?.length, 1);
    assert.equal(logged.match(/"steps":\[\]/g)?.length, 3);
  });

  it("has its data judged by data:check: nothing is wrong where no migration had any to take down", async () => {
    assert.equal(await check(), 0);
  });

  it("has lost data when some are gone, or count less than before the last migration; more of them do no harm", async () => {
    await asApp("INSERT INTO visits (service, count) VALUES ('app', 7), ('api', 2)");
    assert.equal(await migrate(), 0);
    await asApp("UPDATE visits SET count = count + 1");
    assert.equal(await check(), 0);
    await asApp("UPDATE visits SET count = 6 WHERE service = 'app'");
    assert.equal(await check(), 1);
    await asApp("UPDATE visits SET count = 7 WHERE service = 'app'");
    await asApp("DELETE FROM visits WHERE service = 'api'");
    assert.equal(await check(), 1);
    assert.equal(await run(["npm", "run", "data:reset"], { DATABASE_URL: ofTheApp() }), 0);
    assert.equal(await check(), 0);
  });

  it("keeps out a release that is older than it", async () => {
    await asMaster(async (client) => {
      await client.query("SET ROLE app");
      await client.query("INSERT INTO schema_versions (version, name) VALUES (99, 'of a later release')");
    });
    assert.equal(await migrate(), 1);
  });
});
