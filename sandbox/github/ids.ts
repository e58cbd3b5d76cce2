import { createHash } from "node:crypto";

/** A number that is always the same for the same thing, as GitHub's database ids are. */
export const idFor = (kind: "repository" | "team" | "user" | "policy", name: string): number =>
  createHash("sha256").update(`${kind}/${name}`).digest().readUInt32BE(0) % 1_000_000_000;
