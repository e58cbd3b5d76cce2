import { accessSync, constants, mkdirSync } from "node:fs";
import { buildWithGo } from "./build";
import { noWayLeft, ToolchainError, type FailedWay } from "./failure";
import { installed } from "./installation";
import { officialInstaller } from "./installer";
import { exclusively } from "./lock";
import { namedPulumi, pulumiOnPath } from "./path";
import { placeFrom, type Place } from "./place";
import { reporterFor, type Reporter } from "./progress";
import { versions } from "./versions";
import type { Toolchain, Way } from "./way";

/** The ways to make a toolchain where none is found, in the order they are tried. */
const makers: readonly Way[] = [officialInstaller, buildWithGo];

/**
 * The Pulumi CLI to use: the one `PROMENADE_PULUMI` names, else `pulumi` on PATH, else what an earlier run made, else
 * one is installed or built now, with every step announced. Quick when there is something to find.
 *
 * @throws ToolchainError with one message that names every way, why it failed, and what to install.
 */
export async function ensureToolchain(
  report: Reporter = reporterFor(),
  place: Place = placeFrom(process.env),
  ways: readonly Way[] = makers,
): Promise<Toolchain> {
  if (place.named !== undefined) return namedPulumi(place.named, place);
  const onPath = await pulumiOnPath.attempt(place, report);
  if ("toolchain" in onPath) return onPath.toolchain;
  const earlier = installed(place);
  if (earlier !== undefined) return earlier;

  requireWritable(place.directory);
  return exclusively(`${place.installation}.lock`, report, async () => {
    // Whoever held the lock before may just have made it.
    const made = installed(place);
    if (made !== undefined) return made;
    report.line(`Setting up the Pulumi CLI ${versions.pulumi}, once, in ${place.directory}`);
    report.line(`  ${pulumiOnPath.name}: ${onPath.failure}`);
    return make(ways, { ...pulumiOnPath, failure: onPath.failure }, place, report);
  });
}

async function make(ways: readonly Way[], looked: FailedWay, place: Place, report: Reporter): Promise<Toolchain> {
  const failed: FailedWay[] = [looked];
  for (const way of ways) {
    const attempt = await way.attempt(place, report);
    if ("toolchain" in attempt) return attempt.toolchain;
    failed.push({ ...way, failure: attempt.failure });
  }
  throw noWayLeft(failed);
}

function requireWritable(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
  } catch (error) {
    throw new ToolchainError({
      where: "toolchain",
      wrong: "the folder for the Pulumi CLI cannot be written",
      found: `${directory} (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`,
      allowed: "a folder that this user can write",
      change: "make it writable, or name another one in PROMENADE_TOOLCHAIN_DIR",
    });
  }
}
