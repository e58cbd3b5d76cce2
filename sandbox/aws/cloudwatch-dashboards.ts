import type { Properties } from "../cloud";
import { json, type Rule } from "../provider/rules";

/** Limits of a dashboard and of the graphs on it (AWS: CloudWatch quotas). */
const MOST_WIDGETS = 500;
const MOST_METRICS = 500;
const COLUMNS = 24;

/** What each kind of widget cannot do without. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  metric: ["region"],
  log: ["region", "query"],
  text: ["markdown"],
  alarm: ["alarms"],
  explorer: ["metrics", "labels"],
};

/** What PutDashboard says to a body. */
export const dashboardBody: Rule = (value, path) => {
  if (json(value, path) !== undefined) return undefined; // Said already.
  const { widgets } = JSON.parse(String(value)) as { widgets?: unknown };
  if (!Array.isArray(widgets)) return "The dashboard body is invalid: /widgets should be a list";
  if (widgets.length > MOST_WIDGETS) {
    return `The dashboard body is invalid: /widgets has ${widgets.length} items; at most ${MOST_WIDGETS} are allowed`;
  }
  const faults = (widgets as readonly Properties[]).flatMap((widget, index) => {
    const fault = widgetFault(widget);
    return fault === undefined ? [] : [`/widgets/${index}${fault}`];
  });
  return faults[0] === undefined ? undefined : `The dashboard body is invalid: ${faults.join("; ")}`;
};

function widgetFault({ type, x, y, width, height, properties }: Properties): string | undefined {
  const needed = NEEDED[String(type)];
  if (needed === undefined)
    return `/type should be one of ${Object.keys(NEEDED).join(", ")}, not ${JSON.stringify(type)}`;
  if (!isBetween(width, 1, COLUMNS)) return `/width should be 1 to ${COLUMNS}`;
  if (!isBetween(height, 1, 1000)) return "/height should be 1 to 1000";
  if (x !== undefined && !isBetween(x, 0, COLUMNS - Number(width))) return "/x puts the widget beyond the right edge";
  if ((x === undefined) !== (y === undefined)) return "/x and /y go together";
  if (typeof properties !== "object" || properties === null) return "/properties is missing";
  const given = properties as Properties;
  const missing = needed.find((name) => given[name] === undefined);
  if (missing !== undefined) return `/properties/${missing} is missing`;
  return type === "metric" ? metricFault(given) : undefined;
}

function metricFault({ metrics, annotations }: Properties): string | undefined {
  if (metrics === undefined && annotations === undefined) return "/properties/metrics is missing";
  const lines = Array.isArray(metrics) ? (metrics as readonly unknown[]) : [];
  if (lines.length > MOST_METRICS)
    return `/properties/metrics has ${lines.length} items; at most ${MOST_METRICS} are allowed`;
  const wrong = lines.findIndex((line) => !Array.isArray(line) || line.length === 0);
  return wrong < 0 ? undefined : `/properties/metrics/${wrong} should be a list`;
}

const isBetween = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
