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
import { addressOf } from "../address";
import { Failure } from "../failure";
import { openRequests } from "../ports/requests";
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
  readonly outputs: Outputs;
  readonly record: Recorded;
  readonly slot: Slot;
  readonly checks: Checks;
  readonly way: Way;
  /** Whether the slot is also put under load, and whether it loses a task. */
  readonly load?: boolean;
  readonly chaos?: boolean;
}

/** One kind of checks: what it is called when it cannot be made at all, and how it is made. */
type Kind = readonly [name: string, check: () => Promise<readonly CheckResult[]>];

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
  const make = async ([name, check]: Kind): Promise<void> =>
    (await check().catch((error: unknown) => [{ name, passed: false, found: reasonOf(error) }])).forEach(add);

  const services = await open(asked);
  try {
    await make(["health", () => health(asked, services, "health")]);
    for (const kind of gentle(asked, routes)) await make(kind);
    for (const [name, check] of harsh(asked, services, routes)) {
      if (allPassed(results)) await make([name, check]);
      else add({ name, passed: false, found: "not tried: a check before it has not passed" });
    }
    // Whatever was deployed or broken meanwhile: the results are of what still runs.
    await make(["health afterwards", () => health(asked, services, "health afterwards")]);
  } finally {
    services.close();
  }
  return results;
}

/** Those that nobody feels. */
const gentle = (asked: Verification, routes: Set<string>): readonly Kind[] => {
  const { checks, slot, record } = asked;
  const other = otherSlot[slot];
  const shared = [...checks.smoke, ...checks.criticalPath].filter(({ bothReleases }) => bothReleases);
  const { data } = checks;
  return [
    ["smoke", async () => askAll(await visitor(asked, slot, routes), checks.smoke, "smoke")],
    ["critical path", async () => askInTurn(await visitor(asked, slot, routes), checks.criticalPath, "critical path")],
    ...(shared.length > 0 && runs(record, other)
      ? [
          [
            otherName(asked),
            async () => askInTurn(await visitor(asked, other, routes), shared, otherName(asked)),
          ] as const,
        ]
      : []),
    ...(data === undefined ? [] : [["data", () => judgeData(asked, data)] as const]),
  ];
};

/** Those that a slot may suffer from. */
const harsh = (asked: Verification, services: SlotServices, routes: Set<string>): readonly Kind[] => {
  const { checks, slot, endpoint } = asked;
  const load = asked.load === true ? checks.load : undefined;
  const { stopTask = false, latencyMs } = (asked.chaos === true && checks.chaos) || {};
  const guest = (): Promise<Visitor> => visitor(asked, slot, routes);
  return [
    ...(load === undefined ? [] : [["load", async () => putUnderLoad(await guest(), checks)] as const]),
    ...(stopTask ? [["chaos: tasks", async () => stopTasks(asked, services, await guest())] as const] : []),
    // Nothing of AWS's own delays a slot's answers.
    ...(latencyMs === undefined || endpoint === undefined
      ? []
      : [["chaos: latency", async () => addLatency(asked, await guest(), latencyMs)] as const]),
  ];
};

const otherName = ({ record, slot }: Verification): string =>
  `release ${record.slots[otherSlot[slot]].release} in ${otherSlot[slot]}`;

async function health({ record, slot }: Verification, services: SlotServices, when: string) {
  return judgeHealth(record.slots[slot].definitions, (await services.look())[slot], when);
}

/** A user who gets to one slot alone. */
async function visitor(
  { endpoint, outputs, record, slot: subject, way }: Verification,
  slot: Slot,
  routes: Set<string>,
): Promise<Visitor> {
  const { url } = await addressOf(endpoint, outputs.url);
  if (url === null) throw new Error(`nothing answers to ${outputs.url}`);
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
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
};
