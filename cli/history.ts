import { auditOf, type Audited } from "../core/history/audit";
import { historyOf } from "../core/history/history";
import { defaultStack } from "./bring-up";
import type { Context } from "./context";
import { existingWorkspace } from "./deployed";
import { outputsOf } from "./deployment";
import { exitCodes } from "./failure";
import { historyTable } from "./history-table";
import { withEvidence } from "./ports/evidence/open";
import { readStackFile, type StackFile } from "./stack-file";
import { cloudOf } from "./workspace";

/** Things that the table shows where nothing else is said. */
const usual = 20;

export interface HistoryWish {
  /** How many of the newest: rows of the table, or releases of the document. */
  readonly limit: number | undefined;
  /** As a document for auditors. */
  readonly markdown: boolean;
  /** Of the document: this release alone. */
  readonly release: string | undefined;
}

/** `history`: what has happened to a stack, by its evidence and by Pulumi. Changes nothing, and starts nothing. */
export async function showHistory(context: Context, { limit, markdown, release }: HistoryWish): Promise<number> {
  const { checkout, options, output } = context;
  const all = await read(context, readStackFile(checkout, options.stack ?? defaultStack));
  const history = historyOf(all.stack, all.entries, all.updates, limit ?? usual);
  output.result(history, () => (markdown ? auditOf(all, { limit, release }).trimEnd() : historyTable(history, output)));
  return exitCodes.done;
}

async function read(context: Context, file: StackFile): Promise<Audited> {
  const { stack } = file;
  const workspace = await existingWorkspace(context, file, stack);
  const [deployment, updates] =
    workspace === undefined
      ? [undefined, []]
      : await Promise.all([workspace.pulumi.export(stack), workspace.pulumi.history(stack)]);
  const outputs = outputsOf(deployment);
  if (outputs === undefined) return { stack, entries: [], updates };
  const place = { cloud: cloudOf(context, file), stack, outputs };
  return { stack, entries: await withEvidence(context, place, (store) => store.entries()), updates };
}
