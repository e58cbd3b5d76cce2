import { historyOf, type History } from "../core/history/history";
import { defaultStack } from "./bring-up";
import type { Context } from "./context";
import { existingWorkspace } from "./deployed";
import { outputsOf } from "./deployment";
import { exitCodes } from "./failure";
import { historyTable } from "./history-table";
import { openEvidence } from "./ports/evidence/open";
import { readStackFile, type StackFile } from "./stack-file";
import { cloudOf } from "./workspace";

/** `history`: what has happened to a stack, by its evidence and by Pulumi. Changes nothing, and starts nothing. */
export async function showHistory(context: Context, limit: number): Promise<number> {
  const { checkout, options, output } = context;
  const file = readStackFile(checkout, options.stack ?? defaultStack);
  const history = await read(context, file, limit);
  output.result(history, () => historyTable(history, output));
  return exitCodes.done;
}

async function read(context: Context, file: StackFile, limit: number): Promise<History> {
  const { stack } = file;
  const workspace = await existingWorkspace(context, file, stack);
  const [deployment, updates] =
    workspace === undefined
      ? [undefined, []]
      : await Promise.all([workspace.pulumi.export(stack), workspace.pulumi.history(stack)]);
  const outputs = outputsOf(deployment);
  if (outputs === undefined) return historyOf(stack, [], updates, limit);
  const store = await openEvidence(context, { cloud: cloudOf(context, file), stack, outputs });
  try {
    return historyOf(stack, await store.entries(), updates, limit);
  } finally {
    store.close();
  }
}
