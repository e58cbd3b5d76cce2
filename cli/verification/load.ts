import { setTimeout as sleep } from "node:timers/promises";
import type { CheckResult } from "../../core/rollout/evidence";
import { faultsOf } from "../../core/verification/answer";
import type { Checks } from "../../core/verification/checks";
import { judgeLoad, type Shot } from "../../core/verification/load";
import { beginLoad, type SteadyLoad } from "./steady-load";
import type { Visitor } from "./visitor";

/** Asks for what the smoke checks ask for, as often as planned, for as long as planned. */
export async function putUnderLoad(visitor: Visitor, checks: Checks): Promise<readonly CheckResult[]> {
  const { load, limits } = checks;
  if (load === undefined) return [];
  const { requestsPerSecond, seconds } = load;
  const steady = visits(visitor, checks, requestsPerSecond);
  await sleep(seconds * 1000);
  const { passed, found } = judgeLoad(await steady.end(), limits);
  return [{ name: "load", passed, found: `${requestsPerSecond} a second for ${seconds} s: ${found}` }];
}

const reading = ["GET", "HEAD"];

/** A steady load of the smoke checks that only read, in turn; each answer is judged as in its check. */
export function visits({ client, expected }: Visitor, { smoke }: Checks, perSecond: number): SteadyLoad {
  const checks = smoke.filter(({ method }) => reading.includes(method));
  if (checks.length === 0) throw new Error("no smoke check only reads: there is nothing to ask for many times");
  return beginLoad(perSecond, async (number): Promise<Shot> => {
    const check = checks[number % checks.length] ?? checks[0];
    if (check === undefined) throw new Error("there is a check");
    const began = performance.now();
    const [fault] = faultsOf(check, await client.ask(check), expected);
    return { seconds: (performance.now() - began) / 1000, fault };
  });
}
