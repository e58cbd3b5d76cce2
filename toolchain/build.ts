import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { executableName, run } from "./executables";
import { findGo, removePrivateGo, type FoundGo } from "./go";
import { binariesIn, complete, stagingFor } from "./installation";
import type { Place } from "./place";
import type { Activity, Reporter } from "./progress";
import { versions } from "./versions";
import type { Way } from "./way";

/** An executable and the Go module beside this file that pins everything it is built from. */
interface Binary {
  readonly name: string;
  readonly what: string;
  readonly module: string;
  readonly source: string;
  readonly linkerFlags: string;
  readonly usually: string;
}

const binaries: readonly Binary[] = [
  {
    name: "pulumi-language-nodejs",
    what: `Pulumi's Node.js language host ${versions.nodejsHost}`,
    module: "nodejs-host",
    source: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    linkerFlags: "-s -w",
    usually: "35 s on 2 cores",
  },
  {
    name: "pulumi",
    what: `the Pulumi engine ${versions.pulumi}`,
    module: "engine",
    source: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    linkerFlags: `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${versions.pulumi}`,
    usually: "3 to 5 min on 2 cores",
  },
];

const buildSeconds = 45 * 60;

/** Go's settings that would change what is built, put to known values; caches, proxies and the like stay the user's. */
function buildEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const unset = { GOOS: undefined, GOARCH: undefined, GOFLAGS: undefined };
  return { ...environment, ...unset, GO111MODULE: "on", GOWORK: "off", GOTOOLCHAIN: "auto", CGO_ENABLED: "0" };
}

/** With -v Go names each module it downloads and each package it compiles, a line each. */
const isDownload = (line: string) => line.startsWith("go: downloading ");
const isPackage = (line: string) => /^[\w.~/-]+$/.test(line);

function counting(activity: Activity): (line: string) => void {
  let modules = 0;
  let packages = 0;
  return (line) => {
    if (isDownload(line)) activity.update(`${++modules} modules downloaded`);
    else if (isPackage(line)) activity.update(`${++packages} packages compiled`);
  };
}

/** Where a build writes until its result is whole; a Go that outlives its killed parent writes here, and to no effect. */
const draftsFor = (place: Place) => join(stagingFor(place, "build"), "drafts");

async function build(binary: Binary, go: string, place: Place, report: Reporter): Promise<string | undefined> {
  const folder = binariesIn(stagingFor(place, "build"));
  const target = join(folder, executableName(binary.name));
  if (existsSync(target)) return undefined;
  const draft = join(draftsFor(place), `${process.pid}-${binary.name}`);
  for (const needed of [folder, draftsFor(place)]) mkdirSync(needed, { recursive: true });

  const activity = report.begin(`Building ${binary.what} with Go`, binary.usually);
  const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", "-v", "-ldflags", binary.linkerFlags];
  const result = await run(go, ["build", ...flags, "-o", draft, binary.source], {
    environment: buildEnvironment(place.environment),
    directory: join(__dirname, binary.module),
    timeoutSeconds: buildSeconds,
    onErrorLine: counting(activity),
    explains: (line) => !isDownload(line) && !isPackage(line),
  });
  if (result.ok) renameSync(draft, target);
  activity.end(result.ok ? "built" : result.reason);
  return result.ok ? undefined : `${binary.what} did not build: ${result.reason}`;
}

async function buildAll(found: FoundGo, place: Place, report: Reporter): Promise<string | undefined> {
  if (!("go" in found)) return found.failure;
  for (const binary of binaries) {
    const failure = await build(binary, found.go, place, report);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/**
 * Pulumi from source, from Go modules pinned by checksum. What one run has built the next one keeps, and Go's own
 * cache carries a build that was interrupted in the middle.
 */
export const buildWithGo: Way = {
  name: "build with Go",
  remedy: `install Go ${versions.oldestGo} or newer, or Python 3 with venv and pip, which can fetch one`,
  async attempt(place, report) {
    const failure = await buildAll(await findGo(place, report), place, report);
    if (failure !== undefined) return { failure };
    rmSync(draftsFor(place), { recursive: true, force: true });
    const attempt = await complete(place, "build");
    if ("toolchain" in attempt) removePrivateGo(place);
    return attempt;
  },
};
