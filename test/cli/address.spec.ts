import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Writable } from "node:stream";
import { addressOf } from "../../cli/address";
import { Output } from "../../cli/output";
import { statusTable } from "../../cli/status-table";
import { summary, type UpReport } from "../../cli/summary";
import { environmentStatus } from "../../core/status";

const token = "the key";
const known: Readonly<Record<string, string>> = {
  "https://stage.promenade.example": "http://127.0.0.1:20001",
  "http://127.0.0.1:20002": "http://127.0.0.1:20002",
};

const sink = new Writable({ write: (_, __, done) => done() });
const output = new Output({ stdout: sink, stderr: sink }, false, { NO_COLOR: "1" });

describe("an environment's address", () => {
  let api: Server;
  let endpoint: { url: string; token: string };

  before(async () => {
    api = createServer(({ url = "", headers }, response) => {
      const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
      const asked = searchParams.get("url") ?? "";
      const fits = pathname === "/_sandbox/address" && headers.authorization === `Bearer ${token}`;
      response.writeHead(fits ? 200 : 401).end(JSON.stringify({ url: asked, address: known[asked] ?? null }));
    });
    await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
    endpoint = { url: `http://127.0.0.1:${(api.address() as AddressInfo).port}`, token };
  });
  after(() => api.close());

  it("with a domain is the port of the local cloud that answers to it", async () => {
    assert.deepEqual(await addressOf(endpoint, "https://stage.promenade.example"), {
      url: "http://127.0.0.1:20001",
      domain: "stage.promenade.example",
    });
  });

  it("without a domain is what it is, and so is one that nothing answers to", async () => {
    for (const url of ["http://127.0.0.1:20002", "https://gone.promenade.example"]) {
      assert.deepEqual(await addressOf(endpoint, url), { url, domain: null });
    }
  });

  it("on AWS is the domain's own; where nothing is deployed there is none", async () => {
    const url = "https://stage.promenade.example";
    assert.deepEqual(await addressOf(undefined, url), { url, domain: null });
    assert.deepEqual(await addressOf(endpoint, undefined), { url: null, domain: null });
  });

  it("is an error where the local cloud refuses to tell", async () => {
    await assert.rejects(addressOf({ ...endpoint, token: "wrong" }, "https://stage.promenade.example"), /answers 401/);
  });

  it("is told with the domain that it stands for", () => {
    const address = { url: "http://127.0.0.1:20001", domain: "stage.promenade.example" };
    const resources = { create: 1, update: 0, replace: 0, delete: 0, same: 0 };
    const report: UpReport = {
      ...{ stack: "stage", cloud: "sandbox", result: "updated", release: null, resources, changes: [], policies: [] },
      ...address,
      cost: { monthly: null, before: null, budget: 500 },
      durationSeconds: 1,
    };
    assert.match(summary(report, [], output), /url +http:\/\/127\.0\.0\.1:20001 for stage\.promenade\.example\n/);
    assert.match(summary(report, [], output), /curl http:\/\/127\.0\.0\.1:20001\n/);
    assert.doesNotMatch(summary({ ...report, domain: null }, [], output), /for stage/);
    const status = environmentStatus({
      ...{ name: "stage", stack: "stage", tier: "stage", recorded: undefined, cost: { monthly: null, budget: 500 } },
      ...address,
      observed: { weights: {}, healthy: { blue: 0, green: 0 } },
      pending: { blue: [], green: [] },
    });
    assert.match(statusTable([status], output), /http:\/\/127\.0\.0\.1:20001[^]*for stage\.promenade\.example/);
  });
});
