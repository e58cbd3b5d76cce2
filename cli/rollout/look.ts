import type { Recorded } from "../../core/record";
import type { RolloutEvent } from "../../core/rollout/evidence";
import { slotAlarms } from "../../core/rollout/slot-alarms";
import type { Seen } from "../../core/rollout/view";
import { deployed } from "../deployed";
import { recordOf, resourcesOf } from "../deployment";
import { openEvidence, type EvidencePlace } from "../ports/evidence/open";
import type { Deployment } from "../ports/pulumi";
import { openTraffic } from "../ports/traffic";
import { endpointFor } from "../workspace";
import { addressesOf, type Environment } from "./environment";

/** A stack as the state, the cloud and its evidence tell of it. */
export interface StackLook {
  readonly record: Recorded;
  readonly seen: Seen;
  /** Oldest first. */
  readonly events: readonly RolloutEvent[];
  /** Where these are kept. */
  readonly place: EvidencePlace;
}

/**
 * Looks at a stack once. Changes nothing. @throws Failure where it is not up, or cannot be asked.
 *
 * @param known its state, where that has just been read.
 */
export async function lookAtStack(environment: Environment, known?: Deployment): Promise<StackLook> {
  const { context, file, cloud } = environment;
  const deployment = known ?? (await deployed(context, file, file.stack));
  const outputs = addressesOf(environment, deployment);
  const record = recordOf(deployment);
  if (record === undefined) throw new Error("a stack with outputs has slots");
  const alarms = slotAlarms(resourcesOf(deployment));
  const traffic = await openTraffic(await endpointFor(context, cloud), outputs, { alarms });
  const place: EvidencePlace = { cloud, stack: file.stack, outputs };
  const store = await openEvidence(context, place);
  try {
    const [seen, events] = await Promise.all([traffic.look(), store.events()]);
    return { record, seen, events, place };
  } finally {
    traffic.close();
    store.close();
  }
}
