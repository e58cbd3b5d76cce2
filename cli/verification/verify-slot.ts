import { randomUUID } from "node:crypto";
import type { Outputs } from "../../core/outputs";
import type { Recorded } from "../../core/record";
import type { Slot } from "../../core/release";
import type { CheckResult } from "../../core/rollout/evidence";
import { otherSlot } from "../../core/rollout/shares";
import { testRouteHeader } from "../../core/routing";
import type { Checks } from "../../core/verification/checks";
import { runs, type Way } from "../../core/verification/choice";
import { judgeHealth } from "../../core/verification/health";
import { allPassed } from "../../core/verification/verified";
import { Failure, firstLineOf } from "../failure";
import { openRequests } from "../ports/requests";
import { loopbackAddress } from "../ports/sandbox";
import { runOnce } from "../ports/tasks";
import { readTestRoute } from "../ports/test-route";
import { openRules } from "../ports/traffic/rules";
import { openSlotServices, type SlotServices } from "../ports/traffic/slot-services";
import type { Endpoint } from "../workspace";
import { addLatency, stopTasks } from "./chaos";
import { putUnderLoad } from "./load";
import { askAll, askInTurn, type Visitor } from "./visitor";

/** What is to be checked, and how. */
export interface Verification {
  readonly endpoint: Endpoint | undefined;
  readonly outputs: Pick<Outputs, "environment" | "region" | "url" | "cluster" | "services">;
  readonly record: Recorded;
  readonly slot: Slot;
  readonly checks: Checks;
  readonly way: Way;
  /** Whether the slot is also put under load, and whether it loses a task. */
  readonly load?: boolean;
  readonly chaos?: boolean;
}

/** One kind of checks: whether it is made, what it is called when it cannot be, and how it is made. */
interface Kind {
  readonly made: boolean;
  readonly name: string;
  readonly check: () => Promise<readonly CheckResult[]>;
}

/**
 * Checks one slot, and changes nothing but for chaos, which stops tasks of it. Throws nothing: what cannot be checked has
 * not passed. `tell` hears of each result as soon as it is there.
 */
export async function verifySlot(
  asked: Verification,
  tell: (result: CheckResult) => void = () => undefined,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  const routes = new Set<string>();
  const add = (result: CheckResult): void => {
    // An app may repeat what it was sent.
    const found = [...routes].reduce((text, route) => text.replaceAll(route, "***"), result.found);
    results.push({ ...result, found });
    tell({ ...result, found });
  };
  const make = async ({ name, check }: Kind): Promise<void> =>
    (await check().catch((error: unknown) => [{ name, passed: false, found: reasonOf(error) }])).forEach(add);

  const services = await open(asked);
  const healthy = (name: string): Kind => ({ made: true, name, check: () => health(asked, services, name) });
  try {
    await make(healthy("health"));
    for (const kind of gentle(asked, routes)) if (kind.made) await make(kind);
    for (const kind of harsh(asked, services, routes).filter(({ made }) => made)) {
      if (allPassed(results)) await make(kind);
      else add({ name: kind.name, passed: false, found: "not tried: a check before it has not passed" });
    }
    // Whatever was deployed or broken meanwhile: the results are of what still runs.
    await make(healthy("health afterwards"));
  } finally {
    services.close();
  }
  return results;
}

/** Those that nobody feels. */
function gentle(asked: Verification, routes: Set<string>): readonly Kind[] {
  const { slot, record } = asked;
  const { smoke, criticalPath, data } = asked.checks;
  const guest = (of: Slot): Promise<Visitor> => visitor(asked, of, routes);
  const other = otherSlot[slot];
  const inOther = `release ${record.slots[other].release} in ${other}`;
  const shared = runs(record, other) ? [...smoke, ...criticalPath].filter(({ bothReleases }) => bothReleases) : [];
  return [
    { made: smoke.length > 0, name: "smoke", check: async () => askAll(await guest(slot), smoke, "smoke") },
    {
      made: criticalPath.length > 0,
      name: "critical path",
      check: async () => askInTurn(await guest(slot), criticalPath, "critical path"),
    },
    { made: shared.length > 0, name: inOther, check: async () => askInTurn(await guest(other), shared, inOther) },
    { made: data !== undefined, name: "data", check: () => judgeData(asked, data ?? []) },
  ];
}

/** Those that a slot may suffer from. */
function harsh(asked: Verification, services: SlotServices, routes: Set<string>): readonly Kind[] {
  const { checks, slot, endpoint, load = false, chaos = false } = asked;
  const guest = (): Promise<Visitor> => visitor(asked, slot, routes);
  const { stopTask = false, latencyMs } = checks.chaos ?? {};
  return [
    { made: load && checks.load !== undefined, name: "load", check: async () => putUnderLoad(await guest(), checks) },
    { made: chaos && stopTask, name: "chaos: tasks", check: async () => stopTasks(asked, services, await guest()) },
    {
      // Nothing of AWS's own delays a slot's answers.
      made: chaos && latencyMs !== undefined && endpoint !== undefined,
      name: "chaos: latency",
      check: async () => addLatency(asked, await guest(), latencyMs ?? 0),
    },
  ];
}

async function health({ record, slot }: Verification, services: SlotServices, when: string) {
  return judgeHealth(record.slots[slot].definitions, (await services.look())[slot], when);
}

/** A user who gets to one slot alone. */
async function visitor(
  { endpoint, outputs, record, slot: subject, way }: Verification,
  slot: Slot,
  routes: Set<string>,
): Promise<Visitor> {
  // The local cloud's names are nobody else's to answer to.
  const url = endpoint === undefined ? outputs.url : await loopbackAddress(endpoint, outputs.url);
  if (url === undefined) throw new Error(`nothing answers to ${outputs.url}`);
  const { release } = record.slots[slot];
  if (release === null) throw new Error(`${slot} has no release`);
  const expected = { release, slot, environment: outputs.environment };
  if (way === "live" && slot === subject) {
    return { expected, client: openRequests({ url, known: outputs.url, headers: {} }) };
  }
  const route = await readTestRoute(endpoint, outputs, slot);
  if (route === undefined) throw new Error(`the load balancer has no test route to ${slot}`);
  routes.add(route);
  return { expected, client: openRequests({ url, known: outputs.url, headers: { [testRouteHeader]: route } }) };
}

/** The app's own judgement of its data, beside the slot's tasks. */
async function judgeData({ endpoint, outputs, slot }: Verification, command: readonly string[]) {
  const { cluster, region, services } = outputs;
  const [first] = Object.entries(services);
  if (first === undefined) throw new Error("there is no service whose image could do it");
  const [container, { slots }] = first;
  const { service } = slots[slot];
  const once = { cluster, container, service, command, startedBy: "promenade verify", clientToken: randomUUID() };
  await runOnce(endpoint, region, once);
  return [{ name: "data", passed: true, found: `${command.join(" ")} ended with 0` }];
}

async function open({ endpoint, outputs }: Verification): Promise<SlotServices> {
  const rules = await openRules(endpoint, outputs.region, outputs.services);
  const services = await openSlotServices(endpoint, outputs, rules);
  return {
    look: () => services.look(),
    close: () => {
      services.close();
      rules.close();
    },
  };
}

const reasonOf = (error: unknown): string => {
  if (error instanceof Failure) return error.problems.map(({ wrong, found }) => `${wrong}: ${found}`).join("; ");
  return firstLineOf(error);
};
