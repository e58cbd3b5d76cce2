import * as pulumi from "@pulumi/pulumi";
import { planOwnership, type OwnershipPlan } from "../core/ownership";
import type { Settings } from "../core/settings";
import { recorded } from "./record";

/** What of slots and traffic the program may touch this time. Says what it leaves out, and what else is worth knowing. */
export async function planOf({ initialRelease, request, warnings }: Settings): Promise<OwnershipPlan> {
  const plan = planOwnership(initialRelease, request, request && (await recorded()));
  for (const warning of [...warnings, ...(plan.ignored === undefined ? [] : [plan.ignored])]) {
    await pulumi.log.warn(warning);
  }
  return plan;
}
