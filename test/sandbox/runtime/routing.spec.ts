import assert from "node:assert/strict";
import * as routing from "../../../sandbox/runtime/routing";

const request = (overrides: Partial<routing.RoutedRequest> = {}): routing.RoutedRequest => ({
  method: "GET",
  path: "/",
  query: new URLSearchParams(),
  host: "app.example.com",
  headers: {},
  ...overrides,
});

const fixed = (name: string): routing.Action[] => [
  { type: "fixed-response", fixedResponse: { statusCode: "200", contentType: "text/plain", messageBody: name } },
];

const bodyOf = (rules: routing.Rule[], asked: routing.RoutedRequest): string | undefined =>
  routing.answering(routing.decide(rules, fixed("default"), asked))?.fixedResponse?.messageBody;

describe("routing", () => {
  const cases: [
    what: string,
    condition: routing.Condition,
    met: Partial<routing.RoutedRequest>,
    unmet: Partial<routing.RoutedRequest>,
  ][] = [
    ["a path pattern", { pathPattern: { values: ["/api/*"] } }, { path: "/api/v1" }, { path: "/API/v1" }],
    ["one character", { pathPattern: { values: ["/v?"] } }, { path: "/v1" }, { path: "/v12" }],
    [
      "characters that mean something elsewhere",
      { pathPattern: { values: ["/a.b"] } },
      { path: "/a.b" },
      { path: "/aXb" },
    ],
    [
      "a host, in any case",
      { hostHeader: { values: ["*.EXAMPLE.com"] } },
      { host: "a.example.com" },
      { host: "example.org" },
    ],
    [
      "a header",
      { httpHeader: { httpHeaderName: "X-Test-Route", values: ["token"] } },
      { headers: { "x-test-route": "token" } },
      { headers: { "x-test-route": "tokens" } },
    ],
    ["a method", { httpRequestMethod: { values: ["POST"] } }, { method: "POST" }, { method: "GET" }],
    [
      "a query",
      { queryString: { values: [{ key: "v", value: "2" }] } },
      { query: new URLSearchParams("v=2") },
      { query: new URLSearchParams("w=2") },
    ],
  ];
  for (const [what, condition, met, unmet] of cases) {
    it(`matches ${what}`, () => {
      const rules = [{ priority: 1, conditions: [condition], actions: fixed("rule") }];
      assert.equal(bodyOf(rules, request(met)), "rule");
      assert.equal(bodyOf(rules, request(unmet)), "default");
    });
  }

  it("takes the first rule by priority whose conditions are all met", () => {
    const path = { pathPattern: { values: ["/a*"] } };
    const method = { httpRequestMethod: { values: ["POST"] } };
    const rules = [
      { priority: 20, conditions: [path], actions: fixed("second") },
      { priority: 10, conditions: [path, method], actions: fixed("first") },
    ];
    assert.equal(bodyOf(rules, request({ path: "/a", method: "POST" })), "first");
    assert.equal(bodyOf(rules, request({ path: "/a" })), "second");
    assert.equal(bodyOf(rules, request()), "default");
  });

  it("says which condition it does not know", () => {
    const rules = [{ priority: 1, conditions: [{ sourceIp: { values: ["10.0.0.0/8"] } }], actions: fixed("rule") }];
    assert.throws(() => bodyOf(rules, request()), /no sourceIp condition/);
  });

  it("picks groups by weight, and none when all weights are 0", () => {
    const groups = [
      { arn: "blue", weight: 90 },
      { arn: "green", weight: 10 },
    ];
    assert.equal(routing.pickGroup(groups, 0.899), "blue");
    assert.equal(routing.pickGroup(groups, 0.9), "green");
    assert.equal(routing.pickGroup([{ arn: "blue", weight: 0 }, { arn: "green" }], 0), "green");
    assert.equal(routing.pickGroup([{ arn: "blue", weight: 0 }], 0), undefined);
  });

  it("fills a redirect's address from the request", () => {
    const redirect = { statusCode: "HTTP_301", protocol: "HTTPS", port: "443" };
    const asked = request({ path: "/a/b", query: new URLSearchParams("c=d") });
    assert.equal(routing.redirectLocation(redirect, asked, "HTTP", 80), "https://app.example.com:443/a/b?c=d");
  });
});
