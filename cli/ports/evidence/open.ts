import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Cloud } from "../../../core/config/keys";
import { evidenceLockDays } from "../../../core/evidence-store";
import type { Outputs } from "../../../core/outputs";
import { tiers, tierSizes } from "../../../core/tiers";
import type { Context } from "../../context";
import type { SandboxFiles } from "../../sandbox-files";
import { clientSettings } from "../aws";
import { bucketEvidence } from "./bucket";
import { folderEvidence } from "./folder";
import type { EvidenceStore } from "./store";

export interface EvidencePlace {
  readonly cloud: Cloud;
  readonly stack: string;
  /** Name the bucket on AWS. The local cloud's evidence lies in a folder: there is some whatever is deployed. */
  readonly outputs: Pick<Outputs, "region" | "tier" | "evidence">;
}

/** The evidence of an environment. The local cloud need not serve for it. */
export async function openEvidence({ sandbox }: Context, place: EvidencePlace): Promise<EvidenceStore> {
  const { cloud, stack, outputs } = place;
  if (cloud === "sandbox") return folderEvidence(folderOf(sandbox, stack));
  const { region, tier, evidence } = outputs;
  const size = tiers.find((one) => one === tier);
  const locked = size !== undefined && tierSizes[size].protected;
  const lockDays = locked ? evidenceLockDays : undefined;
  return bucketEvidence({ bucket: evidence, client: clientSettings(undefined, region), lockDays });
}

/** Does some work with the evidence of an environment, and closes it whatever comes of that. */
export async function withEvidence<T>(
  context: Context,
  place: EvidencePlace,
  work: (store: EvidenceStore) => Promise<T>,
): Promise<T> {
  const store = await openEvidence(context, place);
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

/** Ends the evidence of an environment of the local cloud that leaves nothing behind. On AWS its bucket does that. */
export function forgetEvidence({ sandbox }: Context, { cloud, stack }: Pick<EvidencePlace, "cloud" | "stack">): void {
  if (cloud === "sandbox") rmSync(folderOf(sandbox, stack), { recursive: true, force: true });
}

const folderOf = ({ evidence }: SandboxFiles, stack: string): string => join(evidence, stack);
