import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { InvalidInput, show, type Problem } from "../core/problem";
import { previewComment } from "../core/preview-comment/comment";
import { previewSchema, type Previewed } from "../core/preview-comment/previewed";
import type { Context } from "./context";
import { exitCodes } from "./failure";

/** `preview-comment`: one Markdown text of what `preview --json` has said of each stack, a file `<stack>.json` each. */
export async function writePreviewComment(
  { output }: Context,
  [folder = "."]: readonly string[],
  { file, commit }: { readonly file?: string; readonly commit?: string },
): Promise<number> {
  const text = previewComment(previewsIn(folder), commit);
  if (file !== undefined) writeFileSync(file, `${text}\n`);
  output.result({ markdown: text }, () => text);
  return exitCodes.done;
}

function previewsIn(folder: string): readonly Previewed[] {
  const files = filesIn(folder);
  if (files.length === 0) throw new InvalidInput([noPreview(folder, "no file ….json")]);
  return files.map((file) => {
    const { data, error } = previewSchema.safeParse(documentIn(join(folder, file)));
    if (data === undefined) throw new InvalidInput([noPreview(join(folder, file), error.issues[0]?.message ?? "")]);
    return { stack: basename(file, ".json"), preview: data };
  });
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .sort();
  } catch (error) {
    throw new InvalidInput([noPreview(folder, error instanceof Error ? error.message : show(error))]);
  }
}

function documentIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new InvalidInput([noPreview(path, error instanceof Error ? error.message : show(error))]);
  }
}

const noPreview = (where: string, found: string): Problem => ({
  where,
  wrong: "not what previews have said",
  found,
  allowed: "a folder with a file <stack>.json for each preview",
  change: "npx promenade preview --stack dev --json > previews/dev.json",
});
