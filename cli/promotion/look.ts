import type { Slot } from "../../core/release";
import { liveRelease } from "../../core/promotion/candidate";
import { slotAlarms } from "../../core/rollout/slot-alarms";
import { soleSlot, weightsOf, sameWeights } from "../../core/rollout/shares";
import { standingOf } from "../../core/rollout/standing";
import type { Seen } from "../../core/rollout/view";
import type { Context } from "../context";
import { deployed } from "../deployed";
import { recordOf, resourcesOf } from "../deployment";
import { openEvidence, type EvidencePlace } from "../ports/evidence/open";
import { openTraffic } from "../ports/traffic";
import { addressesOf, environmentOf } from "../rollout/environment";
import { endpointFor } from "../workspace";
import type { StackView } from "./ports";

/** A stack as it is, and where its evidence lies. */
export type Looked = StackView & { readonly place: EvidencePlace };

/** Looks at a stack. Changes nothing. @throws Failure where it is not up, or cannot be asked. */
export async function lookAt(context: Context, stack: string, command: string): Promise<Looked> {
  const environment = environmentOf(context, stack, command);
  const { file, cloud } = environment;
  const deployment = await deployed(context, file, stack);
  const outputs = addressesOf(environment, deployment);
  const record = recordOf(deployment);
  if (record === undefined) throw new Error("a stack with outputs has slots");
  const alarms = slotAlarms(resourcesOf(deployment));
  const traffic = await openTraffic(await endpointFor(context, cloud), outputs, { alarms });
  const place: EvidencePlace = { cloud, stack, outputs };
  const store = await openEvidence(context, place);
  try {
    const [seen, events] = await Promise.all([traffic.look(), store.events()]);
    const { noted } = standingOf(events);
    const slot = soleSlot(seen.live);
    const since =
      slot !== undefined && noted && sameWeights(noted.weights, weightsOf(slot, 100)) ? noted.at : undefined;
    const live = liveRelease(record, seen.live);
    return { stack, record, weights: seen.live, live, ...faultsOf(slot, record.slots, seen), since, events, place };
  } finally {
    traffic.close();
    store.close();
  }
}

/** What is wrong with the slot that has the requests, and whether a shift's guard would let that pass. */
export function faultsOf(
  slot: Slot | undefined,
  recorded: Readonly<Record<Slot, { readonly release: string | null }>>,
  { slots: seen, alarms }: Pick<Seen, "slots" | "alarms">,
): { readonly unwell: string; readonly failing: boolean } {
  if (slot === undefined) return { unwell: "requests are on their way from one slot to the other", failing: false };
  if (recorded[slot].release === null) return { unwell: "nothing runs", failing: false };
  const services = Object.entries(seen[slot]);
  const lacking = services.filter(([, one]) => one.healthy < Math.max(1, one.desired) || one.rollout === "failed");
  const firing =
    alarms[slot] === "unreadable" ? ["its alarms cannot be read"] : alarms[slot].map((name) => `${name} fires`);
  const half = services.some(([, { healthy, desired }]) => healthy * 2 < Math.max(1, desired));
  return {
    unwell: [
      ...lacking.map(([service, { healthy, desired }]) => `${service}: ${healthy} of ${desired} tasks healthy`),
      ...firing,
    ].join("; "),
    failing: half || firing.length > 0,
  };
}
