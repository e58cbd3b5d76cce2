import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Problem } from "../core/problem";
import { Claims, type Claim } from "./claim";
import type { Context } from "./context";
import { Failure } from "./failure";
import { hasVariable, kill, processes, type RunningProcess } from "./ports/processes";
import { isHeld, removeLock, lockFiles, type StateLock } from "./state-lock";

const pollMs = 500;

/**
 * Makes sure that nobody else works on the stack. A Pulumi whose promenade was killed is waited for; locks of the dead
 * are removed, and what a crash has left running is ended.
 * @throws Failure "state locked" when the stack is in use.
 */
export async function takeOver(context: Context, claims: Claims, stack: string): Promise<void> {
  const { output, sandbox: files } = context;
  for (let announced = false; ; announced = true) {
    const all = processes();
    const standing = claims.standing(stack, all);
    if (standing.state === "busy") throw locked(stack, claimant(standing.claim));

    const locks = lockFiles(files.state, "promenade", stack);
    const held = locks.flatMap(({ lock }) => lock ?? []).find((lock) => isHeld(lock, all));
    if (held !== undefined && standing.state === "free") throw locked(stack, locker(held));
    const survivor = standing.state === "orphaned" ? standing.pulumiPid : held?.pid;
    if (survivor === undefined) {
      reap(context, all);
      for (const { lock } of locks) if (lock) output.say(`Removing the lock of process ${lock.pid}, which is gone`);
      locks.forEach(removeLock);
      return;
    }
    if (!announced) output.say(`Waiting for Pulumi, process ${survivor}: it goes on although its promenade was killed`);
    await pause(pollMs);
  }
}

/** @throws Failure when a command is under way on any stack of the local cloud. */
export function refuseWhileBusy({ sandbox: { running } }: Context): void {
  const claims = new Claims(running);
  for (const stack of claims.stacks()) {
    const standing = claims.standing(stack);
    if (standing.state === "busy") throw locked(stack, claimant(standing.claim));
  }
}

/** Ends what a killed Pulumi has left running. */
export function reap({ checkout, sandbox: { home } }: Context, all: readonly RunningProcess[] = processes()): void {
  const marked = ({ pid }: RunningProcess): boolean => hasVariable(pid, "PULUMI_HOME", home);
  leftovers(all, checkout, marked).forEach(({ pid }) => kill(pid));
}

/**
 * The language hosts, programs and policy packs of this checkout that outlived their Pulumi. They are marked by their
 * environment; where the system does not tell it, program and packs name the checkout, and a language host is known by
 * the address of the engine that it shares with them.
 */
export function leftovers(
  all: readonly RunningProcess[],
  checkout: string,
  marked: (one: RunningProcess) => boolean,
): readonly RunningProcess[] {
  const byPid = new Map(all.map((one) => [one.pid, one]));
  const hasPulumi = ({ parent }: RunningProcess): boolean => {
    const above = byPid.get(parent);
    return above !== undefined && (/(^|\/)pulumi(\.exe)?( |$)/.test(above.command) || hasPulumi(above));
  };
  const names = ({ command }: RunningProcess): boolean =>
    ["program", "policies", join("node_modules", ".cache", "promenade", "packs")].some((part) =>
      command.includes(join(checkout, part)),
    );
  const orphans = all.filter((one) => addresses(one).length > 0 && !hasPulumi(one));
  const engines = new Set(orphans.filter((one) => names(one) || marked(one)).flatMap(addresses));
  return orphans.filter((one) => addresses(one).some((address) => engines.has(address)));
}

const addresses = ({ command }: RunningProcess): readonly string[] => command.match(/\b127\.0\.0\.1:\d+/g) ?? [];

const claimant = ({ command, cliPid, startedAt }: Claim): string =>
  `promenade ${command}, process ${cliPid}, since ${startedAt}`;

const locker = ({ pid, hostname, timestamp }: StateLock): string => `process ${pid} on ${hostname}, since ${timestamp}`;

function locked(stack: string, holder: string): Failure {
  const problem: Problem = {
    where: stack,
    wrong: "state locked: someone works on this stack",
    found: holder,
    allowed: "one command at a time that changes a stack",
    change: "wait until it is done, or end that process, then try again",
  };
  return new Failure("failed", [problem]);
}
