import assert from "node:assert/strict";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Balancers } from "../../../sandbox/runtime/balancer";
import { Metrics, ofBalancer, ofGroup } from "../../../sandbox/runtime/metrics";
import { portOf } from "../../../sandbox/runtime/ports";
import { properties, TYPES } from "../../../sandbox/runtime/properties";
import { Targets } from "../../../sandbox/runtime/targets";
import { BALANCER, groupArn, LISTENER, RULE, until, World } from "./world";

describe("load balancer", function () {
  this.timeout(20_000);
  let world: World;
  let targets: Targets;
  let metrics: Metrics;
  let balancers: Balancers;
  let url: string;

  /** A target that answers with its name, healthy or not, and `slow` ms later. */
  const add = async (group: string, { healthy = true, slow = 0, status = 200 } = {}) => {
    const port = await world.target((request, response) => {
      const [code, wait] = request.url === "/healthz" ? [healthy ? 200 : 500, 0] : [status, slow];
      setTimeout(() => response.writeHead(code).end(JSON.stringify({ group, headers: request.headers })), wait);
    });
    targets.register(groupArn(group), port);
    const expected = healthy ? "healthy" : "unhealthy";
    await until(`${group} is ${expected}`, () => targets.healthOf(groupArn(group), port)?.state === expected);
    return port;
  };

  const start = async (weights: Record<string, number>, stickiness?: object) => {
    for (const name of Object.keys(weights)) await world.group(name);
    const { dnsName } = await balancers.apply(await world.balancer(weights, stickiness));
    url = `http://${String(dnsName)}`;
  };

  const ask = async (path = "/app", init: RequestInit = {}) => {
    const response = await fetch(url + path, { redirect: "manual", ...init });
    const body = await response.text();
    const answer =
      response.status === 200 ? (JSON.parse(body) as { group: string; headers: Record<string, string> }) : undefined;
    return {
      status: response.status,
      body,
      answer,
      cookies: response.headers.getSetCookie(),
      headers: response.headers,
    };
  };

  beforeEach(async () => {
    world = await World.create();
    targets = new Targets(world.cloud);
    metrics = new Metrics();
    balancers = new Balancers(world.cloud, targets, metrics);
  });
  afterEach(async () => {
    await balancers.close(0);
    targets.close();
    world.destroy();
  });

  it("splits requests by the weights its rule has at that moment", async () => {
    await start({ blue: 80, green: 20 });
    await add("blue");
    await add("green");
    const shares = { blue: 0, green: 0 } as Record<string, number>;
    for (let n = 0; n < 300; n++) {
      const { answer } = await ask();
      shares[answer?.group ?? "none"] = (shares[answer?.group ?? "none"] ?? 0) + 1;
    }
    // 60 expected, standard deviation 6.9: wrong once in a million runs.
    assert(Math.abs((shares["green"] ?? 0) - 60) < 35, JSON.stringify(shares));
    await world.balancer({ blue: 0, green: 100 });
    for (let n = 0; n < 20; n++) assert.equal((await ask()).answer?.group, "green");
  });

  it("answers with fixed responses and redirects, and with 503 when nothing decides", async () => {
    await start({ blue: 100 });
    assert.deepEqual([(await ask("/other")).status, (await ask("/other")).body], [404, "nothing"]);
    await world.put(TYPES.rule, RULE, {
      listenerArn: LISTENER,
      priority: 1,
      conditions: [],
      actions: [{ type: "redirect", redirect: { statusCode: "HTTP_301", protocol: "HTTPS", port: "443" } }],
    });
    const { status, headers } = await ask("/x?y=z");
    assert.deepEqual([status, headers.get("location")], [301, "https://127.0.0.1:443/x?y=z"]);
    await world.cloud.delete(TYPES.listener, LISTENER);
    assert.equal((await ask()).status, 503);
  });

  it("answers 503 for an empty group, and counts that as the group's errors", async () => {
    await start({ blue: 100 });
    assert.equal((await ask()).status, 503);
    await until("counted", () => metrics.measure(groupArn("blue"), 60).requests === 1);
    assert.equal(metrics.measure(groupArn("blue"), 60).errors, 1);
  });

  it("sends no requests to unhealthy targets while there is a healthy one, and to all when there is none", async () => {
    await start({ blue: 100, green: 0 });
    const first = await add("blue", { healthy: false });
    assert.equal((await ask()).status, 200, "fails open");
    await add("blue");
    const served = targets.list(groupArn("blue")).find(({ port }) => port === first);
    for (let n = 0; n < 10; n++) assert.equal(targets.choose(groupArn("blue")) === served, false);
  });

  it("takes turns among healthy targets", async () => {
    await start({ blue: 100 });
    const ports = [await add("blue"), await add("blue")];
    const chosen = Array.from({ length: 4 }, () => targets.choose(groupArn("blue"))?.port);
    assert.deepEqual(new Set(chosen.slice(0, 2)), new Set(ports));
    assert.deepEqual(chosen.slice(0, 2), chosen.slice(2));
  });

  it("lets requests under way end before a target is out, and sends it no new ones", async () => {
    await start({ blue: 100 });
    const port = await add("blue", { slow: 400 });
    const underway = ask();
    await sleep(100);
    const drained = targets.deregister(groupArn("blue"), port);
    assert.equal(targets.healthOf(groupArn("blue"), port)?.state, "draining");
    assert.equal((await ask()).status, 503);
    assert.equal((await underway).status, 200);
    await drained;
    assert.equal(targets.list(groupArn("blue")).length, 0);
  });

  it("cuts requests off that take longer than the deregistration delay", async () => {
    await start({ blue: 100 });
    await world.group("blue", { deregistrationDelay: 0 });
    const port = await add("blue", { slow: 5000 });
    const underway = ask();
    await sleep(100);
    await targets.deregister(groupArn("blue"), port);
    await assert.rejects(underway);
  });

  it("answers 502 when a target is gone and 504 when it is silent", async () => {
    await start({ blue: 100 });
    const port = await add("blue", { slow: 3000 });
    assert.equal((await ask()).status, 504);
    targets.drop(groupArn("blue"), port);
    const dead = createServer((_, response) => response.end()).listen(0, "127.0.0.1");
    await until("listening", () => dead.listening);
    const { port: deadPort } = dead.address() as { port: number };
    targets.register(groupArn("blue"), deadPort);
    await until("healthy", () => targets.healthOf(groupArn("blue"), deadPort)?.state === "healthy");
    dead.close();
    dead.closeAllConnections();
    assert.equal((await ask()).status, 502);
  });

  it("counts answers of targets apart from its own, as CloudWatch has them", async () => {
    await start({ blue: 100 });
    const count = (name: string, dimensions: Record<string, string> = ofBalancer(BALANCER)) =>
      metrics.store.read({ namespace: "AWS/ApplicationELB", name, dimensions }, 0, Infinity).size;
    const ofBlue = ofGroup(BALANCER, groupArn("blue"));
    assert.equal((await ask()).status, 503);
    await until("counted", () => count("HTTPCode_ELB_5XX_Count") === 1);
    assert.equal(count("RequestCount", ofBlue), 0);

    const port = await add("blue", { status: 500 });
    assert.equal((await ask()).status, 500);
    await until("counted", () => count("HTTPCode_Target_5XX_Count", ofBlue) === 1);
    assert.deepEqual([count("TargetResponseTime", ofBlue), count("HTTPCode_ELB_5XX_Count")], [1, 1]);

    targets.drop(groupArn("blue"), port);
    const gone = await world.target((_, response) => response.socket?.destroy());
    await world.group("blue", { healthCheck: { enabled: false } });
    targets.register(groupArn("blue"), gone);
    await until("healthy", () => targets.healthOf(groupArn("blue"), gone)?.state === "healthy");
    assert.equal((await ask()).status, 502);
    await until("counted", () => count("HTTPCode_ELB_5XX_Count") === 2);
    assert.deepEqual([count("RequestCount", ofBlue), count("TargetConnectionErrorCount", ofBlue)], [2, 0]);
  });

  it("tells targets who asks, and how", async () => {
    await start({ blue: 100 });
    await add("blue");
    const { answer } = await ask("/app", { headers: { "x-forwarded-for": "10.1.2.3" } });
    const told = ["for", "proto", "port"].map((what) => answer?.headers[`x-forwarded-${what}`]);
    assert.deepEqual(told, ["10.1.2.3, 127.0.0.1", "http", "80"]);
  });

  it("keeps a client with its group only where stickiness is declared", async () => {
    await start({ blue: 50, green: 50 }, { enabled: true, duration: 60 });
    await add("blue");
    await add("green");
    const first = await ask();
    const cookie = first.cookies[0]?.split(";")[0] ?? "";
    assert.match(cookie, /^AWSALBTG=/);
    for (let n = 0; n < 12; n++)
      assert.equal((await ask("/app", { headers: { cookie } })).answer?.group, first.answer?.group);
    await world.balancer({ blue: 50, green: 50 });
    assert.deepEqual((await ask("/app", { headers: { cookie } })).cookies, []);
  });

  it("measures requests, errors and latencies of each group", async () => {
    await start({ blue: 100 });
    await add("blue", { slow: 60, status: 500 });
    for (let n = 0; n < 5; n++) await ask();
    await until("counted", () => metrics.measure(groupArn("blue"), 60).requests === 5);
    const { errors, latency } = metrics.measure(groupArn("blue"), 60);
    assert.equal(errors, 5);
    assert((latency.p50 ?? 0) >= 58 && (latency.p99 ?? 0) < 1000, JSON.stringify(latency));
  });

  it("comes back at its address, and says who holds that when it is taken", async () => {
    await start({ blue: 100 });
    const port = portOf(url.replace("http://", ""));
    const record = await world.put(TYPES.balancer, "other", { name: "dev-web" }, { dnsName: `127.0.0.1:${port}` });
    const other = new Balancers(world.cloud, targets, metrics);
    await assert.rejects(
      other.apply(record),
      new RegExp(`load balancer dev-web: its port is taken[^]*127\\.0\\.0\\.1:${port}`),
    );
    await balancers.close(0);
    assert.deepEqual(await other.apply(record), { dnsName: properties<{ dnsName: string }>(record).dnsName });
    await other.close(0);
  });
});
