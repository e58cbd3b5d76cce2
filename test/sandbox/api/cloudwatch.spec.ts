import assert from "node:assert/strict";
import type { Server } from "node:http";
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricDataQuery,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { createApi } from "../../../sandbox/api/server";
import type { Properties } from "../../../sandbox/cloud";
import { Alarms } from "../../../sandbox/runtime/alarms";
import { type Answer, Metrics, ofBalancer, ofGroup } from "../../../sandbox/runtime/metrics";
import { MetricStore } from "../../../sandbox/runtime/metric-store";
import { listen } from "../../../sandbox/runtime/ports";
import { TYPES } from "../../../sandbox/runtime/properties";
import { Targets } from "../../../sandbox/runtime/targets";
import { BALANCER, groupArn, World } from "../runtime/world";
import { notAsked } from "./not-asked";

const TOKEN = "0123456789abcdef";
const BLUE = groupArn("blue");
const ELB = "AWS/ApplicationELB";

describe("CloudWatch of the local cloud", () => {
  /** A whole minute. */
  const start = 1_800_000_000_000;
  let now: number;
  let world: World;
  let metrics: Metrics;
  let server: Server;
  let client: CloudWatchClient;

  beforeEach(async () => {
    now = start;
    world = await World.create();
    const targets = new Targets(world.cloud);
    metrics = new Metrics(new MetricStore(() => now));
    server = createApi({
      token: TOKEN,
      context: {
        ...notAsked,
        ...{ cloud: world.cloud, targets, metrics: metrics.store, alarms: new Alarms(world.cloud, metrics.store) },
        ...{ services: undefined as never, functions: undefined as never, rotations: undefined as never },
        cloudControlTypes: new Map(),
      },
      daemon: { startedAt: new Date(), metrics, idleStopAt: () => new Date(), stop: () => undefined },
      onRequest: () => undefined,
    });
    const endpoint = `http://127.0.0.1:${await listen(server, { what: "test" })}`;
    const credentials = { accessKeyId: TOKEN, secretAccessKey: "unused" };
    client = new CloudWatchClient({ endpoint, region: "eu-west-1", maxAttempts: 1, credentials });
  });
  afterEach(() => {
    client.destroy();
    server.close();
    server.closeAllConnections();
    world.destroy();
  });

  const record = (times: number, answer: Partial<Answer> = {}) => {
    for (let n = 0; n < times; n++) {
      metrics.record({ balancer: BALANCER, group: BLUE }, { status: 200, ms: 10, outcome: "answered", ...answer });
    }
  };
  const list = (dimensions: Record<string, string>) =>
    Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const metric = (
    MetricName: string,
    Stat: string,
    options: { dimensions?: Record<string, string>; Period?: number } = {},
  ) => {
    const { dimensions = ofGroup(BALANCER, BLUE), Period = 1 } = options;
    const Metric = { Namespace: ELB, MetricName, Dimensions: list(dimensions) };
    return { Id: "m", MetricStat: { Metric, Period, Stat } };
  };
  const ask = async (queries: MetricDataQuery[], seconds = 10) => {
    const span = { StartTime: new Date(start), EndTime: new Date(start + seconds * 1000) };
    const { MetricDataResults = [] } = await client.send(
      new GetMetricDataCommand({ MetricDataQueries: queries, ...span, ScanBy: "TimestampAscending" }),
    );
    return MetricDataResults.map(({ Timestamps = [], Values = [] }) =>
      Object.fromEntries(Timestamps.map((time, index) => [(time.getTime() - start) / 1000, Values[index]])),
    );
  };

  it("has a data point for each period with requests, and none for the others", async () => {
    record(3);
    now += 2000;
    record(2);
    record(1, { status: 500 });
    assert.deepEqual(await ask([metric("RequestCount", "Sum")]), [{ 0: 3, 2: 3 }]);
    assert.deepEqual(await ask([metric("HTTPCode_Target_5XX_Count", "Sum")]), [{ 2: 1 }]);
    assert.deepEqual(await ask([metric("RequestCount", "Sum", { Period: 5 })]), [{ 0: 6 }]);
    assert.deepEqual(await ask([metric("RequestCount", "Sum", { dimensions: ofBalancer(BALANCER) })]), [
      { 0: 3, 2: 3 },
    ]);
    assert.deepEqual(await ask([metric("RequestCount", "Sum", { dimensions: { LoadBalancer: "app/other/1" } })]), [{}]);
  });

  it("counts periods from the time that was asked for, whatever their length", async () => {
    now = start + 1000;
    record(1);
    now = start + 4000;
    record(2);
    now = start + 9000;
    record(4);
    const { MetricDataResults } = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: [metric("RequestCount", "Sum", { Period: 7 })],
        ...{ StartTime: new Date(start + 2500), EndTime: new Date(start + 9500) },
      }),
    );
    assert.deepEqual(MetricDataResults?.[0]?.Timestamps, [new Date(start + 9000), new Date(start + 2000)]);
    assert.deepEqual(MetricDataResults[0].Values, [4, 2]);
  });

  it("answers newest first unless told otherwise", async () => {
    record(1);
    now += 1000;
    record(2);
    const { MetricDataResults } = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: [metric("RequestCount", "Sum")],
        ...{ StartTime: new Date(start), EndTime: new Date(now + 1000) },
      }),
    );
    assert.deepEqual(MetricDataResults?.[0]?.Values, [2, 1]);
  });

  it("knows response times in seconds, by percentile", async () => {
    record(98, { ms: 10 });
    record(2, { ms: 3000 });
    const statistic = async (name: string) => (await ask([metric("TargetResponseTime", name)]))[0]?.[0] ?? NaN;
    const near = (value: number, expected: number) => assert(Math.abs(value / expected - 1) < 0.02, `${value}`);
    near(await statistic("p50"), 0.01);
    near(await statistic("p95"), 0.01);
    near(await statistic("p99"), 3);
    near(await statistic("Average"), 0.0698);
    near(await statistic("Maximum"), 3);
    near(await statistic("Minimum"), 0.01);
    assert.equal(await statistic("SampleCount"), 100);
  });

  it("counts what the load balancer answers itself apart, for no group, and without a response time", async () => {
    record(1, { status: 502, outcome: "refused" });
    record(1, { status: 504, outcome: "broken off" });
    record(1, { status: 503, outcome: "no target" });
    const all = { dimensions: ofBalancer(BALANCER) };
    assert.deepEqual(await ask([metric("HTTPCode_ELB_5XX_Count", "Sum", all)]), [{ 0: 3 }]);
    assert.deepEqual(await ask([metric("HTTPCode_ELB_5XX_Count", "Sum")]), [{}]);
    assert.deepEqual(await ask([metric("HTTPCode_Target_5XX_Count", "Sum", all)]), [{}]);
    assert.deepEqual(await ask([metric("TargetConnectionErrorCount", "Sum")]), [{ 0: 1 }]);
    assert.deepEqual(await ask([metric("RequestCount", "Sum")]), [{ 0: 2 }]);
    assert.deepEqual(await ask([metric("TargetResponseTime", "p99")]), [{}]);
  });

  it("counts hosts", async () => {
    metrics.countHosts(ofGroup(BALANCER, BLUE), { healthy: 2, unhealthy: 1 });
    now += 1000;
    metrics.countHosts(ofGroup(BALANCER, BLUE), { healthy: 3, unhealthy: 0 });
    assert.deepEqual(await ask([metric("HealthyHostCount", "Minimum", { Period: 60 })]), [{ 0: 2 }]);
    assert.deepEqual(await ask([metric("UnHealthyHostCount", "Maximum", { Period: 60 })]), [{ 0: 1 }]);
  });

  it("keeps what applications put, and answers for exactly those dimensions", async () => {
    const orders = (dimensions: Record<string, string>) => ({
      Id: "orders",
      MetricStat: {
        Metric: { Namespace: "shop", MetricName: "orders", Dimensions: list(dimensions) },
        ...{ Period: 10, Stat: "Sum" },
      },
    });
    const put = { MetricName: "orders", Dimensions: list({ slot: "green" }) };
    await client.send(
      new PutMetricDataCommand({
        Namespace: "shop",
        MetricData: [
          { ...put, Value: 5, Timestamp: new Date(now) },
          { ...put, Values: [1, 2], Counts: [3, 1] },
          // More than the SDK sends uncompressed.
          ...Array.from({ length: 400 }, () => ({ ...put, Value: 0 })),
        ],
      }),
    );
    assert.deepEqual(await ask([orders({ slot: "green" })]), [{ 0: 10 }]);
    assert.deepEqual(await ask([orders({})]), [{}]);
    const reserved = new PutMetricDataCommand({ Namespace: "AWS/EC2", MetricData: [{ ...put, Value: 1 }] });
    await assert.rejects(client.send(reserved), { name: "ValidationException" });
  });

  it("computes the metric math that alarms use", async () => {
    record(9);
    record(1, { status: 500 });
    const queries = (expression: string) => [
      { Id: "rate", Expression: expression },
      { ...metric("RequestCount", "Sum"), Id: "requests", ReturnData: false },
      { ...metric("HTTPCode_Target_5XX_Count", "Sum"), Id: "errors", ReturnData: false },
    ];
    const rate = async (expression: string) => (await ask(queries(expression), 2))[0];
    assert.deepEqual(await rate("IF(requests >= 10, 100 * FILL(errors, 0) / requests)"), { 0: 10 });
    assert.deepEqual(await rate("IF(requests >= 11, 100 * FILL(errors, 0) / requests)"), {});
    assert.deepEqual(await rate("FILL(requests, 0) - -1"), { 0: 11, 1: 1 });
    assert.deepEqual(await rate("IF(requests > 5 AND NOT (errors == 2), 1, 2)"), { 0: 1 });
    assert.deepEqual(await rate("errors / 0"), {});
    await assert.rejects(rate("SEARCH('x', 'Sum', 60)"), {
      name: "ValidationException",
      message: /SEARCH is not modelled/,
    });
  });

  it("refuses what it cannot answer", async () => {
    const refused: [MetricDataQuery[], RegExp][] = [
      [[metric("RequestCount", "Sum", { Period: 0 })], /Period/],
      [[metric("RequestCount", "tm90")], /no statistic tm90/],
      [[{ Id: "m" }], /either MetricStat or Expression/],
      [[{ Id: "m", Expression: "1" }], /At least one/],
    ];
    for (const [queries, message] of refused)
      await assert.rejects(ask(queries), { name: "ValidationException", message });
    await assert.rejects(ask([metric("RequestCount", "Sum")], 0), /StartTime/);
  });

  describe("alarms", () => {
    const declare = (name: string, conditions: Properties = {}) =>
      world.put(TYPES.metricAlarm, name, {
        ...{ name, comparisonOperator: "GreaterThanThreshold", threshold: 1, treatMissingData: "missing" },
        ...{ evaluationPeriods: 3, datapointsToAlarm: 2 },
        metricQueries: [
          { id: "watched", expression: "IF(requests >= 10, 100 * FILL(errors, 0) / requests)", returnData: true },
          ...[
            ["requests", "RequestCount"],
            ["errors", "HTTPCode_Target_5XX_Count"],
          ].map(([id, metricName]) => ({
            id,
            metric: { namespace: ELB, metricName, dimensions: ofGroup(BALANCER, BLUE), period: 60, stat: "Sum" },
          })),
        ],
        ...conditions,
      });
    const plain = (conditions: Properties = {}) =>
      declare("plain", {
        ...{ metricQueries: undefined, namespace: ELB, metricName: "UnHealthyHostCount", statistic: "Maximum" },
        ...{ dimensions: ofGroup(BALANCER, BLUE), period: 60, threshold: 0, ...conditions },
      });
    const describeAlarms = async (input: ConstructorParameters<typeof DescribeAlarmsCommand>[0] = {}) =>
      client.send(new DescribeAlarmsCommand(input));
    const stateOf = async (name: string) => {
      const AlarmTypes = ["MetricAlarm", "CompositeAlarm"] as const;
      const { MetricAlarms = [], CompositeAlarms = [] } = await describeAlarms({
        AlarmNames: [name],
        AlarmTypes: [...AlarmTypes],
      });
      return [...MetricAlarms, ...CompositeAlarms][0]?.StateValue;
    };
    const minute = (requests: number, errors: number) => {
      record(requests - errors);
      record(errors, { status: 500 });
      now += 60_000;
    };

    it("fire when enough of their periods breach, and stop to", async () => {
      await declare("errors");
      record(1);
      assert.equal(await stateOf("errors"), "INSUFFICIENT_DATA");
      minute(100, 0);
      assert.equal(await stateOf("errors"), "OK");
      minute(100, 5);
      assert.equal(await stateOf("errors"), "OK");
      minute(100, 5);
      assert.equal(await stateOf("errors"), "ALARM");
      minute(100, 0);
      assert.equal(await stateOf("errors"), "ALARM");
      minute(100, 0);
      const { MetricAlarms = [] } = await describeAlarms();
      assert.equal(MetricAlarms[0]!.StateValue, "OK");
      assert.match(MetricAlarms[0]!.StateReason ?? "", /^1 of the last 3 datapoints \[5, 0, 0\]/);
      assert.equal(MetricAlarms[0]!.StateUpdatedTimestamp?.getTime(), now);
      assert.equal(MetricAlarms[0]!.Metrics?.length, 3);
    });

    it("take missing data as they declare", async () => {
      metrics.countHosts(ofGroup(BALANCER, BLUE), { healthy: 0, unhealthy: 1 });
      now += 240_000;
      const expected = {
        missing: "INSUFFICIENT_DATA",
        breaching: "ALARM",
        notBreaching: "OK",
        ignore: "INSUFFICIENT_DATA",
      };
      for (const [treatMissingData, state] of Object.entries(expected)) {
        await plain({ treatMissingData });
        assert.equal(await stateOf("plain"), treatMissingData === "ignore" ? "OK" : state, treatMissingData);
      }
    });

    it("go on firing while nothing newer says otherwise", async () => {
      await plain();
      metrics.countHosts(ofGroup(BALANCER, BLUE), { healthy: 0, unhealthy: 1 });
      now += 60_000;
      assert.equal(await stateOf("plain"), "OK");
      now += 60_000;
      assert.equal(await stateOf("plain"), "ALARM");
    });

    it("are OK, and say that nobody looks, where the local cloud measures nothing", async () => {
      await plain({ namespace: "AWS/RDS", treatMissingData: "breaching" });
      const { MetricAlarms = [] } = await describeAlarms({ AlarmNames: ["plain"] });
      assert.equal(MetricAlarms[0]!.StateValue, "OK");
      assert.match(MetricAlarms[0]!.StateReason ?? "", /measures nothing of AWS\/RDS/);
    });

    it("have the state that is set until they are evaluated again", async () => {
      await plain({ namespace: "AWS/RDS" });
      const set = { AlarmName: "plain", StateValue: "ALARM", StateReason: "a drill" } as const;
      await client.send(new SetAlarmStateCommand(set));
      const { MetricAlarms = [] } = await describeAlarms({ StateValue: "ALARM" });
      assert.deepEqual(
        MetricAlarms.map(({ AlarmName, StateReason }) => [AlarmName, StateReason]),
        [["plain", "a drill"]],
      );
      now += 60_000;
      assert.equal(await stateOf("plain"), "OK");
      await assert.rejects(client.send(new SetAlarmStateCommand({ ...set, AlarmName: "other" })), /Unknown alarm/);
    });

    it("of others follow their rule", async () => {
      const rule = 'ALARM("plain") AND NOT (OK(a-b) OR ALARM(arn:aws:cloudwatch:eu-west-1:000000000000:alarm:c))';
      await plain({ namespace: "AWS/RDS" });
      await world.put(TYPES.compositeAlarm, "both", { alarmName: "both", alarmRule: rule });
      assert.equal(await stateOf("both"), "OK");
      await client.send(new SetAlarmStateCommand({ AlarmName: "plain", StateValue: "ALARM", StateReason: "a drill" }));
      assert.equal(await stateOf("both"), "ALARM");
      const { CompositeAlarms } = await describeAlarms();
      assert.deepEqual(CompositeAlarms, []);
    });

    it("are told of by prefix and page by page", async () => {
      for (const name of ["dev-1", "dev-2", "dev-3", "prod-1"]) await declare(name);
      const first = await describeAlarms({ AlarmNamePrefix: "dev-", MaxRecords: 2 });
      const second = await describeAlarms({ AlarmNamePrefix: "dev-", MaxRecords: 2, NextToken: first.NextToken });
      const names = [first, second].flatMap(({ MetricAlarms = [] }) => MetricAlarms.map(({ AlarmName }) => AlarmName));
      assert.deepEqual(names, ["dev-1", "dev-2", "dev-3"]);
      assert.equal(second.NextToken, undefined);
      await assert.rejects(describeAlarms({ ActionPrefix: "arn" }), /does not model ActionPrefix/);
    });
  });
});
