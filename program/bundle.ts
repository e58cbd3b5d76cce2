import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import * as pulumi from "@pulumi/pulumi";

const checkout = join(__dirname, "..");
const kept = join(checkout, "node_modules", ".cache", "promenade");

/** What a bundle was made of: the content of each file, by its path in the checkout. */
interface Made {
  readonly file: string;
  readonly sources: Readonly<Record<string, string>>;
}

/**
 * Bundles a function of `functions/` with the packages it uses into one file, and returns its path. The same sources give
 * the same file, byte by byte, and are bundled once. Lambda's runtime brings AWS's SDK itself.
 */
export async function bundled(name: string): Promise<string> {
  const record = join(kept, name, "made.json");
  const known = readMade(record);
  if (known !== undefined && existsSync(known.file) && isUnchanged(known)) return known.file;
  const { build } = await import("esbuild");
  const { outputFiles, metafile } = await build({
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
    metafile: true,
    write: false,
  });
  const [{ text } = { text: "" }] = outputFiles;
  const file = join(kept, name, hash(text).slice(0, 16), "index.js");
  if (!existsSync(file)) writeWhole(file, text);
  // How it is made counts as well, and which packages are installed.
  const sources = [...Object.keys(metafile.inputs), relative(checkout, __filename), installed];
  writeWhole(
    record,
    JSON.stringify({ file, sources: Object.fromEntries(sources.map((path) => [path, contentOf(path)])) }),
  );
  return file;
}

const installed = join("node_modules", ".package-lock.json");

function readMade(record: string): Made | undefined {
  try {
    return JSON.parse(readFileSync(record, "utf8")) as Made;
  } catch {
    return undefined;
  }
}

const isUnchanged = ({ sources }: Made): boolean =>
  Object.entries(sources).every(([path, content]) => contentOf(path) === content);

/** A hash of it; of a file that is gone, that of nothing. */
function contentOf(path: string): string {
  const file = join(checkout, path);
  return hash(existsSync(file) ? readFileSync(file) : "");
}

/** A bundled function as Lambda takes it. */
export async function functionCode(name: string): Promise<pulumi.asset.Archive> {
  const file = await bundled(name);
  return new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.FileAsset(file) });
}

const hash = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

/** Two programs may bundle at once: each sees no file, or a whole one. */
function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}.tmp`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
}
