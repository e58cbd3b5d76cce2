import { randomUUID } from "node:crypto";
import type { Command } from "../../core/rollout";
import { slotAlarms } from "../../core/rollout/slot-alarms";
import type { Ended } from "../../core/rollout/decision";
import type { Context } from "../context";
import { resourcesOf } from "../deployment";
import { exitCodes } from "../failure";
import { openEvidence } from "../ports/evidence/open";
import { whoami } from "../ports/identity";
import { openTraffic } from "../ports/traffic";
import { RolloutDisplay } from "../rollout-display";
import { endpointFor } from "../workspace";
import { recordAtGitHub, recordBeginning, recordFailure } from "./at-github";
import { drive } from "./drive";
import { addressesOf, announce, environmentOf, policyOf, type Environment } from "./environment";
import { Journal } from "./journal";
import { driverIn, takeLease } from "./lease";
import { openRollbackIssue } from "./rollback-issue";
import { stackPorts } from "./stack-ports";
import { Updates } from "./updates";
import { secondsSince } from "../took";

/** What a command of rollouts tells in the end. */
export interface RolloutReport extends Ended {
  readonly stack: string;
  readonly durationSeconds: number;
}

/** A command's end as its exit code. What takes requests back has done what it was asked for. */
const exitCodeOf = ({ ending }: Ended, { kind }: Command): number =>
  ({
    done: exitCodes.done,
    "nothing to do": exitCodes.done,
    "rolled back": takesBack(kind) ? exitCodes.done : exitCodes["rolled back"],
    paused: exitCodes.refused,
    failed: exitCodes.failed,
  })[ending];

const takesBack = (kind: Command["kind"]): boolean => kind === "rollback" || kind === "abort";

/** A name for what begins; events are told apart by it. */
export const newRollout = (): string => randomUUID();

/** All requests are to go back, for a reason. */
export const newRollback = (asked: { readonly reason: string; readonly forced: boolean; readonly direct?: boolean }) =>
  ({ direct: false, ...asked, kind: "rollback", rollout: newRollout() }) as const;

/** Runs one command of rollouts on a stack to its end, and tells how it went. @returns its exit code. */
export async function runRollout(context: Context, typed: Typed, commandFor: CommandFor): Promise<number> {
  const { report, exitCode } = await rollOut(context, typed, commandFor);
  context.output.result(report, () => `${report.stack}: ${report.says} (${report.durationSeconds} s)`);
  return exitCode;
}

/** A command line, and the stack that it is for. */
export interface Typed {
  readonly stack: string;
  readonly command: string;
  /** Whether the command has told already where it works. */
  readonly announced?: boolean;
  /** Leaves alone what somebody else is at, instead of being refused. */
  readonly yields?: boolean;
}

type CommandFor = (environment: Environment) => Command;

/** The same, with its result for who has asked. */
export async function rollOut(
  context: Context,
  typed: Typed,
  commandFor: CommandFor,
): Promise<{ readonly report: RolloutReport; readonly exitCode: number }> {
  const began = Date.now();
  const environment = environmentOf(context, typed.stack, typed.command);
  const command = commandFor(environment);
  if (typed.announced !== true) announce(environment);
  await recordBeginning(environment, command);
  const ended = await carryOut(environment, command).catch(async (error: unknown): Promise<Ended> => {
    const driver = typed.yields === true ? driverIn(error) : undefined;
    if (driver !== undefined) return { ending: "nothing to do", says: `left to ${driver.owner}: ${driver.command}` };
    await recordFailure(environment, command, error);
    throw error;
  });
  await recordAtGitHub(environment, command, ended);
  // A promotion has an issue of its own.
  if (typed.announced !== true) await openRollbackIssue(environment, command, ended);
  const durationSeconds = secondsSince(began);
  return { report: { stack: environment.file.stack, ...ended, durationSeconds }, exitCode: exitCodeOf(ended, command) };
}

async function carryOut(environment: Environment, command: Command): Promise<Ended> {
  const { context, file, cloud } = environment;
  const line = `promenade ${environment.command}`;
  const urgent = takesBack(command.kind);
  const updates = new Updates(environment, urgent);
  const deployment = await updates.deployment();
  const outputs = addressesOf(environment, deployment);
  const store = await openEvidence(context, { cloud, stack: file.stack, outputs });
  const endpoint = await endpointFor(context, cloud);
  const traffic = await openTraffic(endpoint, outputs, { alarms: slotAlarms(resourcesOf(deployment)) });
  try {
    const by = await whoami(context.environment, cloud, outputs.region);
    const journal = new Journal(store, context.output, { by, command: line }, urgent);
    const lease = await takeLease(store, { owner: by, command: line, stack: file.stack, force: urgent });
    const display = new RolloutDisplay(context.output);
    try {
      const ports = stackPorts({ environment, updates, traffic, journal, lease, display });
      return await drive(ports, command, policyOf(environment));
    } finally {
      display.done();
      await journal.settle();
      await lease.release();
    }
  } finally {
    traffic.close();
    store.close();
  }
}
