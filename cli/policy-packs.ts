import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Toolchain } from "../toolchain/way";

/** Arguments that make Pulumi run every pack of the checkout, in the form that this CLI can boot. */
export function policyPacks(checkout: string, { packs }: Pick<Toolchain, "packs">): readonly string[] {
  return packNames(checkout).flatMap((name) => {
    const folder = join(checkout, "policies", name);
    return ["--policy-pack", packs === "launcher" ? join(folder, "main.js") : folder];
  });
}

export function packNames(checkout: string): readonly string[] {
  const folder = join(checkout, "policies");
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, "PulumiPolicy.yaml")));
}
