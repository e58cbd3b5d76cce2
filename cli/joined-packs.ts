import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "esbuild";
import type { Pack, PackProcess } from "./policy-packs";
import { packInfo } from "./ports/policy-pack";

/**
 * The packs as few processes: those written in TypeScript, as one that needs no loading of its own. Made once for what
 * the packs, the packages installed and this code are. By itself a pack serves the same, only later; so it does where
 * they cannot be joined, and whoever runs it then is told what is wrong with it.
 */
export async function joinPacks(packs: readonly Pack[]): Promise<readonly PackProcess[]> {
  const joinable = packs.filter(({ launcher }) => existsSync(join(dirname(launcher), "index.ts")));
  // Elsewhere no script is an executable.
  if (joinable.length < 2 || process.platform === "win32") return packs;
  try {
    const path = await made(joinable.map(({ launcher }) => dirname(launcher)));
    const names = joinable.map(({ name }) => name);
    return [{ path, names }, ...packs.filter((pack) => !joinable.includes(pack))];
  } catch {
    return packs;
  }
}

/** Beside the package that makes it: what is installed anew begins anew. */
const installed = dirname(dirname(require.resolve("esbuild/package.json")));

/** The executable that serves the packs of these folders. */
async function made(folders: readonly string[]): Promise<string> {
  const kept = join(installed, ".cache", "promenade", "packs");
  const folder = join(kept, fingerprint(folders));
  const executable = join(folder, "main.js");
  if (existsSync(executable)) {
    markUsed(folder);
    return executable;
  }
  const code = await bundle(folders);
  mkdirSync(kept, { recursive: true });
  const untried = mkdtempSync(join(kept, "untried-"));
  writeFileSync(join(untried, "packs.js"), code);
  writeFileSync(join(untried, "main.js"), readFileSync(join(__dirname, "pack-start.js")));
  chmodSync(join(untried, "main.js"), 0o755);
  try {
    await packInfo(join(untried, "main.js"));
    renameSync(untried, folder);
  } catch (error) {
    rmSync(untried, { recursive: true, force: true });
    // Somebody else was faster, or it does not serve.
    if (!existsSync(executable)) throw error;
  }
  forget(kept);
  return executable;
}

/** What nobody has used for so long (ms) goes; whatever a command has just chosen, its engine still has to start. */
const keptFor = 3_600_000;

function forget(kept: string): void {
  for (const folder of readdirSync(kept).map((name) => join(kept, name))) {
    const used = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (used < Date.now() - keptFor) rmSync(folder, { recursive: true, force: true });
  }
}

/** Where nothing can be written, nothing is forgotten either. */
function markUsed(folder: string): void {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    return;
  }
}

/** Tells one state of everything that goes into the bundle from another. */
function fingerprint(folders: readonly string[]): string {
  const hash = createHash("sha256");
  const own = ["joined-packs.ts", "pack-host.ts", "pack-start.js"].map((file) => join(__dirname, file));
  for (const file of [...folders.flatMap(filesOf), ...own, join(installed, ".package-lock.json")])
    hash.update(`${file}\0`).update(readFileSync(file));
  return hash.digest("hex").slice(0, 32);
}

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();

async function bundle(folders: readonly string[]): Promise<string> {
  const modules = (file: string) => folders.map((folder) => JSON.stringify(join(folder, file)));
  const loads = modules("index.ts").map((module, at) => `${JSON.stringify(folders[at])}: () => require(${module})`);
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    stdin: {
      contents: `
        const { readAtOnce, readOnce } = require(${modules("properties.js").at(0)});
        readAtOnce(require(${JSON.stringify(structs())}).Struct);
        readOnce(require("@pulumi/policy/deserialize"));
        const { serveTogether } = require(${JSON.stringify(join(__dirname, "pack-host.ts"))});
        serveTogether(require("@pulumi/policy/server"), { ${loads.join()} });`,
      resolveDir: __dirname,
    },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "silent",
    plugins: [assetsOnly],
    write: false,
  });
  return outputFiles.map(({ text }) => text).join("");
}

/** The SDK's own copy. */
const structs = (): string =>
  createRequire(require.resolve("@pulumi/pulumi/package.json")).resolve("google-protobuf/google/protobuf/struct_pb.js");

/** @pulumi/policy needs asset classes of the SDK's root, which would bring the compiler and the Automation API along. */
const assetsOnly: Plugin = {
  name: "assets only",
  setup: (build) => {
    build.onResolve({ filter: /^@pulumi\/pulumi$/ }, ({ resolveDir }) => ({ path: resolveDir, namespace: "assets" }));
    build.onLoad({ filter: /./, namespace: "assets" }, ({ path }) => ({
      contents: `exports.asset = require("@pulumi/pulumi/asset"); exports.Output = require("@pulumi/pulumi/output").Output;`,
      resolveDir: path,
    }));
  },
};
