import type { Rotator } from "./rotator";
import type { OlderTaskRuns } from "./tasks";
import type { Description, Vault } from "./vault";

/** What one step works with. */
export interface Rotation {
  readonly vault: Vault;
  /** ARN of the entry. */
  readonly entry: string;
  /** Id that the new version has or will have. */
  readonly version: string;
  readonly description: Description;
  readonly rotator: Rotator;
  readonly olderTaskRuns: OlderTaskRuns;
}

/** Secrets Manager's four steps, in its order. It repeats all of them from the first when one fails. */
export const steps: Readonly<Record<string, (rotation: Rotation) => Promise<void>>> = {
  async createSecret({ vault, entry, version, description: { rotatedAt }, rotator, olderTaskRuns }) {
    if ((await vault.read(entry, "AWSPENDING", version)) !== undefined) return;
    // Such a task holds the value before the current one, which this rotation would end.
    if (rotatedAt !== undefined && (await olderTaskRuns(rotatedAt))) {
      throw new Error(
        `a task older than the last rotation (${rotatedAt.toISOString()}) still runs, with the value that this one would end; ` +
          "restart it with: npx promenade rotate --due",
      );
    }
    await vault.write(entry, version, "AWSPENDING", rotator.next(await currentOf(vault, entry)));
  },

  async setSecret({ vault, entry, version, rotator }) {
    await rotator.accept(await pendingOf(vault, entry, version), await currentOf(vault, entry));
  },

  /** Secrets Manager also asks for this one when a schedule is set, with a version that may have no value. */
  async testSecret({ vault, entry, version, rotator }) {
    const pending = await vault.read(entry, "AWSPENDING", version);
    await rotator.prove(pending ?? (await currentOf(vault, entry)));
  },

  async finishSecret({ vault, entry, version, description: { stages } }) {
    const [from] = Object.entries(stages).find(([, labels]) => labels.includes("AWSCURRENT")) ?? [];
    await vault.promote(entry, version, from);
  },
};

async function currentOf(vault: Vault, entry: string): Promise<string> {
  const current = await vault.read(entry, "AWSCURRENT");
  if (current === undefined) throw new Error(`${entry} has no value yet`);
  return current;
}

async function pendingOf(vault: Vault, entry: string, version: string): Promise<string> {
  const pending = await vault.read(entry, "AWSPENDING", version);
  if (pending === undefined) throw new Error(`${entry} has no pending version ${version}`);
  return pending;
}
