import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { CloudResource, Properties } from "../../../sandbox/cloud";
import { applyEffect } from "../../../sandbox/effects";
import { loopbackAddress } from "../../../sandbox/runtime/addresses";
import { Entrances } from "../../../sandbox/runtime/entrances";
import { Metrics } from "../../../sandbox/runtime/metrics";
import { TYPES } from "../../../sandbox/runtime/properties";
import { Targets } from "../../../sandbox/runtime/targets";
import { BALANCER, groupArn, until, World } from "./world";

const page = (messageBody: string) => [
  { type: "fixed-response", fixedResponse: { statusCode: "200", contentType: "text/plain", messageBody } },
];
const toHttps = [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }];

describe("entrances", function () {
  this.timeout(20_000);
  let world: World;
  let targets: Targets;
  let metrics: Metrics;
  let entrances: Entrances;
  const signal = new AbortController().signal;

  beforeEach(async () => {
    world = await World.create();
    targets = new Targets(world.cloud);
    metrics = new Metrics();
    entrances = new Entrances(world.cloud, targets, metrics, () => undefined);
  });
  afterEach(async () => {
    await entrances.close(0);
    targets.close();
    world.destroy();
  });

  const come = (record: CloudResource) => applyEffect(world.cloud, entrances.effects, record, signal);
  const listener = async (port: number, defaultActions: object[], protocol = "HTTP") => {
    const id = `${BALANCER.replace(":loadbalancer/", ":listener/")}/${port}`;
    return come(
      await world.put(TYPES.listener, id, { arn: id, loadBalancerArn: BALANCER, port, protocol, defaultActions }),
    );
  };
  const balancer = async (): Promise<string> => {
    const { outputs } = await come(
      await world.put(TYPES.balancer, BALANCER, { arn: BALANCER, name: "dev", idleTimeout: 1 }),
    );
    return String(outputs["dnsName"]);
  };
  const distribution = async (inputs: Properties = {}, outputs: Properties = {}) => {
    await world.put(TYPES.vpcOrigin, "vo_1", { vpcOriginEndpointConfig: { arn: BALANCER } });
    const origins = [{ originId: "web", domainName: "internal", vpcOriginConfig: { vpcOriginId: "vo_1" } }];
    const shape = {
      enabled: true,
      aliases: ["prod.example"],
      origins,
      defaultCacheBehavior: { targetOriginId: "web" },
    };
    return come(
      await world.put(
        TYPES.distribution,
        "E1",
        { ...shape, ...inputs },
        { domainName: "d1.cloudfront.net", ...outputs },
      ),
    );
  };
  const record = (fqdn: string, name: string) =>
    world.put(TYPES.record, `Z_${fqdn}_A`, { name: fqdn, type: "A", aliases: [{ name }] }, { fqdn });
  const ask = async (address: string, init: RequestInit = {}) => {
    const response = await fetch(`http://${address}`, { redirect: "manual", ...init });
    return { status: response.status, body: await response.text(), headers: response.headers };
  };
  /** A port of the range that listeners of their own use, free at the moment. */
  const freePort = async (): Promise<[port: number, server: Server]> => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return [(server.address() as AddressInfo).port, server];
  };

  describe("a balancer with a certificate", () => {
    it("serves what its HTTPS listener does on its one port, where plain HTTP sends everybody on to it", async () => {
      const address = await balancer();
      await listener(80, toHttps);
      await listener(443, page("secure"), "HTTPS");
      assert.deepEqual([(await ask(address)).status, (await ask(address)).body], [200, "secure"]);
    });

    it("keeps serving the rules that its HTTP listener still has", async () => {
      const address = await balancer();
      const { id } = await listener(80, toHttps);
      await listener(443, page("secure"), "HTTPS");
      await world.put(TYPES.rule, "r", { listenerArn: id, priority: 1, conditions: [], actions: page("old") });
      assert.equal((await ask(address)).body, "old");
      await world.cloud.delete(TYPES.rule, "r");
      assert.equal((await ask(address)).body, "secure");
    });

    it("sends a client on where no listener here is meant", async () => {
      const address = await balancer();
      await listener(80, toHttps);
      assert.equal((await ask(address)).status, 301);
    });
  });

  describe("a listener on a high port", () => {
    it("is on that very port, with its own rules; the balancer's own port stays the first listener's", async () => {
      const address = await balancer();
      await listener(80, page("dev"));
      const [port, held] = await freePort();
      held.close();
      await listener(port, page("pull request"));
      assert.equal((await ask(`127.0.0.1:${port}`)).body, "pull request");
      assert.equal((await ask(address)).body, "dev");
    });

    it("moves with its port, and is gone with its record", async () => {
      await balancer();
      const [[first, a], [second, b]] = [await freePort(), await freePort()];
      a.close();
      b.close();
      const made = await listener(first, page("here"));
      const moved = { ...made, inputs: { ...made.inputs, port: second }, outputs: { ...made.outputs, port: second } };
      await world.cloud.put(moved);
      await come(moved);
      await assert.rejects(ask(`127.0.0.1:${first}`));
      assert.equal((await ask(`127.0.0.1:${second}`)).body, "here");
      await entrances.effects[TYPES.listener]?.remove(moved);
      await assert.rejects(ask(`127.0.0.1:${second}`));
    });

    it("says whose port is taken, and what to do", async () => {
      await balancer();
      const [port, held] = await freePort();
      await assert.rejects(
        listener(port, page("here")),
        new RegExp(
          `listener on port ${port} of load balancer dev: its port is taken[^]*127\\.0\\.0\\.1:${port}[^]*another port`,
        ),
      );
      held.close();
    });
  });

  describe("a distribution", () => {
    it("passes requests on to its balancer, host and all, and says who asked; they count once", async () => {
      await world.group("blue");
      await world.balancer({ blue: 100 });
      await balancer();
      const port = await world.target((request, response) => {
        response.end(JSON.stringify(request.headers));
      });
      targets.register(groupArn("blue"), port);
      await until("healthy", () => targets.healthOf(groupArn("blue"), port)?.state === "healthy");
      const { outputs } = await distribution();
      const { headers, body } = await ask(`${String(outputs["domainName"])}/app?x=1`);
      const seen = JSON.parse(body) as Record<string, string>;
      assert.equal(seen["host"], outputs["domainName"]);
      assert.equal(seen["x-forwarded-for"], "127.0.0.1, 127.0.0.1", "the viewer, then CloudFront");
      assert.match(seen["via"] ?? "", /E1\.cloudfront\.net \(CloudFront\)/);
      assert.equal(seen["x-amz-cf-id"], headers.get("x-amz-cf-id"));
      assert.equal(headers.get("x-cache"), "Miss from cloudfront");
      await until("counted", () => metrics.measure(groupArn("blue"), 60).requests > 0);
      assert.equal(metrics.measure(groupArn("blue"), 60).requests, 1);
    });

    it("takes the origin of the first behaviour whose path fits", async () => {
      await balancer();
      await listener(443, page("the balancer's"), "HTTPS");
      const lost = { originId: "lost", domainName: "elsewhere.example" };
      const { outputs } = await distribution({
        origins: [{ originId: "web", domainName: "x", vpcOriginConfig: { vpcOriginId: "vo_1" } }, lost],
        orderedCacheBehaviors: [{ pathPattern: "static/*", targetOriginId: "lost" }],
      });
      const address = String(outputs["domainName"]);
      assert.equal((await ask(`${address}/other`)).body, "the balancer's");
      assert.equal((await ask(`${address}/static/a.js`)).status, 502);
    });

    it("is off while it is disabled, and comes back at its address", async () => {
      await balancer();
      await listener(443, page("on"), "HTTPS");
      const { outputs } = await distribution();
      const address = String(outputs["domainName"]);
      assert.equal((await ask(address)).body, "on");
      const off = await distribution({ enabled: false }, { domainName: address });
      assert.equal(off.outputs["domainName"], address);
      await assert.rejects(ask(address));
      assert.equal((await distribution({}, { domainName: address })).outputs["domainName"], address);
      assert.equal((await ask(address)).body, "on");
    });

    it("comes back at its address after a restart", async () => {
      await balancer();
      const { outputs } = await distribution();
      await entrances.close(0);
      entrances = new Entrances(world.cloud, targets, metrics, () => undefined);
      assert.equal(
        (await distribution({}, { domainName: outputs["domainName"] })).outputs["domainName"],
        outputs["domainName"],
      );
    });
  });

  describe("a URL", () => {
    const address = (url: string) => loopbackAddress(world.cloud, new URL(url));

    it("leads to what its host's record names", async () => {
      const dev = await balancer();
      await record("stage.promenade.example", dev);
      const { outputs } = await distribution();
      await record("prod.promenade.example", String(outputs["domainName"]));
      assert.equal(address("https://stage.promenade.example"), `http://${dev}`);
      assert.equal(address("https://stage.promenade.example/a?b=c"), `http://${dev}/a?b=c`);
      assert.equal(address("https://prod.promenade.example/"), `http://${String(outputs["domainName"])}`);
    });

    it("leads to the listener of its own port, by a wildcard's record too", async () => {
      const dev = await balancer();
      await record("*.dev.promenade.example", dev);
      const [port, held] = await freePort();
      held.close();
      await listener(port, page("pull request"));
      assert.equal(address(`https://pr-7.dev.promenade.example:${port}/`), `http://127.0.0.1:${port}`);
      assert.equal(address("https://pr-7.dev.promenade.example"), `http://${dev}`);
      assert.equal(address(`http://127.0.0.1:${port}`), `http://127.0.0.1:${port}`);
    });

    it("of loopback stays what it is, and any other leads nowhere", async () => {
      const dev = await balancer();
      assert.equal(address(`http://${dev}/`), `http://${dev}`);
      assert.equal(address("https://unknown.example"), undefined);
      assert.equal(address("http://127.0.0.1:9"), undefined);
      await record("lost.promenade.example", "elsewhere.example");
      assert.equal(address("https://lost.promenade.example"), undefined);
    });
  });
});
