import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { executableName } from "./executables";
import { inspect } from "./inspection";
import { fingerprint, readJson, unchanged, writeJson, type Fingerprint } from "./memory";
import type { Place } from "./place";
import { versions } from "./versions";
import type { Attempt, Toolchain } from "./way";

interface Manifest {
  readonly version: string;
  readonly source: "installer" | "build";
  readonly packs: Toolchain["packs"];
  readonly modified: number;
  readonly size: number;
}

/** An unfinished installation, kept beside the finished one so that it moves into place in one rename. */
export const stagingFor = (place: Place, source: Manifest["source"]) => `${place.installation}.${source}`;

/** The folder of executables in an installation or a staging folder. */
export const binariesIn = (folder: string) => join(folder, "bin");

const pulumiIn = (folder: string) => join(binariesIn(folder), executableName("pulumi"));

/** What an earlier run installed or built; undefined when there is nothing, or its `pulumi` is no longer the verified one. */
export function installed(place: Place): Toolchain | undefined {
  const manifest = readJson(join(place.installation, "toolchain.json")) as Manifest | undefined;
  if (manifest === undefined) return undefined;
  const pulumi = pulumiIn(place.installation);
  const { version, source, packs, ...print } = manifest;
  if (!unchanged({ file: pulumi, ...print } satisfies Fingerprint)) return undefined;
  return { pulumi, binDir: binariesIn(place.installation), version, source, packs };
}

/**
 * Proves that a staged CLI runs and is the pinned version, and moves it into place.
 * One that fails the proof is removed: it would fail again.
 */
export async function complete(place: Place, source: Manifest["source"]): Promise<Attempt> {
  const staging = stagingFor(place, source);
  const inspection = await inspect(pulumiIn(staging), place.environment);
  if (!inspection.usable || inspection.version !== versions.pulumi) {
    rmSync(staging, { recursive: true, force: true });
    const reason = inspection.usable ? `it is ${inspection.version}, not ${versions.pulumi}` : inspection.reason;
    return { failure: `the result cannot be used: ${reason}` };
  }
  const { modified, size } = fingerprint(pulumiIn(staging));
  const manifest: Manifest = { version: inspection.version, source, packs: inspection.packs, modified, size };
  writeJson(join(staging, "toolchain.json"), manifest);
  rmSync(place.installation, { recursive: true, force: true });
  renameSync(staging, place.installation);
  const toolchain = installed(place);
  return toolchain ? { toolchain } : { failure: `${place.installation} could not be read back` };
}
