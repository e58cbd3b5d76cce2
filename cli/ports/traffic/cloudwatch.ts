import type { CloudWatchClient, MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import type { Slot } from "../../../core/release";
import type { Numbers, Span } from "../../../core/rollout/measuring";
import type { AlarmNames } from "../../../core/rollout/slot-alarms";
import type { Seen } from "../../../core/rollout/view";
import type { Metric } from "../../../core/watch/alarm";
import type { Endpoint } from "../../workspace";
import { clientSettings, promptly } from "../aws";
import { chunks } from "./chunks";

/** What one call takes (AWS: DescribeAlarms, GetMetricData). */
const atOnce = { alarms: 100, queries: 500 } as const;

export interface CloudWatch {
  /** Each slot's alarms that fire. One that is not there any more cannot be read. */
  firing(names: AlarmNames): Promise<Seen["alarms"]>;
  /** Metrics from one time to another, over periods (ms) that begin at its start. */
  numbers(metrics: readonly Metric<string>[], within: Span, periods: readonly number[]): Promise<Numbers>;
  /** Adds one to a metric of promenade's own. */
  count(metric: Metric<string>): Promise<void>;
  close(): void;
}

export async function openCloudWatch(endpoint: Endpoint | undefined, region: string): Promise<CloudWatch> {
  const sdk = await import("@aws-sdk/client-cloudwatch");
  const client = new sdk.CloudWatchClient({ ...clientSettings(endpoint, region), ...promptly });
  return {
    firing: async (names) => {
      const states = await statesOf(client, [...new Set([...names.blue, ...names.green])]).catch(() => undefined);
      const ofSlot = (slot: Slot): readonly string[] | "unreadable" =>
        names[slot].every((name) => states?.has(name))
          ? names[slot].filter((name) => states?.get(name) === "ALARM")
          : "unreadable";
      return { blue: ofSlot("blue"), green: ofSlot("green") };
    },
    numbers: async (metrics, within, periods) => numbersOf(client, metrics, within, periods),
    count: async ({ namespace: Namespace, name: MetricName, dimensions }) => {
      const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
      const MetricData = [{ MetricName, Dimensions, Value: 1, Unit: sdk.StandardUnit.Count }];
      await client.send(new sdk.PutMetricDataCommand({ Namespace, MetricData }));
    },
    close: () => client.destroy(),
  };
}

async function statesOf(client: CloudWatchClient, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const sdk = await import("@aws-sdk/client-cloudwatch");
  const states = new Map<string, string>();
  const readSome = async (some: readonly string[]): Promise<void> => {
    // Composite alarms are told of only where they are asked for.
    const asked = { AlarmNames: [...some], AlarmTypes: [sdk.AlarmType.MetricAlarm, sdk.AlarmType.CompositeAlarm] };
    for await (const page of sdk.paginateDescribeAlarms({ client, pageSize: atOnce.alarms }, asked)) {
      for (const { AlarmName = "", StateValue = "" } of [
        ...(page.MetricAlarms ?? []),
        ...(page.CompositeAlarms ?? []),
      ]) {
        states.set(AlarmName, StateValue);
      }
    }
  };
  await Promise.all(chunks(names, atOnce.alarms).map(readSome));
  return states;
}

async function numbersOf(
  client: CloudWatchClient,
  metrics: readonly Metric<string>[],
  { from, to }: Span,
  periods: readonly number[],
): Promise<Numbers> {
  const sdk = await import("@aws-sdk/client-cloudwatch");
  const keys = [...new Set(metrics.map((metric) => JSON.stringify(metric)))];
  const known = new Map<string, number>();
  const readSome = async (some: readonly string[], period: number): Promise<void> => {
    const MetricDataQueries = some.map((key, index) => queryOf(`m${index}`, key, period));
    const input = { StartTime: new Date(from), EndTime: new Date(to), MetricDataQueries };
    for await (const { MetricDataResults = [] } of sdk.paginateGetMetricData({ client }, input)) {
      for (const { Id = "", Timestamps = [], Values = [] } of MetricDataResults) {
        const key = some[Number(Id.slice(1))] ?? "";
        Values.forEach((value, index) => known.set(placeOf(key, Timestamps[index]?.getTime(), period), value));
      }
    }
  };
  const pieces = chunks(keys, atOnce.queries);
  await Promise.all([...new Set(periods)].flatMap((period) => pieces.map((some) => readSome(some, period))));
  return (metric, span) => known.get(placeOf(JSON.stringify(metric), span.from, span.to - span.from));
}

const placeOf = (metric: string, from: number | undefined, period: number): string => `${from}+${period} ${metric}`;

function queryOf(Id: string, key: string, period: number): MetricDataQuery {
  const { namespace: Namespace, name: MetricName, statistic: Stat, dimensions } = JSON.parse(key) as Metric<string>;
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return { Id, MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: period / 1000, Stat } };
}
