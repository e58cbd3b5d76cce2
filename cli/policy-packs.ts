import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Toolchain } from "../toolchain/way";
import type { PackConfiguration } from "./pack-facts";

/** What Pulumi starts as one process: a pack, or several that are served as one. */
export interface PackProcess {
  /** What `--policy-pack` takes, in the form that this CLI can boot. */
  readonly path: string;
  /** The packs that it serves. */
  readonly names: readonly string[];
}

/** A policy pack of the checkout, as a process of its own. */
export interface Pack extends PackProcess {
  readonly name: string;
  /** Starts it as a process of its own, which serves the analyzer protocol. */
  readonly launcher: string;
}

/** Every pack of the checkout. */
export function policyPacks(checkout: string, { packs }: Pick<Toolchain, "packs">): readonly Pack[] {
  return packNames(checkout).map((name) => {
    const folder = join(checkout, "policies", name);
    const launcher = join(folder, "main.js");
    return { name, names: [name], launcher, path: packs === "launcher" ? launcher : folder };
  });
}

export function packNames(checkout: string): readonly string[] {
  const folder = join(checkout, "policies");
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, "PulumiPolicy.yaml")));
}

/** Arguments that make Pulumi run these packs, each with its configuration, which Pulumi takes as a file only: in `folder`. */
export function packArguments(
  processes: readonly PackProcess[],
  configurationOf: (pack: string) => PackConfiguration,
  folder: string,
): readonly string[] {
  const files = processes.map(({ names }) => {
    const file = join(folder, `${names.join("-")}.json`);
    writeFileSync(file, JSON.stringify(Object.assign({}, ...names.map(configurationOf))));
    return file;
  });
  return [
    ...processes.flatMap(({ path }) => ["--policy-pack", path]),
    ...files.flatMap((file) => ["--policy-pack-config", file]),
  ];
}

/** Gives `work` the arguments that run the packs, with files that last as long as it does. */
export async function withPacks<T>(
  processes: readonly PackProcess[],
  configurationOf: (pack: string) => PackConfiguration,
  work: (args: readonly string[]) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "promenade-packs-"));
  try {
    return await work(packArguments(processes, configurationOf, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
