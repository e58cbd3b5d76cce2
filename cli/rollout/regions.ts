import { lastArrival, reachedBy } from "../../core/rollout/taking-back";
import type { Context } from "../context";
import { deployed } from "../deployed";
import { describe, exitCodes, Failure } from "../failure";
import { lookAt } from "../promotion/look";
import type { StackView } from "../promotion/ports";
import type { Target } from "../promotion/route";
import { regionLines, stacksNow, type StackNow } from "../promotion/told";
import { readStackFile, stacksWithFile } from "../stack-file";
import { newRollback, rollOut, type RolloutReport } from "./run";
import { secondsSince } from "../took";

/** `rollback --json` of an environment that is several stacks. */
export interface RegionsReport {
  readonly environment: string;
  /** What was taken back; null where nothing ever came. */
  readonly release: string | null;
  /** Those that it had come to. */
  readonly rolledBack: readonly RolloutReport[];
  /** What each of the environment's stacks runs now. */
  readonly stacks: readonly StackNow[];
  readonly durationSeconds: number;
}

/**
 * Takes the release that came last out of all regions that it has come to, all at a time. The others run what was there
 * before it and are left alone.
 * @throws Failure with what went wrong in each region where it did, once all others are back.
 */
export async function rollBackRegions(
  context: Context,
  { name, groups }: Target,
  asked: { readonly reason: string; readonly forced: boolean },
): Promise<number> {
  const began = Date.now();
  const stacks = groups.flatMap((group) => group.stacks);
  context.output.say(`rollback of ${name}: ${stacks.join(", ")}`);
  const before = await lookAtEach(context, stacks);
  const release = lastArrival(before.views);
  const reached = release === undefined ? [] : reachedBy(release, before.views);
  if (release !== undefined && reached.length > 0)
    context.output.say(`  ${release.release} came last, and is taken back in ${reached.join(", ")}`);
  const ended = await Promise.allSettled(
    reached.map(async (stack) => {
      const own = { ...context, output: context.output.about(stack) };
      const { report } = await rollOut(own, { stack, command: "rollback" }, () => newRollback(asked));
      return report;
    }),
  );
  const { views: after } = await lookAtEach(context, stacks);
  const troubles = [...before.troubles, ...troublesOf(ended)];
  if (troubles.length > 0) {
    context.output.say(regionLines(after).join("\n"));
    throw new Failure(
      troubles.some(({ kind }) => kind === "failed") ? "failed" : "refused",
      troubles.flatMap(({ problems }) => problems),
    );
  }
  const report: RegionsReport = {
    environment: name,
    release: release?.release ?? null,
    rolledBack: ended.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])),
    stacks: stacksNow(after),
    durationSeconds: secondsSince(began),
  };
  context.output.result(report, () =>
    [`${says(report)} (${report.durationSeconds} s)`, ...regionLines(after)].join("\n"),
  );
  return exitCodes.done;
}

/** The stacks that are up, and why others that are could not be looked at: they must not keep anybody from the rest. */
async function lookAtEach(
  context: Context,
  stacks: readonly string[],
): Promise<{ readonly views: readonly StackView[]; readonly troubles: readonly Trouble[] }> {
  const looked = await Promise.allSettled(
    stacks.map(async (stack) => {
      if (!stacksWithFile(context.checkout).includes(stack)) return [];
      const state = await deployed(context, readStackFile(context.checkout, stack), stack);
      return state === undefined ? [] : [await lookAt(context, stack, "rollback", state)];
    }),
  );
  return {
    views: looked.flatMap((one) => (one.status === "fulfilled" ? one.value : [])),
    troubles: troublesOf(looked),
  };
}

type Trouble = ReturnType<typeof describe>;

const troublesOf = (settled: readonly PromiseSettledResult<unknown>[]): readonly Trouble[] =>
  settled.flatMap((one) => (one.status === "rejected" ? [describe(one.reason)] : []));

const says = ({ environment, release, rolledBack }: RegionsReport): string =>
  rolledBack.length === 0
    ? `${environment}: nothing to take back: ${release === null ? "no release ever came" : `nowhere has ${release} any requests`}`
    : `${environment}: ${release} has no more requests in any region`;
