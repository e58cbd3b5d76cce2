import assert from "node:assert/strict";
import { parseSettings } from "../../../core/settings";
import { input, settingsOf } from "../../support/settings";

const checksOf = (checks: unknown, stack = "stage", more: Readonly<Record<string, unknown>> = {}) =>
  settingsOf({ checks, ...more }, { stack }).checks;

const problemsOf = (checks: unknown, stack = "stage") => {
  const parsed = parseSettings(input({ checks }, { stack }));
  return "problems" in parsed ? parsed.problems : [];
};

describe("a stack file's checks", () => {
  it("are the first step of its journey where it names none, and all of it where there are more", () => {
    const [one] = settingsOf().checks.smoke;
    assert.deepEqual([one?.method, one?.path, one?.status, one?.withinSeconds], ["GET", "/", 200, 5]);
    assert.deepEqual(settingsOf().checks.criticalPath, []);
    const { smoke, criticalPath } = settingsOf({ journey: ["/", "/login"] }).checks;
    assert.deepEqual(
      smoke.map(({ path }) => path),
      ["/"],
    );
    assert.deepEqual(
      criticalPath.map(({ path }) => path),
      ["/", "/login"],
    );
  });

  it("are asked as they stand there", () => {
    const { smoke } = checksOf({
      smoke: [
        { name: "cart", path: "/cart", method: "POST", body: { item: 5 }, status: 201, json: { release: "{release}" } },
        { name: "old page", path: "/old", status: 301, headers: { location: "/" }, withinSeconds: 1 },
      ],
    });
    assert.deepEqual(
      smoke.map(({ status, withinSeconds }) => [status, withinSeconds]),
      [
        [201, 5],
        [301, 1],
      ],
    );
    assert.deepEqual([smoke[0]?.body, smoke[0]?.json], [{ item: 5 }, { release: "{release}" }]);
  });

  it("put a slot under the planned load, so many times, made smaller where it is to be", () => {
    assert.deepEqual(checksOf({ load: {} }).load, { requestsPerSecond: 1000, seconds: 60 });
    assert.deepEqual(checksOf({ load: { times: 5, seconds: 10 } }).load, { requestsPerSecond: 5000, seconds: 10 });
    const scaled = checksOf({ load: { times: 2, scale: 0.01 } }, "stage", { plannedLoad: 500 });
    assert.equal(scaled.load?.requestsPerSecond, 10);
    assert.equal(checksOf({ load: { scale: 0.0001 } }).load?.requestsPerSecond, 1);
  });

  it("allow load and chaos what the guard allows a shift, unless they say otherwise", () => {
    assert.deepEqual(checksOf({}).limits, { errorPercent: 1, p99Seconds: 2 });
    const guarded = checksOf({}, "stage", { guard: { errorPercent: 0.5 } });
    assert.deepEqual(guarded.limits, { errorPercent: 0.5, p99Seconds: 2 });
    assert.deepEqual(checksOf({ load: { p99Seconds: 1 } }).limits, { errorPercent: 1, p99Seconds: 1 });
  });

  it("stop a task where chaos is asked for, and add no latency by themselves", () => {
    assert.deepEqual(checksOf({ chaos: {} }).chaos, { stopTask: true, latencyMs: undefined });
    assert.equal(checksOf({}).chaos, undefined);
  });

  const refused: readonly [string, unknown, string, where: string, RegExp][] = [
    ["load in prod", { load: {} }, "prod", "promenade:checks.load", /people who would feel it/],
    ["chaos in prod", { chaos: {} }, "prod", "promenade:checks.chaos", /people who would feel it/],
    ["six times the planned load", { load: { times: 6 } }, "stage", "promenade:checks.load.times", /too large/],
    ["a check without a path", { smoke: [{ name: "x" }] }, "stage", "promenade:checks.smoke[0].path", /missing/],
    [
      "another host's path",
      { smoke: [{ name: "x", path: "//evil.example" }] },
      "stage",
      "promenade:checks.smoke[0].path",
      /not valid/,
    ],
    [
      "two checks of one name",
      {
        smoke: [
          { name: "x", path: "/" },
          { name: "x", path: "/a" },
        ],
      },
      "stage",
      "promenade:checks.smoke",
      /not valid/,
    ],
    [
      "a mistyped key",
      { smoke: [{ name: "x", path: "/", statsu: 200 }] },
      "stage",
      "promenade:checks.smoke[0].statsu",
      /did you mean "status"/,
    ],
  ];
  for (const [what, checks, stack, where, wrong] of refused) {
    it(`may not have ${what}`, () => {
      const problems = problemsOf(checks, stack);
      assert.deepEqual(
        problems.map((problem) => problem.where),
        [where],
      );
      assert.match(problems[0]!.wrong, wrong);
    });
  }

  it("are no more than the firewall lets one address send on AWS", () => {
    const onAws = { cloud: "aws", domain: { name: "stage.shop.test", zone: "shop.test" }, ingress: ["198.18.0.0/24"] };
    const problems = (load: object, more = {}) => {
      const parsed = parseSettings(input({ ...onAws, checks: { load }, ...more }, { stack: "stage" }));
      return "problems" in parsed ? parsed.problems : [];
    };
    assert.deepEqual(problems({ scale: 0.04, seconds: 50 }), []);
    const [problem, ...others] = problems({ scale: 0.04, seconds: 51 });
    assert.deepEqual(
      [problem?.where, problem?.found, others],
      ["promenade:checks.load", "2040 requests within 5 minutes", []],
    );
    assert.deepEqual(problems({ scale: 0.04, seconds: 51 }, { edge: { requestsPerAddress: 2040 } }), []);
    assert.equal(problems({ scale: 0.01, seconds: 3600 })[0]?.found, "3000 requests within 5 minutes");
    assert.deepEqual(problemsOf({ load: {} }), [], "the local cloud counts no addresses");
  });

  it("are refused a load where none is planned", () => {
    const parsed = parseSettings(input({ checks: { load: {} }, flow: "pull-request-previews" }, { stack: "pr-7" }));
    assert.ok("problems" in parsed);
    assert.deepEqual(
      parsed.problems.map(({ where }) => where),
      ["promenade:checks.load"],
    );
  });
});
