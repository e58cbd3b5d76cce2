import { costReport, type CostReport, type Source } from "../core/cost/report";
import type { Resource, Resources } from "../core/cost/resource";
import { defaultStack } from "./bring-up";
import type { Context } from "./context";
import { costTable } from "./cost-table";
import { declare } from "./declare";
import { deployed } from "./deployed";
import { resourcesOf } from "./deployment";
import { exitCodes } from "./failure";
import { readStackFile, settingsOf, type StackFile } from "./stack-file";

export interface CostOptions {
  /** Leaves the state aside. */
  readonly planned?: boolean;
  readonly failOverBudget?: boolean;
}

/** `cost`: what a stack costs a month, from its state, or from what its files declare where nothing is deployed. */
export async function showCost(context: Context, { planned, failOverBudget }: CostOptions): Promise<number> {
  const { checkout, options, output } = context;
  const file = readStackFile(checkout, options.stack ?? defaultStack);
  const settings = settingsOf(file);
  const existing = planned === true ? undefined : await deployedResources(context, file);
  const source: Source = existing === undefined ? "planned" : "deployed";
  const resources = existing ?? (await declare(context, file, settings)).map(withoutOutputs);
  const report = costReport(settings, source, resources);
  output.result(inCents(report), () => costTable(report, output));
  return report.overBudget && failOverBudget === true ? exitCodes.refused : exitCodes.done;
}

/** Undefined where no state holds anything. */
async function deployedResources(context: Context, file: StackFile): Promise<Resources | undefined> {
  const resources = resourcesOf(await deployed(context, file, file.stack));
  return resources.some(({ type }) => type.startsWith("aws:")) ? resources : undefined;
}

const amounts: readonly string[] = ["monthly", "now", "saved"];

/** The report with its amounts as money is written. */
const inCents = (report: CostReport): unknown =>
  JSON.parse(
    JSON.stringify(report, (key, value: unknown) =>
      amounts.includes(key) && typeof value === "number" ? Math.round(value * 100) / 100 : value,
    ),
  );

const withoutOutputs = (declared: Omit<Resource, "outputs">): Resource => ({ ...declared, outputs: {} });
