import type { Settings } from "../settings";
import { assumptionNames, describeAssumption, type Assumptions } from "./assumptions";
import { estimate, type Estimate } from "./estimate";
import { pricesAsOf } from "./prices";
import type { Resources } from "./resource";
import { savingsOf, type Saving } from "./savings";
import { scaleOf } from "./scale";
import { unusedIn, type Unused } from "./unused";
import type { Scale } from "./world";

/** Where the resources come from: a stack's state, or what the program would make of its files. */
export type Source = "deployed" | "planned";

/** What `cost --json` prints. Amounts are USD a month. */
export interface CostReport extends Omit<Estimate, "pricesOf"> {
  readonly stack: string;
  readonly source: Source;
  readonly region: string;
  readonly prices: { readonly region: string; readonly asOf: string };
  readonly budget: number;
  readonly overBudget: boolean;
  readonly unused: readonly Unused[];
  /** What reserved capacity would save; in prod, the one environment that is sure to run for a year. */
  readonly savings: readonly Saving[];
  /** What the settings say that it is built for. */
  readonly scale: Scale;
  readonly assumptions: Assumptions;
}

/** What a stack costs a month by its settings. */
export const estimateOf = (settings: Settings, resources: Resources): Estimate =>
  estimate(resources, {
    region: settings.region,
    scale: scaleOf(settings),
    assumptions: settings.cost.assumptions,
  });

export function costReport(settings: Settings, source: Source, resources: Resources): CostReport {
  const { pricesOf: region, ...found } = estimateOf(settings, resources);
  const { budget, assumptions } = settings.cost;
  return {
    stack: settings.stack,
    source,
    region: settings.region,
    prices: { region, asOf: pricesAsOf },
    ...found,
    budget,
    overBudget: found.monthly > budget,
    unused: source === "deployed" ? unusedIn(resources) : [],
    savings: settings.tier === "prod" ? savingsOf(found) : [],
    scale: scaleOf(settings),
    assumptions,
  };
}

/** What the estimate rests on, as its reader would say it. */
export function assumptionLines({ scale, assumptions }: CostReport): readonly string[] {
  const { plannedLoad = 0, instances, logs } = scale;
  const tasks = Object.entries(instances).map(([service, count]) => `${count} of ${service}`);
  return [
    `${plannedLoad.toLocaleString("en")} requests a second planned, tasks: ${tasks.join(", ")}`,
    `${logs.gigabytes.toLocaleString("en")} GB of logs in ${logs.retentionDays} days, spread evenly over the log groups`,
    ...assumptionNames.map((name) => describeAssumption(name, assumptions[name])),
  ];
}
