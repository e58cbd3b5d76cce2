import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { judgeVersion, packForm, type PackForm } from "./acceptance";
import { findIn, findOnPath, run } from "./executables";
import { fingerprint, readJson, unchanged, writeJson, type Fingerprint } from "./memory";
import type { Place } from "./place";
import { versions } from "./versions";

/** Whether a `pulumi` can be used. */
export type Inspection =
  | { readonly usable: true; readonly version: string; readonly packs: PackForm }
  | { readonly usable: false; readonly reason: string };

/** What was found out about a `pulumi` by running it and reading its language host. */
interface Facts {
  readonly printed: string;
  /** Absent when it has no Node.js language host. */
  readonly packs?: PackForm;
}

type Memory = Readonly<Record<string, { readonly files: readonly Fingerprint[]; readonly facts: Facts }>>;

function decide({ printed, packs }: Facts): Inspection {
  const verdict = judgeVersion(printed, versions.oldestPulumi);
  if (!verdict.accepted) return { usable: false, reason: verdict.reason };
  if (packs === undefined) return { usable: false, reason: "it has no pulumi-language-nodejs beside it or on PATH" };
  return { usable: true, version: verdict.version, packs };
}

/** Where the engine would find the host that runs Node.js programs: beside itself, or on PATH. */
function languageHost(pulumi: string, environment: NodeJS.ProcessEnv): string | undefined {
  const name = "pulumi-language-nodejs";
  return findIn([dirname(pulumi), dirname(realpathSync(pulumi))], name) ?? findOnPath(name, environment);
}

async function gather(pulumi: string, host: string | undefined, environment: NodeJS.ProcessEnv) {
  const printed = await run(pulumi, ["version"], {
    environment: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeoutSeconds: 20,
  });
  if (!printed.ok) return { failure: `\`pulumi version\` failed: ${printed.reason}` };
  const facts: Facts = { printed: printed.stdout, ...(host && { packs: packForm(readFileSync(host)) }) };
  return { facts };
}

/** Inspects a `pulumi` by running it. */
export async function inspect(pulumi: string, environment: NodeJS.ProcessEnv): Promise<Inspection> {
  const gathered = await gather(pulumi, languageHost(pulumi, environment), environment);
  return "facts" in gathered ? decide(gathered.facts) : { usable: false, reason: gathered.failure };
}

/** Inspects a `pulumi` by running it once; afterwards from memory, as long as neither it nor its host changes. */
export async function inspectOnce(pulumi: string, place: Place): Promise<Inspection> {
  const file = join(place.directory, "inspected.json");
  const memory = (readJson(file) as Memory | undefined) ?? {};
  const host = languageHost(pulumi, place.environment);
  const files = host === undefined ? [pulumi] : [pulumi, host];

  const known = memory[pulumi];
  const same = known?.files.map((print) => print.file).join("\n") === files.join("\n") && known.files.every(unchanged);
  if (same) return decide(known.facts);

  const gathered = await gather(pulumi, host, place.environment);
  if (!("facts" in gathered)) return { usable: false, reason: gathered.failure };
  try {
    writeJson(file, { ...memory, [pulumi]: { files: files.map(fingerprint), facts: gathered.facts } });
  } catch {
    // A cache that cannot be written only means that `pulumi version` runs again next time.
  }
  return decide(gathered.facts);
}
