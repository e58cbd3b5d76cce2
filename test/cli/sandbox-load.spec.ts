import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tallyLine, tallyOf, visitOf, type Visit } from "../../cli/load-tally";
import { openRequests } from "../../cli/ports/requests";
import { visitSteadily } from "../../cli/steady-visits";
import { Surrounded } from "../support/environment";

describe("sandbox load", function () {
  this.timeout(20_000);
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  const client = async (answer: RequestListener) => {
    const server = createServer(answer);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return openRequests({ url, known: url, headers: {} });
  };

  it("counts every request, what is lost and why, and which slot answered", async () => {
    let asked = 0;
    const answers: RequestListener = (_, response) => {
      asked += 1;
      if (asked % 10 === 0) response.writeHead(500).end("{}");
      else if (asked % 10 === 1) response.destroy();
      else if (asked % 10 === 2) response.writeHead(302, { location: "/elsewhere" }).end("no JSON");
      else response.end(JSON.stringify({ slot: asked % 2 === 0 ? "blue" : "green" }));
    };
    const told: Visit[][] = [];
    const plan = { perSecond: 50, seconds: 2, signal: new AbortController().signal };
    const visits = await visitSteadily(await client(answers), {
      ...plan,
      tell: (second, seen) => {
        assert.equal(second, told.length + 1);
        told.push([...seen]);
      },
    });
    const { requests, lost, reasons, slots } = tallyOf(visits);
    assert.equal(requests, asked);
    assert(requests >= 95 && requests <= 100, `${requests}`);
    assert.equal(told.length, 2);
    assert.deepEqual([...new Set(told.flat())].length, told.flat().length);
    assert.equal(reasons["status 500"], Math.floor(asked / 10));
    assert.equal(reasons["status 302"], Math.floor((asked + 8) / 10));
    assert.equal(
      lost,
      Object.values(reasons).reduce((sum, count) => sum + count, 0),
    );
    assert.equal(Object.keys(reasons).length, 3);
    assert.equal((slots["blue"] ?? 0) + (slots["green"] ?? 0), requests - lost);
  });

  it("goes on at its rate when answers are slow, and ends early when it is told to", async () => {
    let asked = 0;
    const ended = new AbortController();
    const slow: RequestListener = (_, response) => {
      asked += 1;
      setTimeout(() => response.end(), 600);
    };
    setTimeout(() => ended.abort(), 1000);
    const began = Date.now();
    const visits = await visitSteadily(await client(slow), {
      ...{ perSecond: 40, seconds: 60, signal: ended.signal, tell: () => undefined },
    });
    assert(Date.now() - began < 5000);
    assert(asked >= 30 && asked <= 45, `${asked}`);
    assert.equal(visits.length, asked);
    assert.equal(tallyOf(visits).lost, 0);
  });

  it("tells a tally in one line", () => {
    const answered = (slot: string, seconds: number) =>
      visitOf({ status: 200, headers: {}, body: JSON.stringify({ slot }), seconds }, seconds);
    const visits = [answered("blue", 0.01), answered("green", 0.02), visitOf({ lost: "no answer within 5 s" }, 5)];
    assert.equal(
      tallyLine(tallyOf(visits)),
      "3 requests · 1 lost (no answer within 5 s 1) · blue 1, green 1 · p50 20 ms, p99 5000 ms",
    );
    assert.equal(tallyLine(tallyOf([])), "0 requests · 0 lost · p50 0 ms, p99 0 ms");
  });

  describe("is refused", () => {
    let place: Surrounded;
    beforeEach(() => {
      place = new Surrounded();
      place.writeConfig("dev", { "aws:region": "eu-west-1" });
    });
    afterEach(() => place.remove());
    const run = (...args: string[]) => place.run(["sandbox", "load", ...args]);

    it("with everything that is wrong, and what is allowed", async () => {
      const { exitCode, stderr } = await run("--rate", "0", "--for", "1d");
      assert.equal(exitCode, 2);
      assert.match(stderr, /3 problems[^]*--stack: missing[^]*--rate: [^]*up to 2000[^]*--for: [^]*up to 24h/);
      assert.equal((await run("--stack", "dve")).exitCode, 2);
    });

    it("while the local cloud is stopped", async () => {
      const { exitCode, stderr } = await run("--stack", "dev");
      assert.equal(exitCode, 1);
      assert.match(stderr, /the local cloud is stopped/);
    });
  });
});
