import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Writes a file whole or not at all; it outlives a crash of the machine. Only its owner can read it. */
export function writeDurably(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `${name}.${randomBytes(4).toString("hex")}.draft`);
  synced(draft, "wx", (file) => writeSync(file, text));
  renameSync(draft, join(folder, name));
  // Windows opens no folders, and needs none opened for a rename to last.
  if (process.platform !== "win32") synced(folder, "r", () => undefined);
}

function synced(path: string, flags: "wx" | "r", work: (file: number) => unknown): void {
  const file = openSync(path, flags, 0o600);
  try {
    work(file);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
