import assert from "node:assert/strict";
import { sandboxFiles } from "../../../sandbox/files";
import { Caches } from "../../../sandbox/runtime/cache";
import { createCertificates } from "../../../sandbox/runtime/certificates";
import { Databases } from "../../../sandbox/runtime/database";
import { LogFile } from "../../../sandbox/runtime/log-file";
import { TYPES } from "../../../sandbox/runtime/properties";
import { Task } from "../../../sandbox/runtime/task";
import { until, World } from "../runtime/world";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const PASSWORD = "app-Password'1";
const TOKEN = "cache-token-of-the-app";

describe("sample app", function () {
  this.timeout(60_000);
  let world: World;
  let databases: Databases;
  let caches: Caches;
  let authorityFile: string;
  let log: LogFile;
  let urls: Record<string, string>;
  const tasks: Task[] = [];

  const start = async (environment: Record<string, string>): Promise<Task> => {
    const container = {
      name: "app",
      image: "app",
      environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
      mountPoints: [{ containerPath: "/tmp" }],
    };
    const definition = { arn: "arn", family: "app", revision: 1, containers: [container] };
    const plan = { deploymentId: "deployment", targetGroups: [] };
    const task = new Task(definition, plan, { cloud: world.cloud, log, authorityFile }, () => undefined);
    tasks.push(task);
    await task.start();
    await until("it listens", () => fetch(`http://127.0.0.1:${task.port}/healthz`).catch(() => undefined));
    return task;
  };
  const ask = async ({ port }: Task, path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  before(async () => {
    world = await World.create();
    const files = sandboxFiles(world.root);
    log = new LogFile(join(files.logs, "app.log"));
    const certificates = await createCertificates(files.certificates);
    ({ authorityFile } = certificates);
    databases = new Databases(world.cloud, files, certificates);
    caches = new Caches(certificates);
    const database = await databases.apply(
      await world.put(TYPES.database, "db", {
        identifier: "db",
        engine: "postgres",
        dbName: "app",
        username: "owner",
        password: PASSWORD,
      }),
    );
    const cache = await caches.apply(
      await world.put(TYPES.cache, "cache", { transitEncryptionEnabled: true, authToken: TOKEN }),
    );
    urls = {
      DATABASE_URL: `postgres://owner:${encodeURIComponent(PASSWORD)}@${String(database["endpoint"])}/app?sslmode=verify-full`,
      REDIS_URL: `rediss://:${TOKEN}@127.0.0.1:${String(cache["port"])}`,
    };
  });
  afterEach(async () => {
    await Promise.all(tasks.splice(0).map((task) => task.stop(2000)));
  });
  after(async () => {
    await databases.close();
    await caches.close();
    log.close();
    world.destroy();
  });

  it("counts visits in the database, of all instances together, and uses the cache", async () => {
    const environment = { ...urls, RELEASE: "v1", SLOT: "blue", SERVICE: "web", ENVIRONMENT: "dev" };
    const [one, two] = await Promise.all([start(environment), start(environment)]);
    assert.deepEqual(await ask(one, "/healthz"), {
      status: 200,
      body: { status: "ok", release: "v1", database: "up", cache: "up" },
    });
    const { body } = await ask(one, "/");
    assert.deepEqual(body, {
      release: "v1",
      slot: "blue",
      service: "web",
      environment: "dev",
      visits: 1,
      cache: "miss",
    });
    const second = await ask(two, "/");
    assert.deepEqual([second.body["visits"], second.body["cache"]], [2, "hit"]);
  });

  it("keeps a preview's visits in a SQLite file of each task's own, with sample data in it, until the task ends", async () => {
    const environment = { DATABASE_URL: "sqlite:////tmp/app.db", SEED_DATA: "true", SERVICE: "web" };
    const [one, two] = await Promise.all([start(environment), start(environment)]);
    assert.equal((await ask(one, "/healthz")).body["database"], "up");
    assert.deepEqual([(await ask(one, "/")).body["visits"], (await ask(one, "/")).body["visits"]], [101, 102]);
    assert.equal((await ask(two, "/")).body["visits"], 101, "another task has a file of its own");
    const unseeded = await start({ ...environment, SEED_DATA: "false" });
    assert.equal((await ask(unseeded, "/")).body["visits"], 1);
  });

  it("is healthy without database and cache, and with a cache that is switched off", async () => {
    const bare = await start({});
    assert.deepEqual((await ask(bare, "/healthz")).body, {
      status: "ok",
      release: "unreleased",
      database: "none",
      cache: "none",
    });
    assert.equal((await ask(bare, "/")).body["visits"], null);
    const uncached = await start({ REDIS_URL: urls["REDIS_URL"] ?? "", CACHE_ENABLED: "false" });
    assert.equal((await ask(uncached, "/healthz")).body["cache"], "none");
  });

  it("says that it is unavailable while its database or cache is out of reach", async () => {
    const task = await start({
      DATABASE_URL: "postgres://nobody:nothing@127.0.0.1:1/none",
      REDIS_URL: "redis://127.0.0.1:1",
    });
    const { status, body } = await ask(task, "/healthz");
    assert.deepEqual([status, body["status"]], [503, "unavailable"]);
    assert.equal((await ask(task, "/")).status, 503);
  });

  it("logs who asked for what, from where, with which result", async () => {
    const task = await start({});
    await ask(task, "/orders?id=7", { "x-forwarded-for": "203.0.113.9, 10.0.0.7", "x-user": "alice" });
    const line = () =>
      readFileSync(log.path, "utf8")
        .split("\n")
        .find((each) => each.includes("/orders"));
    await until("the line is there", line);
    const { user, ip, route, status, ms, time } = JSON.parse(line() ?? "") as Record<string, unknown>;
    assert.deepEqual([user, ip, route, status], ["alice", "10.0.0.7", "GET /orders", 200]);
    assert(typeof ms === "number" && !Number.isNaN(Date.parse(String(time))));
  });

  it("lets requests under way end when it is asked to end", async () => {
    const task = await start(urls);
    const answers = Array.from({ length: 5 }, () => ask(task, "/"));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await task.stop();
    assert.deepEqual(
      await Promise.all(answers.map(async (answer) => (await answer).status)),
      [200, 200, 200, 200, 200],
    );
    assert.equal(task.exitCode, 0);
  });
});
