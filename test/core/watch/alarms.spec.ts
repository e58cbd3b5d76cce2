import assert from "node:assert/strict";
import { severities } from "../../../core/config/operations";
import { monitoringLevels } from "../../../core/tier-size";
import { tierSizes } from "../../../core/tiers";
import { alarmConditions, type Alarm } from "../../../core/watch/alarm";
import { balancerAlarms, cdnAlarm, certificateAlarm, journeyAlarm } from "../../../core/watch/edge-alarms";
import { listenersAt, reaches, severityAt } from "../../../core/watch/levels";
import { loggedErrorsAlarm } from "../../../core/watch/log-metrics";
import { burnAlarms } from "../../../core/watch/slo";
import { slotAlarms, type WatchedBackend } from "../../../core/watch/slot-alarms";
import { unattendedAlarm } from "../../../core/watch/unattended";
import { compile } from "../../../sandbox/runtime/metric-math";
import { cacheAlarms, cacheNodes, databaseAlarms, databaseMemoryGiB } from "../../../core/watch/store-alarms";

const service = { name: "app", containerMemoryMiB: 1024, taskMemoryMiB: 1024 };
const backend: WatchedBackend<string> = {
  slot: "blue",
  ...{ service, clusterName: "cluster", serviceName: "blue-app", counted: true },
  ...{ loadBalancer: "app/web/1", targetGroup: "targetgroup/blue/1" },
};
const size = { instanceClass: "db.r7g.large", storageGiB: 100 };

/** Everything that an environment with all parts could have. */
const all: readonly Alarm<string>[] = [
  ...slotAlarms<string>(backend),
  ...databaseAlarms<string>({ identifier: "db", replica: "db-replica", size }),
  ...cacheAlarms<string>({ nodes: { "001": "cache-001" }, replicated: true }),
  ...balancerAlarms("app/web/1"),
  cdnAlarm("E0123"),
  certificateAlarm("balancer", "arn:certificate"),
  journeyAlarm("journey"),
  loggedErrorsAlarm("promenade/prod", "app"),
  unattendedAlarm<string>("prod", [backend, { ...backend, slot: "green", targetGroup: "targetgroup/green/1" }]),
  ...burnAlarms(99.9, "app/web/1").flatMap(({ windows }) => windows),
];

const alarm = (key: string): Alarm<string> => {
  const found = all.find((one) => one.key === key);
  assert.ok(found, `no alarm ${key}`);
  return found;
};

