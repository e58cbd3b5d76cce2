import assert from "node:assert/strict";
import { walk } from "../../functions/journey/walk";

/** Answers as it is told to, by path; an Error is no answer. */
const answering = (answers: Readonly<Record<string, number | Error>>) => {
  const asked: string[] = [];
  const get = ((address: URL) => {
    asked.push(address.href);
    const answer = answers[address.pathname] ?? 404;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(new Response("", { status: answer }));
  }) as typeof fetch;
  return { asked, get };
};

describe("a user's journey", () => {
  const { log } = console;
  before(() => (console.log = () => undefined));
  after(() => (console.log = log));

  it("visits one path after the other, and says how many", async () => {
    const { asked, get } = answering({ "/": 200, "/login": 201 });
    assert.equal(await walk("https://www.example.com", ["/", "/login"], get), "2 of 2 steps");
    assert.deepEqual(asked, ["https://www.example.com/", "https://www.example.com/login"]);
  });

  it("fails by name where a step does, and makes the others all the same", async () => {
    const { asked, get } = answering({ "/": 503, "/login": new Error("no route"), "/cart": 200 });
    await assert.rejects(walk("https://www.example.com", ["/", "/login", "/cart"], get), {
      message: "/: answered 503; /login: no route",
    });
    assert.equal(asked.length, 3);
  });
});
