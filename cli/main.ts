import { CommanderError } from "commander";
import { commandLine, usageProblem } from "./command-line";
import { contextOf, processSurroundings, type Surroundings } from "./context";
import { approve } from "./commands/approve";
import { attest } from "./commands/attest";
import { audit } from "./commands/audit";
import { cost } from "./commands/cost";
import { dataRefresh, dataReset, dataSeed } from "./commands/data";
import { destroy } from "./commands/destroy";
import { flow } from "./commands/flow";
import { freeze } from "./commands/freeze";
import {
  githubBackMerge,
  githubComment,
  githubDeployment,
  githubIssue,
  githubRelease,
  githubTag,
} from "./commands/github";
import { githubChecks, githubDrift, githubDue, githubRotation } from "./commands/github-watch";
import { history } from "./commands/history";
import { deploy } from "./commands/deploy";
import { prDown, prSweep, prUp } from "./commands/pr";
import { preview } from "./commands/preview";
import { previewComment } from "./commands/preview-comment";
import { promote } from "./commands/promote";
import { pulumi } from "./commands/pulumi";
import { restore } from "./commands/restore";
import { retire } from "./commands/retire";
import { rollback } from "./commands/rollback";
import { rotate } from "./commands/rotate";
import { sandboxFault, sandboxLoad, sandboxReset, sandboxStart, sandboxStatus, sandboxStop } from "./commands/sandbox";
import { snapshot } from "./commands/snapshot";
import { stacks } from "./commands/stacks";
import { start } from "./commands/start";
import { status } from "./commands/status";
import { trafficAbort, trafficResume, trafficSet, trafficShift, trafficShow } from "./commands/traffic";
import { unfreeze } from "./commands/unfreeze";
import { up } from "./commands/up";
import { verify } from "./commands/verify";
import { exitCodes } from "./failure";

/** Every command that there is. */
export const definitions = [
  ...[start, up, preview, destroy, status, audit, cost, flow, stacks, rotate, snapshot, restore],
  ...[deploy, verify, trafficShow, trafficSet, trafficShift, trafficResume, trafficAbort, rollback, retire],
  ...[promote, approve, attest],
  ...[history, freeze, unfreeze],
  ...[prUp, prDown, prSweep],
  ...[githubComment, githubIssue, githubDeployment, githubTag, githubRelease, githubBackMerge],
  ...[previewComment, githubChecks, githubDrift, githubRotation, githubDue],
  ...[dataSeed, dataReset, dataRefresh],
  ...[sandboxStart, sandboxStop, sandboxReset, sandboxStatus, sandboxFault, sandboxLoad],
  pulumi,
];

/** Runs one command line. Resolves to the exit code: 0 done, 1 failed, 2 bad input, 3 refused, 4 rolled back. */
export async function main(
  argv: readonly string[],
  surroundings: Surroundings = processSurroundings(),
): Promise<number> {
  let exitCode: number = exitCodes.done;
  const root = commandLine(definitions, surroundings, (code) => (exitCode = code));
  // Read by hand: the line may be the very thing that is wrong.
  const own = argv.slice(0, argv.indexOf("--") === -1 ? undefined : argv.indexOf("--"));
  const { output } = contextOf(surroundings, { json: own.includes("--json") });
  try {
    await root.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    const told = error instanceof CommanderError ? usageProblem(error, root, argv) : error;
    return told === undefined ? exitCodes.done : output.error(told, own.includes("--verbose"));
  }
}
