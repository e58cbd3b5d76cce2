import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { codeOf } from "./failure";

/** Where everything of one local cloud is kept. Only the owner can read any of it. */
export interface SandboxFiles {
  readonly root: string;
  /** Present while a daemon serves: where it is reached. */
  readonly daemon: string;
  /** The process that owns the root, from its start to its end. */
  readonly owner: string;
  /** The access key id of the API, and the bearer token of its admin routes. */
  readonly token: string;
  readonly certificates: string;
  readonly databases: string;
  readonly deployments: string;
  /** What goes wrong on purpose. */
  readonly faults: string;
  readonly functions: string;
  readonly logs: string;
  /** Where Pulumi's file backend, which has its place in the same folder, keeps the locks of the project's stacks. */
  readonly stateLocks: string;
}

export const sandboxFiles = (root: string): SandboxFiles => ({
  root,
  daemon: join(root, "daemon.json"),
  owner: join(root, "daemon.owner"),
  token: join(root, "token"),
  certificates: join(root, "certificates"),
  databases: join(root, "databases"),
  deployments: join(root, "deployments"),
  faults: join(root, "faults.json"),
  functions: join(root, "functions"),
  logs: join(root, "logs"),
  stateLocks: join(root, "state", ".pulumi", "locks", "organization", "promenade"),
});

/** Writes a file that only its owner can read, whole or not at all. */
export function writePrivately(file: string, text: string): void {
  const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, file);
}

/** The file's text, or undefined when there is none. */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
