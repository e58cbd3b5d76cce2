import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { openRequests } from "../../../cli/ports/requests";

const patient = { withinSeconds: 5 };

describe("requests to an environment", () => {
  let server: Server;
  let url: string;
  const asked: IncomingMessage[] = [];
  const bodies: string[] = [];

  const routes: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
    "/login": (_, response) =>
      response
        .setHeader("set-cookie", ["session=s1; Path=/; Secure; HttpOnly", "shop=9; Domain=example.com"])
        .end("in"),
    "/logout": (_, response) => response.setHeader("set-cookie", "session=; Max-Age=0").end("out"),
    "/elsewhere": (_, response) => response.writeHead(302, { location: "http://127.0.0.2:1/" }).end(),
    "/never": () => undefined,
    "/half": (_, response) => {
      response.writeHead(200, { "content-length": "100" }).write("half");
      setTimeout(() => response.destroy(), 20);
    },
  };

  before(async () => {
    server = createServer((request, response) => {
      asked.push(request);
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        bodies.push(body);
        const route = routes[(request.url ?? "/").split("?")[0] ?? "/"];
        if (route === undefined) response.setHeader("X-Slot", "green").end("home");
        else route(request, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  const client = () => openRequests({ url, known: "https://shop.example.com", headers: { "x-test": "t0k3n" } });
  const last = () => asked.at(-1)!;

  it("bring the answer with all that a check may ask for", async () => {
    const outcome = await client().ask({ method: "GET", path: "/?page=2", ...patient });
    assert.ok("status" in outcome, JSON.stringify(outcome));
    assert.deepEqual([outcome.status, outcome.headers["x-slot"], outcome.body], [200, "green", "home"]);
    assert.ok(outcome.seconds > 0 && outcome.seconds < 5);
    assert.deepEqual([last().url, last().headers["x-test"]], ["/?page=2", "t0k3n"]);
  });

  it("send what a check gives as JSON, and nothing where it gives nothing", async () => {
    await client().ask({ method: "POST", path: "/cart", body: { item: 5 }, ...patient });
    assert.deepEqual(
      [last().method, last().headers["content-type"], bodies.at(-1)],
      ["POST", "application/json", '{"item":5}'],
    );
    await client().ask({ method: "DELETE", path: "/cart", ...patient });
    assert.deepEqual([last().headers["content-type"], bodies.at(-1)], [undefined, ""]);
  });

  it("follow no redirect: what they carry is for this environment", async () => {
    const outcome = await client().ask({ method: "GET", path: "/elsewhere", ...patient });
    assert.equal("status" in outcome && outcome.status, 302);
  });

  it("send back the cookies that the environment's own name may set, and only with a jar", async () => {
    const visitor = client().withCookies();
    await visitor.ask({ method: "GET", path: "/login", ...patient });
    await visitor.ask({ method: "GET", path: "/", ...patient });
    assert.deepEqual(last().headers.cookie?.split("; ").sort(), ["session=s1", "shop=9"]);
    await visitor.ask({ method: "GET", path: "/logout", ...patient });
    await visitor.ask({ method: "GET", path: "/", ...patient });
    assert.equal(last().headers.cookie, "shop=9");
    await client()
      .withCookies()
      .ask({ method: "GET", path: "/", ...patient });
    assert.equal(last().headers.cookie, undefined);
    await client().ask({ method: "GET", path: "/login", ...patient });
    assert.equal(last().headers.cookie, undefined);
  });

  it("that are not answered in time are lost", async () => {
    const began = Date.now();
    const outcome = await client().ask({ method: "GET", path: "/never", withinSeconds: 0.2 });
    assert.deepEqual(outcome, { lost: "no answer within 0.2 s" });
    assert.ok(Date.now() - began < 2000);
  });

  it("that are cut off are lost, with the system's reason", async () => {
    const outcome = await client().ask({ method: "GET", path: "/half", ...patient });
    assert.ok("lost" in outcome);
    assert.match(outcome.lost, /^no answer: UND_ERR_SOCKET$/);
  });

  it("to where nobody listens are lost, and the headers are not told", async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const nobody = openRequests({ url: `http://127.0.0.1:${port}`, known: "http://x", headers: { "x-test": "t0k3n" } });
    const outcome = await nobody.ask({ method: "GET", path: "/", ...patient });
    assert.deepEqual(outcome, { lost: "no answer: ECONNREFUSED" });
  });
});
