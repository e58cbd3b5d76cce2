import { createHash } from "node:crypto";
import { join } from "node:path";
import envPaths from "env-paths";
import { versions, type Versions } from "./versions";

/** Where the toolchain looks and where it keeps what it makes. */
export interface Place {
  /** The user's cache of toolchains, by default promenade's folder in the system's cache directory. */
  readonly directory: string;
  /** The installation of the pinned versions for this platform: exists when complete, never half-made. */
  readonly installation: string;
  /** A `pulumi` the user names explicitly; then nothing else is tried. */
  readonly named: string | undefined;
  /** The environment that tools are searched in (`PATH`) and run with. */
  readonly environment: NodeJS.ProcessEnv;
}

/** One folder name per set of pinned versions and platform, so that toolchains never overwrite each other. */
export function cacheKey(pinned: Versions, platform: string, architecture: string): string {
  const content = Object.entries(pinned).sort(([left], [right]) => (left < right ? -1 : 1));
  const digest = createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 10);
  return `pulumi-${pinned.pulumi}-${platform}-${architecture}-${digest}`;
}

/**
 * Reads `PROMENADE_TOOLCHAIN_DIR` (the cache's folder) and `PROMENADE_PULUMI` (a `pulumi` to use); the system's
 * own convention for caches, such as `XDG_CACHE_HOME`, holds where they are not set.
 */
export function placeFrom(environment: NodeJS.ProcessEnv): Place {
  const directory = environment["PROMENADE_TOOLCHAIN_DIR"] || envPaths("promenade", { suffix: "" }).cache;
  return {
    directory,
    installation: join(directory, cacheKey(versions, process.platform, process.arch)),
    named: environment["PROMENADE_PULUMI"] || undefined,
    environment,
  };
}
