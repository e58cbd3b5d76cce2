import type { Metric } from "./alarm";
import type { Panel } from "./dashboard-layout";

/** One entry of a graph: a metric with its dimensions, or metric math over the others. */
export type Line = readonly unknown[];

interface LineOptions {
  readonly label?: string;
  /** By which metric math knows it. */
  readonly id?: string;
  readonly visible?: boolean;
  readonly region?: string;
}

export const line = <Ref>({ namespace, name, dimensions, statistic }: Metric<Ref>, options: LineOptions): Line => [
  namespace,
  name,
  ...Object.entries(dimensions).flat(),
  { stat: statistic, ...options },
];

export const mathOf = (expression: string, label: string): Line => [{ expression, label }];

/** `marks` are lines across the graph: where an objective or an alarm lies. */
export function graph(
  title: string,
  kind: "left" | "stacked",
  metrics: readonly Line[],
  marks: Readonly<Record<string, number>> = {},
): Panel {
  const horizontal = Object.entries(marks).map(([label, value]) => ({ label, value }));
  return {
    type: "metric",
    properties: {
      ...{ title, view: "timeSeries", stacked: kind === "stacked", period: 60, metrics },
      yAxis: { left: { min: 0 } },
      ...(horizontal.length > 0 ? { annotations: { horizontal } } : {}),
    },
  };
}

/** One number for the whole time that the dashboard shows. */
export const number = (title: string, metrics: readonly Line[]): Panel => ({
  type: "metric",
  properties: { title, view: "singleValue", setPeriodToTimeRange: true, metrics },
});

/** What a query finds in log groups (CloudWatch Logs Insights). */
export const table = (title: string, groups: readonly string[], query: string): Panel => ({
  type: "log",
  properties: { title, view: "table", query: [...groups.map((group) => `SOURCE '${group}'`), query].join(" | ") },
});
