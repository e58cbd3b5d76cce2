import { setTimeout as sleep } from "node:timers/promises";
import type { CheckResult } from "../../core/rollout/evidence";
import type { ObservedSlot } from "../../core/rollout/view";
import { judgeHealth } from "../../core/verification/health";
import { judgeLoad, percentile } from "../../core/verification/load";
import { beginFault } from "../ports/faults";
import { stopOneTask } from "../ports/stop-task";
import type { SlotServices } from "../ports/traffic/slot-services";
import { visits } from "./load";
import type { Verification } from "./verify-slot";
import type { Visitor } from "./visitor";

/** Requests a second meanwhile. */
const rate = 20;
/** How long (ms) other tasks may take to come, and how often it is looked for them. */
const patience = 10 * 60_000;
const interval = { sandbox: 300, aws: 5000 } as const;

/** Stops one task of each service: requests go on, and another task comes in its place. */
export async function stopTasks(
  { endpoint, outputs, record, slot, checks }: Verification,
  services: SlotServices,
  visitor: Visitor,
): Promise<readonly CheckResult[]> {
  const name = "chaos: a task of each service stops";
  const alone = onlyOnes((await services.look())[slot]);
  if (alone.length > 0) {
    const found = `not tried: ${alone.join(", ")} would have no other task to answer`;
    return [{ name, passed: false, found }];
  }
  const { definitions } = record.slots[slot];
  const began = performance.now();
  const steady = visits(visitor, checks, rate);
  let recovered = false;
  try {
    const names = Object.keys(definitions).flatMap((service) => outputs.services[service]?.slots[slot].service ?? []);
    await Promise.all(names.map((service) => stopOneTask(endpoint, outputs, service, "promenade verify --chaos")));
    const pause = interval[endpoint === undefined ? "aws" : "sandbox"];
    for (const deadline = Date.now() + patience; !recovered && Date.now() < deadline; await sleep(pause)) {
      recovered = judgeHealth(definitions, (await services.look())[slot], name).every(({ passed }) => passed);
    }
  } finally {
    await steady.end();
  }
  const { passed, found } = judgeLoad(await steady.end(), checks.limits);
  const seconds = Math.round((performance.now() - began) / 1000);
  const after = recovered ? `all tasks healthy again after ${seconds} s` : `not all tasks healthy after ${seconds} s`;
  return [{ name, passed: passed && recovered, found: `${after}; ${found}` }];
}

/** How long (s) answers are delayed. */
const delayed = 5;

/** Delays every answer for a while: they come later by that, and none is lost. */
export async function addLatency(
  { endpoint, outputs, slot, checks }: Verification,
  visitor: Visitor,
  latencyMs: number,
): Promise<readonly CheckResult[]> {
  const name = `chaos: answers come ${latencyMs} ms later`;
  if (endpoint === undefined) throw new Error("AWS delays no answers");
  const delay = { kind: "slow", milliseconds: latencyMs, seconds: delayed + 1 };
  await beginFault(endpoint, { ...delay, stack: outputs.environment, slot });
  const steady = visits(visitor, checks, rate);
  await sleep(delayed * 1000);
  const shots = await steady.end();
  const half = percentile(
    shots.map(({ seconds }) => seconds),
    50,
  );
  if (half < latencyMs / 1000) return [{ name, passed: false, found: `not felt: half were answered within ${half} s` }];
  const { errorPercent, p99Seconds } = checks.limits;
  return [{ name, ...judgeLoad(shots, { errorPercent, p99Seconds: p99Seconds + latencyMs / 1000 }) }];
}

const onlyOnes = (seen: ObservedSlot): readonly string[] =>
  Object.entries(seen).flatMap(([service, { healthy }]) => (healthy < 2 ? [service] : []));
