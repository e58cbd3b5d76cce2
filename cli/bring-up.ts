import { estimateOf } from "../core/cost/report";
import type { Slot } from "../core/release";
import type { Settings } from "../core/settings";
import { refuseSandboxSettings } from "./aws-settings";
import { addressOf } from "./address";
import type { Context } from "./context";
import { outputsOf, recordOf, resourcesOf } from "./deployment";
import { changedResources, errors, resourceChanges } from "./events";
import { exitCodes, failed, parseProblem, type Failure } from "./failure";
import { inOrder } from "./finding";
import { operateJudged, packTrouble, stopped, type Judged } from "./judged-operation";
import { packNames } from "./policy-packs";
import type { Deployment, Operated } from "./ports/pulumi";
import { protectionRefusal } from "./protection";
import { refusalOf } from "./refusal";
import { ensureStack, withSession } from "./session";
import { readStackFile, settingsOf, type StackFile } from "./stack-file";
import { summary, type UpReport } from "./summary";
import { cloudName, cloudOf } from "./workspace";
import { secondsSince } from "./took";

export type UpCommand = "up" | "preview";

/** The stack of a command that names none. */
export const defaultStack = "dev";

/** `up` and `preview` */
export async function bringUp(context: Context, command: UpCommand): Promise<number> {
  const { checkout, options, output } = context;
  const report = await bring(context, command, readStackFile(checkout, options.stack ?? defaultStack));
  output.result(report, () => summary(report, packNames(checkout), output, options.verbose === true));
  return exitCodes.done;
}

/** The settings first, so that nothing is created from wrong ones; then Pulumi with the packs. */
export async function bring(context: Context, command: UpCommand, file: StackFile): Promise<UpReport> {
  const { output } = context;
  const started = Date.now();
  const cloud = cloudOf(context, file);
  const settings = settingsOf(file);
  if (cloud === "aws") refuseSandboxSettings(file, settings);
  output.say(`${command} ${file.stack} in ${cloudName[cloud]}`);

  return withSession(context, command, file, cloud, async (session): Promise<UpReport> => {
    await ensureStack(session, file);
    const judge = { context, session, file, settings };
    const judged = await operateJudged(judge, command);
    if (stopped(judged)) {
      throw refusalOf(judged.findings) ?? (await packTrouble(judge, judged)) ?? failureOf(command, file, judged);
    }
    const deployment = judged.deployment ?? session.deployment;
    return {
      stack: file.stack,
      cloud,
      result: command === "up" ? "updated" : "previewed",
      ...(await addressOf(session.workspace.endpoint, outputsOf(deployment)?.url)),
      release: liveRelease(deployment),
      resources: resourceChanges(judged.events),
      changes: changedResources(judged.events),
      policies: inOrder(judged.findings),
      cost: {
        monthly: inCents(judged.monthly),
        before: inCents(monthlyOf(settings, session.deployment)),
        budget: settings.cost.budget,
      },
      durationSeconds: secondsSince(started),
    };
  });
}

const monthlyOf = (settings: Settings, deployment: Deployment | undefined): number | undefined =>
  recordOf(deployment) === undefined ? undefined : estimateOf(settings, resourcesOf(deployment)).monthly;

const inCents = (amount: number | undefined): number | null =>
  amount === undefined ? null : Math.round(amount * 100) / 100;

/** The release that most requests get. */
function liveRelease(deployment: Deployment | undefined): string | null {
  const record = recordOf(deployment);
  const [shares] = Object.values(record?.weights ?? {});
  const leading: Slot = (shares?.green ?? 0) > (shares?.blue ?? 0) ? "green" : "blue";
  return record?.slots[leading].release ?? null;
}

const failureOf = (command: UpCommand, { stack }: StackFile, judged: Judged): Failure =>
  protectionRefusal(stack, judged) ?? operationFailure(command, stack, judged);

/** What Pulumi could not do, in its own words. */
export function operationFailure(command: string, stack: string, { events, signal }: Operated): Failure {
  const ended = signal === undefined ? "Pulumi ended without a reason" : `Pulumi was ended by ${signal}`;
  const [first = ended, ...more] = errors(events);
  const own = parseProblem(first);
  if (own !== undefined && more.length === 0) return failed(own);
  return failed({
    where: stack,
    wrong: `${command} failed${more.length > 0 ? ` with ${more.length + 1} errors` : ""}`,
    found: first.split("\n").join("\n           "),
    allowed: "a cloud that accepts what the program asks for",
    change: `mend that and run ${command} again: it goes on from where it stopped`,
  });
}
