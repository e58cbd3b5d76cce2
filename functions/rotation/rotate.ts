import { entryKinds, kindTag, type EntryKind } from "../../core/credentials";
import type { Rotator } from "./rotator";
import { steps } from "./steps";
import type { OlderTaskRuns } from "./tasks";
import type { Vault } from "./vault";

/** As Secrets Manager calls a rotation function. */
export interface RotationEvent {
  readonly Step: string;
  /** ARN of the entry. */
  readonly SecretId: string;
  /** Id of the new version. */
  readonly ClientRequestToken: string;
}

export interface Ports {
  readonly vault: Vault;
  readonly olderTaskRuns: OlderTaskRuns;
  /** By kind; those that this environment has. */
  readonly rotators: Readonly<Partial<Record<EntryKind, Rotator>>>;
}

/** One step of one entry's rotation. A step that was done before does nothing. */
export async function rotate({ Step, SecretId: entry, ClientRequestToken: version }: RotationEvent, ports: Ports) {
  const step = steps[Step];
  if (step === undefined) throw new Error(`there is no step ${Step}: ${Object.keys(steps).join(", ")}`);
  const description = await ports.vault.describe(entry);
  const labels = description.stages[version];
  if (labels === undefined) throw new Error(`${entry} has no version ${version}`);
  if (labels.includes("AWSCURRENT") && Step !== "testSecret") return;
  const kind = entryKinds.find((known) => known === description.tags[kindTag]);
  const rotator = kind && ports.rotators[kind];
  if (rotator === undefined) throw new Error(`${entry} is of no kind that can be rotated here: ${kind ?? "untagged"}`);
  await step({ ...ports, entry, version, description, rotator });
}