describe("alarms", () => {
  /** Key, condition, severity, first level, what silence means. */
  const table = [
    ["blue-app-unhealthy", "> 0", "high", "basic", "missing"],
    ["app-logged-errors", "> 10", "medium", "basic", "notBreaching"],
    // Requirement 1, s2: alerts in prod.
    ["blue-app-errors", "> 1", "high", "metrics", "missing"],
    ["blue-app-latency", "> 2", "high", "metrics", "missing"],
    ["blue-app-memory", "> 90", "high", "metrics", "missing"],
    ["blue-app-cpu", "> 90", "high", "metrics", "missing"],
    ["blue-app-missing-tasks", "> 0", "high", "production-like", "missing"],
    ["app-unattended", "> 0", "critical", "production-like", "notBreaching"],
    ["edge-errors", "> 1", "critical", "metrics", "missing"],
    ["edge-latency-objective", "> 0.2", "medium", "production-like", "missing"],
    ["edge-rejected", "> 0", "high", "production-like", "notBreaching"],
    ["cdn-errors", "> 1", "high", "metrics", "missing"],
    ["certificate-balancer", "< 30", "high", "metrics", "missing"],
    ["journey", "< 100", "critical", "journey", "breaching"],
    ["database-cpu", "> 90", "high", "metrics", "breaching"],
    ["database-storage", `< ${15 * 1024 ** 3}`, "critical", "metrics", "breaching"],
    ["database-memory", `< ${Math.round(0.05 * 16 * 1024 ** 3)}`, "medium", "production-like", "breaching"],
    ["database-connections", "> 1441", "high", "production-like", "breaching"],
    ["database-replica-lag", "> 30", "high", "metrics", "breaching"],
    ["cache-001-cpu", "> 90", "high", "metrics", "breaching"],
    ["cache-001-memory", "> 90", "high", "metrics", "breaching"],
    ["cache-001-evictions", "> 1000", "low", "production-like", "breaching"],
    ["cache-001-lag", "> 30", "medium", "production-like", "notBreaching"],
    // 14.4, 6, 3 and 1 times a budget of 0.1 %.
    ["budget-14-4x-long", "> 1.44", "critical", "production-like", "missing"],
    ["budget-14-4x-short", "> 1.44", "critical", "production-like", "missing"],
    ["budget-6x-long", "> 0.6", "critical", "production-like", "missing"],
    ["budget-6x-short", "> 0.6", "critical", "production-like", "missing"],
    ["budget-3x-long", "> 0.3", "high", "production-like", "missing"],
    ["budget-3x-short", "> 0.3", "high", "production-like", "missing"],
    ["budget-1x-long", "> 0.1", "high", "production-like", "missing"],
    ["budget-1x-short", "> 0.1", "high", "production-like", "missing"],
  ] as const;

  for (const [key, condition, severity, from, missing] of table) {
    it(`${key}: ${condition}, ${severity}, from level ${from}, without data ${missing}`, () => {
      const { threshold, comparison, severity: urgent, from: first, ...rest } = alarm(key);
      const { treatMissingData } = alarmConditions({ threshold, comparison, severity: urgent, from: first, ...rest });
      const found = [`${comparison === "above" ? ">" : "<"} ${threshold}`, urgent, first, treatMissingData];
      assert.deepEqual(found, [condition, severity, from, missing]);
    });
  }

  it("are all in that table, each under a key of its own", () => {
    assert.deepEqual(all.map(({ key }) => key).sort(), table.map(([key]) => key).sort());
  });

  it("judge rates by a minimum of requests, so that one early error is no outage", () => {
    for (const key of ["blue-app-errors", "blue-app-latency", "edge-errors", "cdn-errors", "budget-6x-short"]) {
      const { watches } = alarm(key);
      assert.match("expression" in watches ? watches.expression : "", /^IF\(.*requests.* >= 50, /, key);
    }
  });

  it("look at windows that CloudWatch takes", () => {
    for (const { key, period, periods, breaching = periods } of all) {
      assert.equal(period % 60, 0, key);
      assert.ok(period * periods <= (period >= 3600 ? 7 : 1) * 86_400, key);
      assert.ok(breaching >= 1 && breaching <= periods, key);
    }
  });

  it("measure memory by what the container may have, not by the task around it", () => {
    const small = slotAlarms<string>({
      ...backend,
      service: { ...service, containerMemoryMiB: 256, taskMemoryMiB: 512 },
    });
    assert.equal(small.find(({ key }) => key === "blue-app-memory")?.threshold, 45);
  });

  it("count no tasks where nothing does", () => {
    assert.ok(!slotAlarms<string>({ ...backend, counted: false }).some(({ key }) => key.endsWith("missing-tasks")));
  });
});

describe("an alarm's conditions", () => {
  it("name one metric with a statistic or a percentile, never both", () => {
    const { statistic, extendedStatistic } = {
      extendedStatistic: undefined,
      ...alarmConditions(alarm("database-cpu")),
    } as {
      statistic?: string;
      extendedStatistic?: string;
    };
    assert.deepEqual([statistic, extendedStatistic], ["Average", undefined]);
    const { requests } = { requests: { namespace: "n", name: "m", dimensions: {}, statistic: "p99" } };
    const percentile = alarmConditions({ ...alarm("database-cpu"), watches: { metric: requests } });
    assert.ok("extendedStatistic" in percentile && !("statistic" in percentile));
  });

  it("return one result of metric math, and only that one", () => {
    const conditions = alarmConditions(alarm("blue-app-errors"));
    assert.ok("metricQueries" in conditions);
    assert.deepEqual(
      conditions.metricQueries.map(({ id, returnData }) => [id, returnData]),
      [
        ["watched", true],
        ["errors", false],
        ["requests", false],
      ],
    );
  });
});

describe("monitoring levels", () => {
  it("have each all of the one before it", () => {
    const counts = monitoringLevels.map((level) => all.filter(({ from }) => reaches(level, from)).length);
    assert.deepEqual(
      counts,
      [...counts].sort((one, other) => one - other),
    );
    assert.equal(counts.at(-1), all.length);
  });

  it("disturb nobody at basic, and inform below what is like production", () => {
    const told = monitoringLevels.map((level) => severities.map((severity) => severityAt(level, severity)));
    assert.deepEqual(told, [
      [undefined, undefined, undefined, undefined],
      ["medium", "medium", "medium", "low"],
      ["medium", "medium", "medium", "low"],
      ["critical", "high", "medium", "low"],
      ["critical", "high", "medium", "low"],
    ]);
  });
});

describe("those who are on call", () => {
  it("are called at level full, and nobody in their place where an environment is only like production", () => {
    const addresses = { critical: ["on-call@example.com"], high: ["team@example.com"], medium: [], low: [] };
    const called = monitoringLevels.map((level) => listenersAt(level, addresses).critical);
    const team = ["team@example.com"];
    assert.deepEqual(called, [team, team, team, team, ["on-call@example.com"]]);
  });
});

describe("a budget of errors", () => {
  it("follows from the availability that the tier promises", () => {
    const thresholds = ([tierSizes.stage, tierSizes.prod] as const).map(({ availability }) =>
      burnAlarms(availability, "lb").map(({ severity, windows: [{ threshold }] }) => [severity, threshold]),
    );
    assert.deepEqual(thresholds, [
      [
        ["critical", 72],
        ["critical", 30],
        ["high", 15],
        ["high", 5],
      ],
      [
        ["critical", 1.44],
        ["critical", 0.6],
        ["high", 0.3],
        ["high", 0.1],
      ],
    ]);
  });

  it("burns over a long window and a short one: 1 h/5 min, 6 h/30 min, 1 d/2 h, 3 d/6 h", () => {
    const hours = burnAlarms(99.9, "lb").map(({ windows }) =>
      windows.map(({ period, periods }) => (period * periods) / 3600),
    );
    assert.deepEqual(hours, [
      [1, 1 / 12],
      [6, 1 / 2],
      [24, 2],
      [72, 6],
    ]);
  });

  it("never asks for more than all requests to fail", () => {
    for (const { windows } of burnAlarms(90, "lb")) assert.ok(windows[0].threshold < 100);
  });
});

describe("stores", () => {
  it("know the memory of every class that a tier may choose", () => {
    const classes = Object.values(tierSizes).flatMap(({ bounds }) => bounds.databaseClasses);
    const known = Object.fromEntries(classes.map((each) => [each, databaseMemoryGiB(each)]));
    assert.deepEqual(known, {
      ...{ "db.t4g.small": 2, "db.t3.small": 2, "db.t4g.medium": 4, "db.t4g.large": 8, "db.m7g.large": 8 },
      ...{ "db.r7g.large": 16, "db.r7g.xlarge": 32, "db.r7g.2xlarge": 64, "db.m7g.xlarge": 16, "db.m7g.2xlarge": 32 },
    });
    assert.throws(() => databaseMemoryGiB("db.r7g.huge"), /memory of db.r7g.huge is not known/);
  });

  it("number a cache's nodes as ElastiCache does", () => {
    const cache = { nodeType: "cache.t4g.small", snapshotRetentionDays: 0 };
    assert.deepEqual(cacheNodes({ ...cache, nodesPerShard: 2, shards: 1 }), ["001", "002"]);
    assert.deepEqual(cacheNodes({ ...cache, nodesPerShard: 2, shards: 2 }), [
      "0001-001",
      "0001-002",
      "0002-001",
      "0002-002",
    ]);
  });

  it("have no alarm on copies where there are none", () => {
    assert.ok(
      !cacheAlarms<string>({ nodes: { "001": "c" }, replicated: false }).some(({ key }) => key.endsWith("lag")),
    );
    assert.ok(
      !databaseAlarms<string>({ identifier: "db", replica: undefined, size }).some(({ key }) => key.endsWith("lag")),
    );
  });

  it("give each of their queries an id of its own", () => {
    for (const one of all) {
      const ids =
        (alarmConditions(one) as { metricQueries?: { id: string }[] }).metricQueries?.map(({ id }) => id) ?? [];
      assert.deepEqual([...new Set(ids)], ids, one.key);
    }
  });

  it("somebody is called where both slots have requests and nobody watches, and in no other case", () => {
    const { watches } = alarm("app-unattended");
    assert.ok("expression" in watches);
    const value = compile(watches.expression);
    assert.deepEqual(Object.keys(watches.metrics), ["blue", "green", "drivers"]);
    assert.equal(value({ blue: 90, green: 10, drivers: undefined }), 1);
    assert.equal(value({ blue: 90, green: 10, drivers: 2 }), 0);
    assert.equal(value({ blue: 100, green: undefined, drivers: undefined }), 0);
    assert.equal(value({ blue: undefined, green: undefined, drivers: undefined }), 0);
  });
});
