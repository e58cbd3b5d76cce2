import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Toolchain } from "../toolchain/way";
import type { PackConfiguration } from "./pack-facts";

/** A policy pack of the checkout. */
export interface Pack {
  readonly name: string;
  /** What `--policy-pack` takes, in the form that this CLI can boot. */
  readonly path: string;
  /** Starts it as a process of its own, which serves the analyzer protocol. */
  readonly launcher: string;
}

/** Every pack of the checkout. */
export function policyPacks(checkout: string, { packs }: Pick<Toolchain, "packs">): readonly Pack[] {
  return packNames(checkout).map((name) => {
    const folder = join(checkout, "policies", name);
    const launcher = join(folder, "main.js");
    return { name, launcher, path: packs === "launcher" ? launcher : folder };
  });
}

export function packNames(checkout: string): readonly string[] {
  const folder = join(checkout, "policies");
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, "PulumiPolicy.yaml")));
}

/** Arguments that make Pulumi run these packs, each with its configuration, which Pulumi takes as a file only: in `folder`. */
export function packArguments(
  packs: readonly Pack[],
  configurationOf: (pack: string) => PackConfiguration,
  folder: string,
): readonly string[] {
  const files = packs.map(({ name }) => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(configurationOf(name)));
    return file;
  });
  return [
    ...packs.flatMap(({ path }) => ["--policy-pack", path]),
    ...files.flatMap((file) => ["--policy-pack-config", file]),
  ];
}

/** Gives `work` the arguments that run the packs, with files that last as long as it does. */
export async function withPacks<T>(
  packs: readonly Pack[],
  configurationOf: (pack: string) => PackConfiguration,
  work: (args: readonly string[]) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "promenade-packs-"));
  try {
    return await work(packArguments(packs, configurationOf, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
