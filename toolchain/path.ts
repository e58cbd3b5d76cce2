import { dirname, isAbsolute } from "node:path";
import { ToolchainError } from "./failure";
import { findOnPath, isExecutable } from "./executables";
import { inspectOnce } from "./inspection";
import type { Place } from "./place";
import { versions } from "./versions";
import type { Attempt, Toolchain, Way } from "./way";

async function judged(pulumi: string, place: Place): Promise<Attempt> {
  const inspection = await inspectOnce(pulumi, place);
  if (!inspection.usable) return { failure: `${pulumi} was passed over: ${inspection.reason}` };
  const { version, packs } = inspection;
  return { toolchain: { pulumi, binDir: dirname(pulumi), version, source: "path", packs } };
}

/** The CLI that the user has. */
export const pulumiOnPath: Way = {
  name: "pulumi on PATH",
  remedy: `install the Pulumi CLI ${versions.oldestPulumi} or newer (https://www.pulumi.com/docs/install)`,
  async attempt(place) {
    const pulumi = findOnPath("pulumi", place.environment);
    return pulumi === undefined ? { failure: "there is none" } : judged(pulumi, place);
  },
};

/** The CLI that `PROMENADE_PULUMI` names. Nothing else is tried, for another one would not be what was asked for. */
export async function namedPulumi(named: string, place: Place): Promise<Toolchain> {
  const attempt: Attempt =
    isAbsolute(named) && isExecutable(named)
      ? await judged(named, place)
      : { failure: `${named} is not the absolute path of an executable` };
  if ("toolchain" in attempt) return attempt.toolchain;
  throw new ToolchainError({
    where: "PROMENADE_PULUMI",
    wrong: "the Pulumi CLI it names cannot be used",
    found: attempt.failure,
    allowed: `the absolute path of a pulumi ${versions.oldestPulumi} or newer, with its language hosts beside it`,
    change: "name another one, or unset PROMENADE_PULUMI to let promenade find, install or build one",
  });
}
