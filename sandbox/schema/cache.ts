import { createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { readDeclarations as ReadDeclarations } from "./declarations";
import type { PackageSchema } from "./schema";

const requireHere = createRequire(__filename);

/** Goes up when the shape of a cached schema changes. */
const FORMAT = 1;

/**
 * The schema of an installed SDK's resource types, from the cache when it has been read before. The cache lies in
 * `node_modules/.cache`, keyed by the SDK's version and the list of types; two processes that fill it at once write
 * the same file, each by a rename. A cache that cannot be written costs time (about two seconds), nothing else.
 */
export async function loadSchema(sdk: string, types: readonly string[]): Promise<PackageSchema> {
  const directory = dirname(requireHere.resolve(`${sdk}/package.json`));
  const { version } = JSON.parse(await readFile(join(directory, "package.json"), "utf8")) as { version: string };
  const hash = createHash("sha256")
    .update(JSON.stringify([FORMAT, types]))
    .digest("hex")
    .slice(0, 12);
  const cache = join(directory, "..", "..", ".cache", "promenade");
  const file = join(cache, `${sdk.replace(/\W+/g, "-").replace(/^-/, "")}-${version}-${hash}.json`);
  try {
    return JSON.parse(await readFile(file, "utf8")) as PackageSchema;
  } catch {
    // Absent or unreadable: read the declarations again. The parser is loaded only here, it takes 0.2 s.
    const { readDeclarations } = requireHere("./declarations") as { readDeclarations: typeof ReadDeclarations };
    const schema = readDeclarations(directory, types);
    await store(file, schema).catch(() => undefined);
    return schema;
  }
}

async function store(file: string, schema: PackageSchema): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(temporary, JSON.stringify(schema));
  await rename(temporary, file);
}
