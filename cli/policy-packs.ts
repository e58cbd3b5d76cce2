import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Flow } from "../core/flow";
import type { Toolchain } from "../toolchain/way";

/** Arguments that make Pulumi run every pack of the checkout, in the form that this CLI can boot. */
export function policyPacks(checkout: string, { packs }: Pick<Toolchain, "packs">): readonly string[] {
  return packNames(checkout).flatMap((name) => {
    const folder = join(checkout, "policies", name);
    return ["--policy-pack", packs === "launcher" ? join(folder, "main.js") : folder];
  });
}

/** Rules that have to know which environments there are; left to themselves they know those of three-tier. */
const rulesOfEnvironments = ["environment-name", "secret-scope", "physical-name"];

/** Gives `work` the packs' arguments with each pack told of the flow's environments; Pulumi takes that as a file only. */
export async function withFlow<T>(
  packs: readonly string[],
  { environments }: Flow,
  work: (packs: readonly string[]) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "promenade-packs-"));
  const file = join(folder, "config.json");
  const config = { environments: Object.keys(environments) };
  try {
    writeFileSync(file, JSON.stringify(Object.fromEntries(rulesOfEnvironments.map((rule) => [rule, config]))));
    const each = packs.filter((argument) => argument === "--policy-pack");
    return await work([...packs, ...each.flatMap(() => ["--policy-pack-config", file])]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function packNames(checkout: string): readonly string[] {
  const folder = join(checkout, "policies");
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, "PulumiPolicy.yaml")));
}
