import assert from "node:assert/strict";
import fc from "fast-check";
import { databaseEntry, type DatabaseEntry } from "../../../core/credentials";
import { databaseRotator } from "../../../functions/rotation/database";
import { prepare } from "../../../functions/rotation/prepare";
import { rotate } from "../../../functions/rotation/rotate";
import { steps } from "../../../functions/rotation/steps";
import { ensureRoles } from "../../../functions/rotation/users";
import { TestDatabase } from "../../support/database";
import { OneEntry } from "./vault";

const refused = { code: "28P01" };

describe("rotation of the database's password", function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let vault: OneEntry;
  let olderTaskRuns: boolean;
  let count = 0;

  const entry = (): DatabaseEntry => JSON.parse(vault.current()) as DatabaseEntry;
  const url = (): string => entry().DATABASE_URL;

  const step = async (Step: string, version: string): Promise<void> => {
    const rotator = databaseRotator(database.address, database.asMaster);
    // The proof connects under the authority of this test, not of the machine.
    const prove = async (value: string): Promise<void> => {
      await database.connect((JSON.parse(value) as DatabaseEntry).DATABASE_URL);
    };
    await rotate(
      { Step, SecretId: "arn:entry", ClientRequestToken: version },
      { vault, olderTaskRuns: async () => olderTaskRuns, rotators: { database: { ...rotator, prove } } },
    );
  };
  const rotation = async (version = `version-${++count}`): Promise<void> => {
    vault.begin(version);
    for (const name of Object.keys(steps)) await step(name, version);
  };
  const prepared = () => prepare(vault, "arn:entry", database.address, database.asMaster);

  before(async () => {
    database = await TestDatabase.start();
  });
  beforeEach(async () => {
    olderTaskRuns = false;
    vault = new OneEntry("database", JSON.stringify(databaseEntry(database.address, "app_a", `seed:/@?${++count}`)));
    await prepared();
  });
  afterEach(() => database.disconnect());
  after(() => database.stop());

  it("starts from users that are there, with the password that the vault was given", async () => {
    const client = await database.connect(url());
    const { rows } = await client.query("SELECT session_user AS who, current_user AS acts");
    assert.deepEqual(rows, [{ who: "app_a", acts: "app" }]);
  });

  it("takes turns, and what one user made the other can change", async () => {
    const before = await database.connect(url());
    await before.query("CREATE TABLE turns (who text DEFAULT session_user)");
    const users = [];
    for (let turn = 0; turn < 3; turn++) {
      await rotation();
      users.push(entry().username);
      const client = await database.connect(url());
      await client.query("INSERT INTO turns DEFAULT VALUES");
      await client.query(`ALTER TABLE turns ADD COLUMN made_in_turn_${turn} int`);
    }
    assert.deepEqual(users, ["app_b", "app_a", "app_b"]);
    assert.deepEqual((await before.query("SELECT count(*)::int AS n FROM turns")).rows, [{ n: 3 }]);
    await before.query("DROP TABLE turns");
  });

  it("breaks no client: the old password opens new connections until the rotation after", async () => {
    const old = url();
    const running = await database.connect(old);
    await rotation();
    await running.query("SELECT 1");
    await database.connect(old);
    await database.connect(url());
    const second = url();
    await rotation();
    await assert.rejects(database.connect(old), refused);
    await database.connect(second);
    await running.query("SELECT 1");
  });

  it("is the same rotation however often and wherever it was interrupted", async () => {
    const names = Object.keys(steps);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: names.length }), fc.boolean()), { maxLength: 3 }),
        async (attempts) => {
          const version = `version-${++count}`;
          const old = url();
          vault.begin(version);
          for (const [done, again] of attempts) {
            for (const name of names.slice(0, done)) await step(name, version);
            if (again) await step(names[done - 1]!, version);
            await database.connect(url());
            if (url() === old) await database.connect(old);
          }
          await rotation(version);
          assert.notEqual(url(), old);
          await database.connect(old);
          await database.connect(url());
          assert.deepEqual([...vault.versions.get(version)!.labels].sort(), ["AWSCURRENT", "AWSPENDING"]);
          await database.disconnect();
        },
      ),
      { numRuns: 12 },
    );
  });

  it("is refused while a task older than the last one runs, and changes nothing then", async () => {
    olderTaskRuns = true;
    await rotation();
    const current = vault.current();
    await assert.rejects(rotation(), /a task older than the last rotation .* still runs/);
    assert.equal(vault.current(), current);
    await database.connect(url());
    olderTaskRuns = false;
    await rotation();
  });

  it("never touches the user in use", async () => {
    const rotator = databaseRotator(database.address, database.asMaster);
    const pending = JSON.stringify(databaseEntry(database.address, "app_a", "other"));
    await assert.rejects(rotator.accept(pending, vault.current()), /app_a is in use/);
    const master = JSON.stringify(databaseEntry(database.address, "promenade", "other"));
    await assert.rejects(rotator.accept(master, vault.current()), /promenade is in use or not the app's/);
    await database.connect(url());
  });

  it("refuses an entry of no kind, a version that is not there, and a step that does not exist", async () => {
    await assert.rejects(step("createSecret", "never begun"), /has no version never begun/);
    vault.begin("x");
    await assert.rejects(step("dropSecret", "x"), /there is no step dropSecret/);
    const untagged = Object.assign(new OneEntry("keys", "{}"), {});
    untagged.begin("x");
    const event = { Step: "createSecret", SecretId: "arn:entry", ClientRequestToken: "x" };
    const ports = { vault: untagged, olderTaskRuns: async () => false, rotators: {} };
    await assert.rejects(rotate(event, ports), /of no kind that can be rotated here: keys/);
  });

  describe("prepared again", () => {
    it("changes nothing where all is well", async () => {
      await rotation();
      const kept = vault.current();
      await prepared();
      assert.equal(vault.current(), kept);
      await database.connect(url());
    });

    it("makes a restored database agree with the vault, the value before included", async () => {
      const old = url();
      await rotation();
      await database.asMaster(async (client) => {
        for (const user of ["app_a", "app_b"]) await client.query(`ALTER ROLE ${user} PASSWORD 'of the snapshot'`);
      });
      await prepared();
      await database.connect(old);
      await database.connect(url());
    });

    it("writes the address of a database that has moved", async () => {
      const elsewhere = { ...database.address, endpoint: "moved.example:5432" };
      vault = new OneEntry("database", JSON.stringify(databaseEntry(elsewhere, "app_a", "kept")));
      await prepared();
      assert.deepEqual(entry(), databaseEntry(database.address, "app_a", "kept"));
      await database.connect(url());
    });
  });

  it("has a user for emergencies that reads, has no password, and logs in by IAM where there is IAM", async () => {
    await database.asMaster(async (client) => {
      await client.query("CREATE ROLE rds_iam");
      await ensureRoles(client, database.address.databaseName);
      const { rows } = await client.query(
        `SELECT rolcanlogin AS enters, pg_has_role(oid, 'readonly', 'member') AS reads, pg_has_role(oid, 'rds_iam', 'member') AS iam,
           pg_has_role(oid, 'app', 'member') AS writes, rolconfig AS config FROM pg_roles WHERE rolname = 'emergency'`,
      );
      const config = ["default_transaction_read_only=on"];
      assert.deepEqual(rows, [{ enters: true, reads: true, iam: true, writes: false, config }]);
    });
  });

  it("gives readers what the app makes, to read only", async () => {
    const app = await database.connect(url());
    await app.query("CREATE TABLE shown (value int)");
    await database.asMaster(async (client) => {
      await client.query("CREATE ROLE looker LOGIN PASSWORD 'looks-only' IN ROLE readonly");
    });
    const [host, port] = database.address.endpoint.split(":");
    const login = { host, port: Number(port), user: "looker", password: "looks-only", database: "app" };
    const reader = await database.connect(login);
    assert.deepEqual((await reader.query("SELECT * FROM shown")).rows, []);
    await assert.rejects(reader.query("INSERT INTO shown VALUES (1)"), /permission denied/);
    await assert.rejects(reader.query("CREATE TABLE mine (value int)"), /permission denied/);
  });

  it("sends no password to the database in clear", async () => {
    const said: string[] = [];
    const spied = (work: Parameters<TestDatabase["asMaster"]>[0]) =>
      database.asMaster(async (client) => {
        const query = client.query.bind(client) as (...args: unknown[]) => unknown;
        client.query = ((...args: unknown[]) => {
          said.push(JSON.stringify(args));
          return query(...args);
        }) as typeof client.query;
        await work(client);
      });
    await prepare(vault, "arn:entry", database.address, spied);
    assert.ok(said.some((text) => text.includes("SCRAM-SHA-256$4096:")));
    assert.ok(!said.some((text) => text.includes(entry().password)));
  });
});
