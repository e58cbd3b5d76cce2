import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";

/** One program under measure, with the arguments that its operations get besides. */
export interface Subject {
  readonly name: string;
  /** Folder with the program's entry point. */
  readonly program: string;
  readonly stack: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly packs: readonly string[];
}

/** Makes the subject's own project folder below `folder`; all have the checkout's runtime and differ in the program. */
export function projectOf({ name, program, stack, config }: Subject, checkout: string, folder: string): string {
  const directory = join(folder, name);
  mkdirSync(directory, { recursive: true });
  const { runtime } = parse(readFileSync(join(checkout, "Pulumi.yaml"), "utf8")) as { runtime: unknown };
  const project = name.startsWith("dev") ? "promenade" : `bench-${name}`;
  writeFileSync(join(directory, "Pulumi.yaml"), stringify({ name: project, runtime, main: program }));
  writeFileSync(join(directory, `Pulumi.${stack}.yaml`), stringify({ config }));
  return directory;
}
