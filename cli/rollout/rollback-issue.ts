import { rollbackIssue } from "../../core/github/rollback-issue";
import { labelOf } from "../../core/flow";
import type { Command } from "../../core/rollout";
import type { Ended } from "../../core/rollout/decision";
import type { Entry } from "../../core/rollout/entry";
import { tierSizes } from "../../core/tiers";
import { deployed } from "../deployed";
import { outputsOf } from "../deployment";
import { withEvidence } from "../ports/evidence/open";
import { runUrl } from "../repository";
import { telling } from "./at-github";
import type { Environment } from "./environment";

/** Opens an issue with the evidence after a rollback in stage or prod (requirement 1, s2). Stops nothing. */
export async function openRollbackIssue(environment: Environment, command: Command, ended: Ended): Promise<void> {
  const { context, file, settings } = environment;
  if (ended.ending !== "rolled back" || !tierSizes[settings.tier].protected) return;
  await telling(environment, command, async ({ records, say }) => {
    const issue = rollbackIssue(file.stack, await entriesOf(environment), ended.says, runUrl(context));
    if (issue === undefined) return;
    const { url } = await records.openIssue({ ...issue, labels: ["rollback", labelOf(file.stack)] });
    say(`issue for the post-mortem: ${url}`);
  });
}

async function entriesOf({ context, cloud, file }: Environment): Promise<readonly Entry[]> {
  const { stack } = file;
  const outputs = outputsOf(await deployed(context, file, stack));
  return outputs === undefined ? [] : withEvidence(context, { cloud, stack, outputs }, (store) => store.entries());
}
