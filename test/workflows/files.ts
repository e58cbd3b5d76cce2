import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { checkout } from "../support/environment";

export type Permissions = Readonly<Record<string, "read" | "write" | "none">>;

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Concurrency {
  readonly group: string;
  readonly "cancel-in-progress"?: boolean;
}

export interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly uses?: string;
  readonly environment?: string | { readonly name: string };
  readonly permissions?: Permissions;
  readonly concurrency?: Concurrency;
  readonly env?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
  readonly "timeout-minutes"?: number;
}

export interface Workflow {
  readonly file: string;
  readonly text: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Permissions;
  readonly concurrency?: Concurrency;
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

export const github = join(checkout, ".github");

const read = (path: string): readonly [text: string, content: object] => {
  const text = readFileSync(path, "utf8");
  return [text, parse(text) as object];
};

/** All workflows that ship. */
export const workflows: readonly Workflow[] = readdirSync(join(github, "workflows"))
  .filter((file) => file.endsWith(".yml"))
  .map((file) => {
    const [text, content] = read(join(github, "workflows", file));
    return { file, text, ...(content as Omit<Workflow, "file" | "text">) };
  });

export function workflow(file: string): Workflow {
  const found = workflows.find((one) => one.file === file);
  if (found === undefined) throw new Error(`no workflow ${file}`);
  return found;
}

/** The composite actions that they share. */
export const actions: readonly { readonly file: string; readonly text: string; readonly steps: readonly Step[] }[] =
  readdirSync(join(github, "actions")).map((name) => {
    const file = join("actions", name, "action.yml");
    const [text, content] = read(join(github, file));
    return { file, text, steps: (content as { runs: { steps: readonly Step[] } }).runs.steps };
  });

/** Every job with its name and its workflow. */
export const jobs = workflows.flatMap((one) =>
  Object.entries(one.jobs).map(([name, job]) => ({ of: `${one.file}, ${name}`, workflow: one, name, job })),
);
