import { costReport, type Source } from "../core/cost/report";
import type { Resource, Resources } from "../core/cost/resource";
import { defaultStack } from "./bring-up";
import type { Context } from "./context";
import { costTable } from "./cost-table";
import { declare } from "./declare";
import { resourcesOf } from "./deployment";
import { exitCodes } from "./failure";
import { hasStacks } from "./sandbox-project";
import { readStackFile, settingsOf, type StackFile } from "./stack-file";
import { ensureToolchain } from "../toolchain/toolchain";
import { awsWorkspace, cloudOf, sandboxWorkspace } from "./workspace";

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
  const deployed = planned === true ? undefined : await deployedResources(context, file);
  const source: Source = deployed === undefined ? "planned" : "deployed";
  const resources = deployed ?? (await declare(context, file, settings)).map(withoutOutputs);
  const report = costReport(settings, source, resources);
  output.result(report, () => costTable(report, output));
  return report.overBudget && failOverBudget === true ? exitCodes.refused : exitCodes.done;
}

/** Undefined where no state holds anything. */
async function deployedResources(context: Context, file: StackFile): Promise<Resources | undefined> {
  const cloud = cloudOf(context, file);
  if (cloud === "sandbox" && !hasStacks(context.sandbox.state)) return undefined;
  const toolchain = await ensureToolchain();
  const { pulumi } =
    cloud === "aws" ? awsWorkspace(context, toolchain) : sandboxWorkspace(context, toolchain, undefined);
  if (!(await pulumi.stacks()).includes(file.stack)) return undefined;
  const resources = resourcesOf(await pulumi.export(file.stack));
  return resources.some(({ type }) => type.startsWith("aws:")) ? resources : undefined;
}

const withoutOutputs = (declared: Omit<Resource, "outputs">): Resource => ({ ...declared, outputs: {} });
