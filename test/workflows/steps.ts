import { spawn } from "node:child_process";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { applies, filled, shown, type Scope } from "./expressions";
import type { Job, Step, Workflow } from "./files";

/** Where a workflow runs. */
export interface Place {
  /** A checkout; commands run in it. */
  readonly folder: string;
  /** Outside of it: what steps hand on. */
  readonly scratch: string;
  readonly repository: string;
  readonly vars: Readonly<Record<string, string>>;
  /** Of every step. */
  readonly environment: NodeJS.ProcessEnv;
  /** What the action that builds says. */
  readonly images: string;
}

/** One step that has run. */
export interface Done {
  readonly job: string;
  /** GitHub's environment that the job has passed through. */
  readonly environment: string | undefined;
  /** Of which one runs at a time. */
  readonly group: string | undefined;
  /** A shell step's command as promenade got it, else its text, or the action's name. */
  readonly did: string;
  readonly with: Readonly<Record<string, string>>;
  readonly ok: boolean;
  readonly said: string;
}

export interface Ended {
  readonly result: "success" | "failure" | "skipped";
  readonly outputs: Readonly<Record<string, unknown>>;
}

export const fresh = { failed: false, skipped: false };

export const textIn = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");

export const envOf = (each: readonly (Readonly<Record<string, string>> | undefined)[], scope: Scope) =>
  Object.fromEntries(
    each.flatMap((env) => Object.entries(env ?? {}).map(([name, value]) => [name, shown(filled(value, scope))])),
  );

/** Runs the steps of one job, of one combination of its matrix. */
export async function runSteps(
  job: Job,
  scope: Scope,
  place: Place,
  done: Done[],
  name: string,
  of: Workflow,
): Promise<Ended> {
  const steps: Record<string, { outputs: Readonly<Record<string, unknown>> }> = {};
  const { environment, concurrency } = job;
  const passed = shown(filled(typeof environment === "object" ? environment.name : environment, scope));
  const group = concurrency ?? of.concurrency;
  let failed = false;
  for (const step of job.steps ?? []) {
    const here: Scope = { contexts: { ...scope.contexts, steps }, failed, skipped: false };
    if (!applies(step.if, here)) continue;
    const env = envOf([of.env, job.env, step.env], here);
    const given = envOf([step.with as Record<string, string> | undefined], here);
    const outcome =
      step.run === undefined ? use(step, given, place, here) : await shell(step.run, { ...env }, place, here);
    if (step.id !== undefined) steps[step.id] = { outputs: outcome.outputs };
    failed ||= !outcome.ok;
    done.push({
      ...{ job: name, environment: passed === "" ? undefined : passed, with: given },
      ...{ group: group && shown(filled(group.group, here)), did: outcome.did, ok: outcome.ok, said: outcome.said },
    });
  }
  const outputs = Object.fromEntries(
    Object.entries(job.outputs ?? {}).map(([key, value]) => [
      key,
      filled(value, { contexts: { ...scope.contexts, steps }, ...fresh }),
    ]),
  );
  return { result: failed ? "failure" : "success", outputs };
}

interface Outcome {
  readonly ok: boolean;
  readonly did: string;
  readonly said: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What actions do, as far as later steps see it. */
function use(step: Step, given: Readonly<Record<string, string>>, place: Place, { contexts }: Scope): Outcome {
  const action = (step.uses ?? "").split("@")[0] ?? "";
  const artifacts = join(place.scratch, "artifacts");
  if (action === "actions/upload-artifact") {
    cpSync(join(place.folder, given["path"] ?? ""), join(artifacts, given["path"] ?? ""));
  }
  if (action === "actions/download-artifact") {
    cpSync(artifacts, join(place.folder, given["path"] ?? ""), { recursive: true });
  }
  const { sha } = contexts["github"] as { sha: string };
  const outputs = action.endsWith("/build") ? { images: place.images } : { commit: sha };
  return { ok: true, did: action, said: "", outputs };
}

let steps = 0;

async function shell(run: string, env: NodeJS.ProcessEnv, place: Place, { contexts }: Scope): Promise<Outcome> {
  const output = join(place.scratch, `output-${++steps}`);
  const record = join(place.scratch, `record-${steps}`);
  writeFileSync(output, "");
  const { ref, sha, event_name: event } = contexts["github"] as Readonly<Record<string, string>>;
  const child = spawn("bash", ["-e", "-c", run], {
    cwd: place.folder,
    env: {
      ...place.environment,
      ...{ GITHUB_REPOSITORY: place.repository, GITHUB_REF: ref, GITHUB_SHA: sha, GITHUB_EVENT_NAME: event },
      ...{ GITHUB_RUN_ID: "77", GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: join(place.scratch, "summary") },
      ...{ PROMENADE_TEST_RECORD: record, ...env },
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [said, trouble, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const lines = readFileSync(output, "utf8").split("\n").filter(Boolean);
  return {
    ok: code === 0,
    did: textIn(record).split("\0").filter(Boolean).join(" ") || run,
    said: `${said}${trouble}`,
    outputs: Object.fromEntries(
      lines.map((line): [string, string] => [line.split("=", 1)[0] ?? "", line.slice(line.indexOf("=") + 1)]),
    ),
  };
}
