import type { Slot } from "../core/release";
import { refuseSandboxSettings } from "./aws-settings";
import { addressOf } from "./address";
import type { Context } from "./context";
import { outputsOf, recordOf } from "./deployment";
import { errors, policyResults, resourceChanges } from "./events";
import { exitCodes, failed, parseProblem, refused, type Failure } from "./failure";
import { packNames, withFlow } from "./policy-packs";
import type { Deployment, Operated } from "./ports/pulumi";
import { protectedIn, protectionRefusal } from "./protection";
import { ensureStack, withSession } from "./session";
import { flowOf, readStackFile, settingsOf, type StackFile } from "./stack-file";
import { summary, type UpReport } from "./summary";
import { cloudName, cloudOf } from "./workspace";

export type UpCommand = "up" | "preview";

/** The stack of a command that names none. */
export const defaultStack = "dev";

/** `up` and `preview`: the settings first, so that nothing is created from wrong ones; then Pulumi with the packs. */
export async function bringUp(context: Context, command: UpCommand): Promise<number> {
  const { checkout, options, output } = context;
  const started = Date.now();
  const file = readStackFile(checkout, options.stack ?? defaultStack);
  const cloud = cloudOf(context, file);
  const settings = settingsOf(file);
  if (cloud === "aws") refuseSandboxSettings(file, settings);
  output.say(`${command} ${file.stack} in ${cloudName[cloud]}`);

  const report = await withSession(context, command, file, cloud, async (session): Promise<UpReport> => {
    await ensureStack(session, file);
    const operated = await withFlow(session.workspace.packs, flowOf(file), async (packs) => {
      // Where something is protected, the engine says so of a preview before anything happens, of an update midway.
      const rehearsed = command === "up" && protectedIn(session.deployment).length > 0;
      const first = rehearsed ? await session.operate("preview", packs) : undefined;
      return first !== undefined && first.exitCode !== 0 ? first : session.operate(command, packs);
    });
    if (operated.exitCode !== 0) throw failureOf(command, file, operated);
    const deployment = command === "up" ? await session.workspace.pulumi.export(file.stack) : session.deployment;
    return {
      stack: file.stack,
      cloud,
      result: command === "up" ? "updated" : "previewed",
      ...(await addressOf(session.workspace.endpoint, outputsOf(deployment)?.url)),
      release: liveRelease(deployment),
      resources: resourceChanges(operated.events),
      policies: policyResults(operated.events),
      durationSeconds: Math.round((Date.now() - started) / 100) / 10,
    };
  });
  output.result(report, () => summary(report, packNames(checkout), output));
  return exitCodes.done;
}

/** The release that most requests get. */
function liveRelease(deployment: Deployment | undefined): string | null {
  const record = recordOf(deployment);
  const [shares] = Object.values(record?.weights ?? {});
  const leading: Slot = (shares?.green ?? 0) > (shares?.blue ?? 0) ? "green" : "blue";
  return record?.slots[leading].release ?? null;
}

function failureOf(command: UpCommand | "destroy", { stack }: StackFile, operated: Operated): Error {
  const violations = policyResults(operated.events).filter(({ enforcement }) => enforcement === "mandatory");
  if (violations.length > 0) {
    return refused(
      ...violations.map(({ pack, rule, message, urn }) => ({
        where: `${pack}/${rule}`,
        wrong: "a policy refuses this",
        found: urn === null ? "the stack as a whole" : (urn.split("::").at(-1) ?? urn),
        allowed: message.split("\n").join(" "),
        change: "correct the program or its settings as the rule says; nothing else has been changed since",
      })),
    );
  }
  return protectionRefusal(stack, operated) ?? operationFailure(command, stack, operated);
}

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
