import { setTimeout as sleep } from "node:timers/promises";
import { visitOf, type Visit } from "./load-tally";
import type { Client } from "./ports/requests";
import { beginLoad } from "./verification/steady-load";

/** After so many seconds a request counts as lost. */
const withinSeconds = 5;

export interface Plan {
  readonly perSecond: number;
  readonly seconds: number;
  /** Ends it before its time; requests that are under way get their answers. */
  readonly signal: AbortSignal;
  /** Told every second of what was answered in it. */
  readonly tell: (second: number, visits: readonly Visit[]) => void;
}

/** Visits the front page so many times a second, and resolves to what came of all visits. */
export async function visitSteadily(client: Client, plan: Plan): Promise<readonly Visit[]> {
  const { perSecond, seconds, signal, tell } = plan;
  const visits: Visit[] = [];
  const load = beginLoad(perSecond, async () => {
    const began = performance.now();
    const outcome = await client.ask({ method: "GET", path: "/", withinSeconds });
    const visit = visitOf(outcome, (performance.now() - began) / 1000);
    visits.push(visit);
    return { seconds: visit.seconds, fault: visit.lost };
  });
  try {
    const began = performance.now();
    for (let second = 1, told = 0; second <= Math.ceil(seconds); second++) {
      const due = Math.min(second, seconds) * 1000 - (performance.now() - began);
      await sleep(Math.max(0, due), undefined, { signal });
      tell(second, visits.slice(told));
      told = visits.length;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await load.end();
  }
  return visits;
}
