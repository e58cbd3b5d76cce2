import assert from "node:assert/strict";
import { slots } from "../../../core/release";
import { dashboardBody, type Shown } from "../../../core/watch/dashboard";
import { dashboardBody as accepted } from "../../../sandbox/aws/cloudwatch-dashboards";

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: { readonly title: string; readonly query?: string; readonly metrics?: readonly unknown[][] };
}

const service = (name: string) => ({ name, containerMemoryMiB: 1024, taskMemoryMiB: 1024 });

const shown: Shown<string> = {
  region: "eu-west-1",
  loadBalancer: "app/web/1",
  backends: slots.flatMap((slot) =>
    ["web-ui", "api"].map((name) => ({
      ...{ slot, service: service(name), clusterName: "cluster", serviceName: `${slot}-${name}`, counted: true },
      ...{ loadBalancer: "app/web/1", targetGroup: `targetgroup/${slot}-${name}/1` },
    })),
  ),
  logGroups: ["/promenade/prod/web-ui", "/promenade/prod/api"],
  database: { identifier: "db", replica: undefined, size: { instanceClass: "db.r7g.large", storageGiB: 100 } },
  cache: { nodes: { "001": "cache-001", "002": "cache-002" }, replicated: true },
  distribution: "E123",
  journey: "journey",
  availability: 99.9,
  alarms: ["arn:aws:cloudwatch:eu-west-1:123456789012:alarm:one"],
};

const widgetsOf = (what: Shown<string>): readonly Widget[] => (dashboardBody(what) as { widgets: Widget[] }).widgets;
const titled = (title: RegExp): Widget => {
  const found = widgetsOf(shown).find(({ properties }) => title.test(properties.title));
  assert.ok(found, String(title));
  return found;
};

describe("a dashboard", () => {
  it("is one that CloudWatch takes", () => {
    assert.equal(accepted(JSON.stringify(dashboardBody(shown)), "dashboardBody"), undefined);
  });

  // Requirement 6: request rate, p50/p95/p99, errors, by endpoint, per-slot share, database, cache hit rate, utilisation.
  for (const [title, told] of [
    [/^Requests a second/, [/blue_api \/ PERIOD\(blue_api\)/, /green_web_ui/]],
    [/^Response time/, [/"p50"/, /"p95"/, /"p99"/]],
    [/^Failed requests/, [/HTTPCode_Target_5XX_Count/, /HTTPCode_ELB_5XX_Count/]],
    [/^Errors by endpoint/, [/SOURCE '\/promenade\/prod\/api'/, /status >= 500/, /by service, route/]],
    [/^Budget of errors/, [/100 \* \(1 - .* \/ 0.001\)/, /setPeriodToTimeRange/]],
    [/^Share of requests/, [/FILL\(blue_api, 0\) \/ \(FILL\(blue_api, 0\) \+ FILL\(green_api, 0\)\)/]],
    [/^Database: CPU/, [/"DBInstanceIdentifier","db"/, /DatabaseConnections/]],
    [/^Cache hit rate/, [/\(hits0 \+ hits1\) \/ \(\(hits0 \+ hits1\) \+ \(misses0 \+ misses1\)\)/, /CacheMisses/]],
    [/^CPU of tasks/, [/CPUUtilization/, /"green-api"/]],
    [/^Memory of tasks/, [/MemoryUtilization/]],
    [/^User's journey: runs/, [/SuccessPercent/]],
    [/^CDN/, [/"us-east-1"/, /"E123"/]],
    [/^Alarms/, [/alarm:one/]],
  ] as const) {
    it(`shows ${title.source.slice(1)}`, () => {
      const text = JSON.stringify(titled(title));
      for (const each of told) assert.match(text, each);
    });
  }

  it("shows both slots of every service", () => {
    const text = JSON.stringify(dashboardBody(shown));
    for (const { slot, service: each, targetGroup } of shown.backends) {
      assert.ok(text.includes(targetGroup) && text.includes(`${slot} ${each.name}`));
    }
  });

  it("names in metric math only what the graph has, each once", () => {
    for (const { properties } of widgetsOf(shown)) {
      const options = (properties.metrics ?? []).map((line) => line.at(-1) as { id?: string; expression?: string });
      const ids = options.flatMap(({ id }) => id ?? []);
      assert.equal(new Set(ids).size, ids.length, properties.title);
      for (const { expression = "" } of options) {
        const names = expression.match(/\b[a-z]\w*\b/g) ?? [];
        assert.deepEqual(
          names.filter((name) => !ids.includes(name)),
          [],
          `${properties.title}: ${expression}`,
        );
      }
    }
  });

  it("puts no widget over another one", () => {
    const cells = widgetsOf(shown).flatMap(({ x, y, width }) =>
      Array.from({ length: width }, (_, at) => `${x + at},${y}`),
    );
    assert.equal(new Set(cells).size, cells.length);
  });

  it("leaves out what the environment does not have", () => {
    const bare = {
      ...shown,
      database: undefined,
      cache: undefined,
      distribution: undefined,
      journey: undefined,
      availability: undefined,
    };
    const titles = widgetsOf(bare).map(({ properties }) => properties.title);
    assert.deepEqual(
      titles.filter((title) => /Database|Cache|CDN|journey|Budget/.test(title)),
      [],
    );
    assert.ok(titles.length >= 9);
  });
});
