import type { CheckResult } from "../../core/rollout/evidence";
import { faultsOf, type Expected, type Outcome } from "../../core/verification/answer";
import type { RequestCheck } from "../../core/verification/checks";
import type { Client } from "../ports/requests";

/** A user of one slot, and what its answers are to tell of themselves. */
export interface Visitor {
  readonly client: Client;
  readonly expected: Expected;
}

/** Makes each check, whatever came of the others. */
export async function askAll(visitor: Visitor, checks: readonly RequestCheck[], kind: string) {
  const results: CheckResult[] = [];
  for (const check of checks) results.push(await ask(visitor, check, kind));
  return results;
}

/** Makes one check after the other with the cookies of those before, until one has not passed. */
export async function askInTurn({ client, expected }: Visitor, checks: readonly RequestCheck[], kind: string) {
  const visitor = { expected, client: client.withCookies() };
  const results: CheckResult[] = [];
  for (const check of checks) {
    const failed = results.findLast(({ passed }) => !passed);
    if (failed === undefined) results.push(await ask(visitor, check, kind));
    else results.push({ name: `${kind}: ${check.name}`, passed: false, found: "not asked: a step before it failed" });
  }
  return results;
}

async function ask(visitor: Visitor, check: RequestCheck, kind: string): Promise<CheckResult> {
  const outcome = await visitor.client.ask(check);
  const faults = faultsOf(check, outcome, visitor.expected);
  return {
    name: `${kind}: ${check.name}`,
    passed: faults.length === 0,
    found: `${check.method} ${check.path}: ${faults.length === 0 ? told(outcome) : faults.join("; ")}`,
  };
}

const told = (outcome: Outcome): string =>
  "lost" in outcome ? outcome.lost : `${outcome.status} after ${Math.round(outcome.seconds * 1000)} ms`;
