import { labelOf } from "../core/flow";
import { driftText, rotationText as rotationIssue } from "../core/github/issue-texts";
import { needsAttention } from "../core/rollout/attention";
import { defaultStack } from "./bring-up";
import type { Context } from "./context";
import { describe, exitCodes } from "./failure";
import { repositoryOf } from "./github";
import { openRecords } from "./ports/github-records";
import { lastDeployment } from "./ports/github-records/deployments";
import { openRequests } from "./ports/github-requests";
import { writeStepOutputs } from "./ports/step-outputs";
import { runUrl } from "./repository";
import { rotate, rotationText } from "./rotate";
import { stacksListed } from "./stack-list";
import { survey } from "./survey";

const stackOf = ({ options }: Context): string => options.stack ?? defaultStack;

/** `github drift`: one issue a stack, open for as long as the cloud is not what the record says. */
export async function watchDrift(context: Context): Promise<number> {
  const stack = stackOf(context);
  const records = await openRecords(repositoryOf(context), context.environment);
  // What GitHub keeps, a workflow's own token may not read.
  const seen = await survey({ ...context, options: { ...context.options, stack } }, { without: /^github:/ });
  const drift = seen.flatMap((environment) => environment.drift);
  const key = `drift:${stack}`;
  const issue =
    drift.length === 0
      ? await records.closeIssue({ key, label: "drift", because: `${stack} is what its record says.` })
      : await records.openIssue({
          ...{ key, title: `${stack} has drifted`, labels: ["drift", labelOf(stack)] },
          body: driftText(stack, drift, runUrl(context)),
        });
  context.output.result({ stack, drift, issue }, () =>
    [`${stack}: ${drift.length === 0 ? "no drift" : drift.join("\n  ")}`, `issue: ${issue.done}`].join("\n"),
  );
  return exitCodes.done;
}

/** `github rotation`: rotates what is due; one issue a stack, open for as long as that fails. */
export async function watchRotation(context: Context): Promise<number> {
  const stack = stackOf(context);
  const records = await openRecords(repositoryOf(context), context.environment);
  const key = `rotation:${stack}`;
  try {
    const report = await rotate(context, true);
    const issue = await records.closeIssue({ key, label: "rotation", because: rotationText(report) });
    context.output.result({ ...report, issue }, () => [rotationText(report), `issue: ${issue.done}`].join("\n"));
    return exitCodes.done;
  } catch (error) {
    await records.openIssue({
      ...{ key, title: `Secrets of ${stack} could not be rotated`, labels: ["rotation", labelOf(stack)] },
      body: rotationIssue(stack, describe(error).problems, runUrl(context)),
    });
    throw error;
  }
}

/** `github due`: stacks that a schedule has to look after, by GitHub's own records: no cloud is asked. */
export async function listDue(context: Context, options: { readonly stepOutputs?: boolean }): Promise<number> {
  const requests = await openRequests(repositoryOf(context), context.environment);
  const all = stacksListed(context);
  const last = await Promise.all(all.map(({ stack }) => lastDeployment(requests, stack)));
  const stacks = all.filter((_, at) => needsAttention(last[at], Date.now()));
  if (options.stepOutputs === true) writeStepOutputs(context.environment, { stacks });
  context.output.result({ stacks }, () => stacks.map(({ stack }) => stack).join("\n") || "nothing is due anywhere");
  return exitCodes.done;
}
