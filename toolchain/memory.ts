import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** What tells that a file is still the one that was verified, without running or reading it. */
export interface Fingerprint {
  readonly file: string;
  readonly modified: number;
  readonly size: number;
}

export function fingerprint(file: string): Fingerprint {
  const { mtimeMs, size } = statSync(file);
  return { file, modified: mtimeMs, size };
}

export function unchanged(known: Fingerprint): boolean {
  try {
    const now = fingerprint(known.file);
    return now.modified === known.modified && now.size === known.size;
  } catch {
    return false;
  }
}

/** A JSON file's content; undefined when it is missing or damaged, for all that is kept here can be found out again. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Replaces a JSON file at once, so that no reader ever sees half of it. */
export function writeJson(file: string, content: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(content, undefined, 2)}\n`);
  renameSync(draft, file);
}
