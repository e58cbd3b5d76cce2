import { mkdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { applies, filled, shown, type Scope } from "./expressions";
import { workflow, type Job, type Workflow } from "./files";
import { envOf, fresh, runSteps, textIn, type Done, type Ended, type Place } from "./steps";

/** What sets a workflow off. */
export interface Occasion {
  readonly github: {
    readonly event_name: string;
    readonly event: Readonly<Record<string, unknown>>;
    readonly ref: string;
    readonly sha: string;
  };
  readonly inputs?: Readonly<Record<string, unknown>>;
}

export interface Run {
  readonly ok: boolean;
  readonly done: readonly Done[];
  /** What is to be read on the run's page. */
  readonly summary: string;
}

type Contexts = Readonly<Record<string, unknown>>;

/** Runs a workflow's jobs as GitHub does: by their needs and conditions, with matrices, outputs and called workflows. */
export async function runWorkflow(file: string, occasion: Occasion, place: Place): Promise<Run> {
  const done: Done[] = [];
  const github = {
    ...occasion.github,
    ...{ repository: place.repository, run_id: "77", run_attempt: "1", token: "a-token" },
  };
  const contexts: Contexts = { github, vars: place.vars, inputs: occasion.inputs ?? {} };
  rmSync(place.scratch, { recursive: true, force: true });
  mkdirSync(join(place.scratch, "artifacts"), { recursive: true });
  const ok = await runJobs(workflow(file), contexts, place, done, "");
  return { ok, done, summary: textIn(join(place.scratch, "summary")) };
}

async function runJobs(of: Workflow, contexts: Contexts, place: Place, done: Done[], above: string): Promise<boolean> {
  const ended: Record<string, Ended> = {};
  const waiting = Object.entries(of.jobs);
  while (waiting.length > 0) {
    const at = waiting.findIndex(([, { needs = [] }]) => [needs].flat().every((name) => name in ended));
    const [[name, job]] = waiting.splice(at, 1) as [[string, Job]];
    const before = [job.needs ?? []].flat().map((need) => [need, ended[need]!] as const);
    const scope: Scope = {
      contexts: { ...contexts, needs: Object.fromEntries(before), env: envOf([of.env], { contexts, ...fresh }) },
      failed: before.some(([, { result }]) => result === "failure"),
      skipped: before.some(([, { result }]) => result === "skipped"),
    };
    ended[name] = applies(job.if, scope)
      ? await runJob(job, scope, place, done, `${above}${name}`, of)
      : { result: "skipped", outputs: {} };
  }
  return Object.values(ended).every(({ result }) => result !== "failure");
}

type Matrix = { readonly matrix?: Readonly<Record<string, unknown>>; readonly "fail-fast"?: boolean };

/** Its combinations; one without values where there is no matrix. */
function combinations({ matrix = {} }: Matrix, scope: Scope): readonly Readonly<Record<string, unknown>>[] {
  const [entry] = Object.entries(matrix);
  if (entry === undefined) return [{}];
  const [name, given] = entry;
  const values = filled(given, scope) as readonly unknown[];
  if (values.length === 0) throw new Error("a matrix without values: GitHub fails the job");
  return name === "include" ? (values as readonly Record<string, unknown>[]) : values.map((one) => ({ [name]: one }));
}

async function runJob(job: Job, scope: Scope, place: Place, done: Done[], name: string, of: Workflow): Promise<Ended> {
  const strategy = (job as { strategy?: Matrix }).strategy ?? {};
  let outputs: Readonly<Record<string, unknown>> = {};
  let failed = false;
  for (const matrix of combinations(strategy, scope)) {
    if (failed && strategy["fail-fast"] !== false) break;
    const own: Scope = { contexts: { ...scope.contexts, matrix }, ...fresh };
    if (job.uses !== undefined) {
      const called = workflow(basename(job.uses));
      const contexts = { ...scope.contexts, inputs: inputsOf(called, job, own) };
      failed = !(await runJobs(called, contexts, place, done, `${name}/`)) || failed;
      continue;
    }
    const result = await runSteps(job, own, place, done, name, of);
    outputs = { ...outputs, ...result.outputs };
    failed ||= result.result === "failure";
  }
  return { result: failed ? "failure" : "success", outputs };
}

function inputsOf(called: Workflow, job: Job, scope: Scope): Readonly<Record<string, unknown>> {
  const { inputs } = called.on["workflow_call"] as { inputs: Record<string, { type: string; default?: unknown }> };
  const given = (job as { with?: Record<string, unknown> }).with ?? {};
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { type, default: usual }]) => {
      const value = name in given ? filled(given[name], scope) : usual;
      return [name, type === "boolean" ? value === true || value === "true" : shown(value)];
    }),
  );
}
