import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Redis from "ioredis";
import type { CloudResource } from "../../../sandbox/cloud";
import { Caches } from "../../../sandbox/runtime/cache";
import { type Certificates, createCertificates } from "../../../sandbox/runtime/certificates";
import { TYPES } from "../../../sandbox/runtime/properties";
import { CommandReader } from "../../../sandbox/runtime/redis/protocol";
import { Store } from "../../../sandbox/runtime/redis/store";

describe("cache", () => {
  const directory = mkdtempSync(join(tmpdir(), "promenade-cache-"));
  let certificates: Certificates;
  let caches: Caches;
  const opened: Redis[] = [];

  const record = (inputs: object, outputs: object = {}) => ({
    type: TYPES.cache,
    id: "dev-cache",
    region: "eu-west-1",
    inputs: { replicationGroupId: "dev-cache", port: 6379, ...inputs },
    outputs: { ...outputs },
  });

  const start = async (resource: CloudResource) => (await caches.apply(resource)) as { port: number };

  const open = (url: string, options: object = {}) => {
    const redis = new Redis(url, { maxRetriesPerRequest: 0, retryStrategy: () => null, ...options });
    redis.on("error", () => undefined);
    opened.push(redis);
    return redis;
  };

  before(async () => {
    certificates = await createCertificates(directory);
  });
  beforeEach(() => {
    caches = new Caches(certificates);
  });
  afterEach(async () => {
    opened.splice(0).forEach((redis) => redis.disconnect());
    await caches.close();
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  it("keeps strings, counts, and forgets what has expired", async () => {
    const { port } = await start(record({}));
    const redis = open(`redis://127.0.0.1:${port}`);
    assert.equal(await redis.set("a", "ä\r\n", "EX", 100), "OK");
    assert.equal(await redis.set("a", "other", "PX", 100, "NX"), null);
    assert.deepEqual(await redis.mget("a", "b"), ["ä\r\n", null]);
    assert.equal(await redis.ttl("a"), 100);
    assert.deepEqual([await redis.incr("n"), await redis.incr("n")], [1, 2]);
    assert.deepEqual([await redis.exists("a", "n"), await redis.del("a", "b")], [2, 1]);
    await redis.expire("n", 0);
    assert.equal(await redis.get("n"), null);
    await assert.rejects(redis.call("KEYS", "*"), /unknown command/);
  });

  it("asks for the token over TLS, and takes a changed one", async () => {
    const token = "first-token-of-the-cache";
    const { port } = await start(record({ transitEncryptionEnabled: true, authToken: token }));
    const tls = { ca: readFileSync(certificates.authorityFile, "utf8") };
    assert.equal(await open(`rediss://:${token}@127.0.0.1:${port}`, { tls }).ping(), "PONG");
    await assert.rejects(open(`rediss://127.0.0.1:${port}`, { tls, enableReadyCheck: false }).get("a"), /NOAUTH/);
    await assert.rejects(open(`redis://:${token}@127.0.0.1:${port}`).ping());
    await caches.apply(record({ transitEncryptionEnabled: true, authToken: "second-token-of-the-cache" }));
    await assert.rejects(
      open(`rediss://:${token}@127.0.0.1:${port}`, { tls, enableReadyCheck: false }).get("a"),
      /WRONGPASS/,
    );
  });

  it("comes back at its address", async () => {
    const outputs = await caches.apply(record({}));
    await caches.close();
    assert.deepEqual(await caches.apply(record({}, outputs)), outputs);
  });

  it("reads commands in whatever pieces they arrive", () => {
    const reader = new CommandReader();
    const bytes = Buffer.from("*2\r\n$3\r\nGET\r\n$2\r\né\r\n*1\r\n$4\r\nPING\r\n");
    const commands = [...bytes].flatMap((byte) => reader.read(Buffer.from([byte])));
    assert.deepEqual(commands, [["GET", "é"], ["PING"]]);
    assert.throws(() => new CommandReader().read(Buffer.from("GET / HTTP/1.1\r\n")), /Protocol error/);
  });

  it("lets keys end when their time is over", () => {
    let now = 0;
    const { commands } = new Store(() => now);
    commands["SET"]?.[1]("key", "value", "PX", "10");
    const values = [9, 10].map((time) => {
      now = time;
      return commands["GET"]?.[1]("key");
    });
    assert.deepEqual(values, ["value", null]);
  });
});
