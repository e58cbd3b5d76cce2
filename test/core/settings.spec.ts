import assert from "node:assert/strict";
import { parseSettings, type SettingsInput } from "../../core/settings";
import { digest, input, sampleRelease, settingsOf } from "../support/settings";

const problemsOf = (given: SettingsInput) => {
  const parsed = parseSettings(given);
  return "problems" in parsed ? parsed.problems : [];
};

describe("settings", () => {
  it("take the tier's sizes where the stack file says nothing", () => {
    const settings = settingsOf();
    assert.equal(settings.tier, "dev");
    assert.deepEqual(settings.environment, { name: "dev", tier: "dev", scope: "DEV", label: "env/dev" });
    assert.equal(settings.database?.instanceClass, "db.t4g.small");
    assert.equal(settings.cache?.nodeType, "cache.t4g.micro");
    assert.deepEqual(
      settings.services.map(({ name, cpu, containerMemoryMiB, taskMemoryMiB, paths }) => ({
        ...{ name, cpu, containerMemoryMiB, taskMemoryMiB, paths },
      })),
      [{ name: "app", cpu: 256, containerMemoryMiB: 512, taskMemoryMiB: 512, paths: ["/*"] }],
    );
  });

  it("give each tier the variables of its row", () => {
    const variables = (stack: string) => settingsOf({}, { stack }).variables;
    assert.deepEqual(variables("dev"), {
      NODE_ENV: "development",
      LOG_LEVEL: "debug",
      API_TIMEOUT: "30s",
      DB_POOL_SIZE: "5",
      CACHE_ENABLED: "true",
    });
    assert.equal(variables("stage").LOG_LEVEL, "info");
    assert.equal(variables("stage").API_TIMEOUT, "10s");
    assert.equal(variables("stage").DB_POOL_SIZE, "20");
    const { LOG_LEVEL, API_TIMEOUT, DB_POOL_SIZE, ENABLE_METRICS, ALERT_ON_ERRORS } = variables("prod");
    assert.deepEqual([LOG_LEVEL, API_TIMEOUT, DB_POOL_SIZE], ["warn", "5s", "50"]);
    assert.deepEqual([ENABLE_METRICS, ALERT_ON_ERRORS], ["true", "true"]);
  });

  it("run a preview without database and cache", () => {
    const settings = settingsOf({ tier: "preview" });
    assert.equal(settings.database, undefined);
    assert.equal(settings.cache, undefined);
    assert.equal(settings.variables.CACHE_ENABLED, "false");
    assert.equal(settings.services[0]?.taskMemoryMiB, 512);
  });

  it("try the service that takes every path last", () => {
    const { services } = settingsOf({ services: { app: {}, api: { paths: ["/api/*"] } } });
    assert.deepEqual(
      services.map(({ name }) => name),
      ["api", "app"],
    );
  });

  it("report every problem at once, each with where, what, allowed and what to do", () => {
    const problems = problemsOf(
      input(
        { tire: "dev", tier: "devv", logs: { retentionDays: 8 }, network: { cidr: "10.0.0.0/30" }, request: 3 },
        { stack: "dve", region: "mars-1" },
      ),
    );
    assert.deepEqual(
      problems.map(({ where }) => where),
      ["promenade:tire", "promenade:tier", "promenade:request", "stack", "aws:region"],
    );
    for (const problem of problems) {
      for (const field of ["wrong", "found", "allowed", "change"] as const) assert.notEqual(problem[field], "");
    }
  });

  const image = `app@${digest("a")}`;
  const refusals: readonly [string, Record<string, unknown>, where: string, wrong: RegExp][] = [
    ["an unknown key", { tire: "dev" }, "promenade:tire", /unknown key, did you mean "tier"\?/],
    ["an unknown nested key", { network: { cider: "10.0.0.0/16" } }, "promenade:network.cider", /did you mean "cidr"/],
    ["an unknown tier", { tier: "devv" }, "promenade:tier", /did you mean "dev"/],
    ["an unknown cloud", { cloud: "azure" }, "promenade:cloud", /not a known value/],
    ["a block too small", { network: { cidr: "10.0.0.0/26" } }, "promenade:network.cidr", /too small/],
    ["a block larger than AWS allows", { network: { cidr: "10.0.0.0/8" } }, "promenade:network.cidr", /larger/],
    ["a malformed block", { network: { cidr: "10.0.0/16" } }, "promenade:network.cidr", /not valid/],
    [
      "a block that does not start at its first address",
      { network: { cidr: "10.0.0.1/16" } },
      "promenade:network.cidr",
      /not valid/,
    ],
    [
      "overlapping subnets",
      { network: { subnets: { public: ["10.0.0.0/24", "10.0.1.0/24"], private: ["10.0.1.0/25", "10.0.3.0/24"] } } },
      "promenade:network.subnets.private[0]",
      /overlaps promenade:network.subnets.public\[1\]/,
    ],
    [
      "a subnet outside the network",
      { network: { subnets: { public: ["10.0.0.0/24", "10.0.1.0/24"], private: ["10.0.2.0/24", "10.9.3.0/24"] } } },
      "promenade:network.subnets.private[1]",
      /outside the network/,
    ],
    ["a Fargate CPU that does not exist", { services: { app: { cpu: 300 } } }, "promenade:services.app.cpu", /Fargate/],
    [
      "memory that no task of the CPU holds",
      { services: { app: { memoryMiB: 4096 } } },
      "promenade:services.app.memoryMiB",
      /no task of 256/,
    ],
    [
      "more tasks than the tier allows",
      { services: { app: { instances: { max: 3 } } } },
      "promenade:services.app.instances",
      /bounds/,
    ],
    [
      "a normal count below the minimum",
      { services: { app: { instances: { min: 2 } } } },
      "promenade:services.app.instances",
      /out of order/,
    ],
    ["an empty service name", { services: { "": {} } }, "promenade:services.", /not a valid name/],
    [
      "a 200-character service name",
      { services: { ["a".repeat(200)]: {} } },
      `promenade:services.${"a".repeat(200)}`,
      /not a valid name/,
    ],
    ["no services", { services: {} }, "promenade:services", /not valid/],
    [
      "a service that no request reaches",
      { services: { app: {}, api: {} } },
      "promenade:services.api.paths",
      /no request/,
    ],
    [
      "a path that two services claim",
      { services: { app: {}, api: { paths: ["/*"] } } },
      "promenade:services.api.paths",
      /another service/,
    ],
    [
      "a database class of another tier",
      { database: { instanceClass: "db.r7g.large" } },
      "promenade:database.instanceClass",
      /tier dev/,
    ],
    [
      "more storage than the tier's bound",
      { database: { storageGiB: 101 } },
      "promenade:database.storageGiB",
      /tier dev/,
    ],
    ["fractional storage", { database: { storageGiB: 20.5 } }, "promenade:database.storageGiB", /wrong type/],
    [
      "a cache type of another tier",
      { cache: { nodeType: "cache.r7g.large" } },
      "promenade:cache.nodeType",
      /tier dev/,
    ],
    [
      "a retention CloudWatch does not offer",
      { logs: { retentionDays: 8 } },
      "promenade:logs.retentionDays",
      /retention/,
    ],
    ["a database where the tier has none", { tier: "preview", database: {} }, "promenade:database", /no such store/],
    ["a list where a map belongs", { services: ["app"] }, "promenade:services", /wrong type/],
    ["a number where text belongs", { flow: 3 }, "promenade:flow", /wrong type/],
    [
      "a variable that promenade sets",
      { variables: { JWT_SECRET: "x" } },
      "promenade:variables.JWT_SECRET",
      /reserved/,
    ],
    [
      "a variable that a key's next one is",
      { variables: { API_KEY_NEXT: "x" } },
      "promenade:variables.API_KEY_NEXT",
      /reserved/,
    ],
    [
      "an image without digest",
      { initialRelease: { release: "1", images: { app: "app:1.0" } } },
      "promenade:initialRelease.images.app",
      /not valid/,
    ],
    [
      "a release that lacks a service's image",
      { initialRelease: { release: "1", images: {} } },
      "promenade:initialRelease.images.app",
      /missing/,
    ],
    [
      "an image for a service that does not exist",
      { initialRelease: { release: "1", images: { app: image, ap: image } } },
      "promenade:initialRelease.images.ap",
      /did you mean "app"/,
    ],
    ["a request of no known kind", { request: { kind: "flip", revision: 2 } }, "promenade:request.kind", /kind|value/],
    [
      "weights that do not sum to 100",
      { request: { kind: "traffic", revision: 2, weights: { blue: 50, green: 40 } } },
      "promenade:request.weights",
      /not valid/,
    ],
    [
      "a negative weight",
      { request: { kind: "traffic", revision: 2, weights: { blue: 110, green: -10 } } },
      "promenade:request.weights.green",
      /too small/,
    ],
    [
      "a fractional weight",
      { request: { kind: "traffic", revision: 2, weights: { blue: 99.5, green: 0.5 } } },
      "promenade:request.weights.blue",
      /wrong type/,
    ],
    [
      "a third slot",
      { request: { kind: "traffic", revision: 2, weights: { blue: 50, green: 25, red: 25 } } },
      "promenade:request.weights.red",
      /unknown key/,
    ],
    [
      "a minimum for a service that does not exist",
      { request: { kind: "capacity", revision: 2, slot: "blue", capacity: "full", minimum: { ap: 2 } } },
      "promenade:request.minimum.ap",
      /did you mean "app"/,
    ],
    [
      "a release in a request for capacity alone",
      { request: { kind: "capacity", revision: 2, slot: "blue", capacity: "full", release: "2.0.0" } },
      "promenade:request.release",
      /unknown key/,
    ],
    [
      "a reference that no tag can hold",
      {
        request: {
          kind: "slot",
          revision: 2,
          slot: "blue",
          capacity: "full",
          ...sampleRelease,
          evidence: { verified: "<run>" },
        },
      },
      "promenade:request.evidence.verified",
      /not valid/,
    ],
    [
      "a migration by a service that does not exist",
      { migrations: { service: "ap", command: ["npm", "run", "migrate"] } },
      "promenade:migrations.service",
      /no such service/,
    ],
    [
      "a migration where no database outlives a task",
      { tier: "preview", migrations: { service: "app", command: ["npm", "run", "migrate"] } },
      "promenade:migrations",
      /no database/,
    ],
    [
      "a request for a migration where nothing migrates",
      { request: { kind: "migration", revision: 2, ...sampleRelease } },
      "promenade:request.kind",
      /nothing is there that migrates/,
    ],
    ["a region outside allowedRegions", { allowedRegions: ["us-east-1"] }, "aws:region", /allowedRegions/],
  ];
  for (const [name, config, where, wrong] of refusals) {
    it(`refuse ${name}`, () => {
      const problems = problemsOf(input(config));
      const found = problems.find((problem) => problem.where === where);
      assert.ok(found, `no problem at ${where}: ${JSON.stringify(problems, null, 2)}`);
      assert.match(found.wrong, wrong);
    });
  }

  for (const allowedRegions of [undefined, ["eu-west-1"]]) {
    it(`refuse a CDN's region that is not allowed: ${JSON.stringify(allowedRegions)}`, () => {
      const [problem, ...others] = problemsOf(input({ allowedRegions }, { stack: "prod" }));
      assert.deepEqual(others, []);
      assert.equal(problem?.where, "promenade:allowedRegions");
      assert.match(problem.change, /\[eu-west-1, us-east-1\]/);
    });
  }

  it("refuse a stack that the flow does not have, naming those it has", () => {
    const [problem] = problemsOf(input({}, { stack: "qa" }));
    assert.equal(problem?.where, "stack");
    assert.equal(problem.allowed, "dev, stage, prod");
  });

  it("pass a request and an initial release through as given", () => {
    const request = { kind: "slot", revision: 4, slot: "green", capacity: "full", ...sampleRelease } as const;
    const settings = settingsOf({ initialRelease: sampleRelease, request });
    assert.deepEqual(settings.request, request);
    assert.deepEqual(settings.initialRelease, sampleRelease);
  });
});
