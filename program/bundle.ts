import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { build } from "esbuild";

const checkout = join(__dirname, "..");

/**
 * Bundles a function of `functions/` with the packages it uses into one file, and returns its path. The same sources give
 * the same file, byte by byte. Lambda's runtime brings AWS's SDK itself.
 */
export async function bundled(name: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: checkout,
    entryPoints: [join("functions", name, "handler.ts")],
    bundle: true,
    minify: true,
    keepNames: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["@aws-sdk/*", "pg-native"],
    legalComments: "inline",
    logLevel: "silent",
    write: false,
  });
  const [{ text } = { text: "" }] = outputFiles;
  const folder = join(checkout, "node_modules", ".cache", "promenade", name, shortHash(text));
  const file = join(folder, "index.js");
  if (!existsSync(file)) writeWhole(folder, file, text);
  return file;
}

/** A bundled function as Lambda takes it. */
export async function functionCode(name: string): Promise<pulumi.asset.Archive> {
  const file = await bundled(name);
  return new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.FileAsset(file) });
}

const shortHash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** Two programs may bundle at once: each sees no file, or a whole one. */
function writeWhole(folder: string, file: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  const unfinished = `${file}.${process.pid}.tmp`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
}
