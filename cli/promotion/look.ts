import type { Slot } from "../../core/release";
import { liveRelease } from "../../core/promotion/candidate";
import { soleSlot, weightsOf, sameWeights } from "../../core/rollout/shares";
import { standingOf } from "../../core/rollout/standing";
import type { Seen } from "../../core/rollout/view";
import type { Context } from "../context";
import type { EvidencePlace } from "../ports/evidence/open";
import type { Deployment } from "../ports/pulumi";
import { environmentOf } from "../rollout/environment";
import { lookAtStack } from "../rollout/look";
import type { StackView } from "./ports";

/** A stack as it is, and where its evidence lies. */
export type Looked = StackView & { readonly place: EvidencePlace };

/** Looks at a stack. Changes nothing. @throws Failure where it is not up, or cannot be asked. */
export async function lookAt(context: Context, stack: string, command: string, known?: Deployment): Promise<Looked> {
  const { record, seen, events, place } = await lookAtStack(environmentOf(context, stack, command), known);
  const { noted } = standingOf(events);
  const slot = soleSlot(seen.live);
  const since = slot !== undefined && noted && sameWeights(noted.weights, weightsOf(slot, 100)) ? noted.at : undefined;
  const live = liveRelease(record, seen.live);
  return { stack, record, weights: seen.live, live, ...faultsOf(slot, record.slots, seen), since, events, place };
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
