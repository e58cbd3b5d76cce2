import { z } from "zod";

/** What stands for something in a pattern: as an expression, and as GitHub's rules spell it (File.fnmatch). */
const placeholders = [
  { written: "X.Y.Z", expression: String.raw`(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)`, glob: "[0-9]*.[0-9]*.[0-9]*" },
  {
    written: "YYYY-MM-DD",
    expression: String.raw`\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])`,
    glob: "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]",
  },
  { written: "**", expression: ".+", glob: "**/*" },
  { written: "*", expression: "[^/]+", glob: "*" },
] as const;

const parts = /X\.Y\.Z|YYYY-MM-DD|\*\*|\*/;

/**
 * Names of branches or tags: `main`, `hotfix/*`, `release/vX.Y.Z`, `release/YYYY-MM-DD`; `**` is any. What GitHub's own
 * patterns cannot say (`X.Y.Z` are numbers) is checked again before anything is deployed.
 */
export const referencePattern = z
  .string()
  .regex(/^[A-Za-z0-9*][A-Za-z0-9._*/-]{0,99}$/, "a name, with X.Y.Z, YYYY-MM-DD, * or ** in it");

/** Whether a branch or a tag is called as a pattern says. */
export const matchesPattern = (pattern: string, name: string): boolean =>
  new RegExp(`^${translated(pattern, "expression", (text) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))}$`).test(name);

/** The pattern as GitHub's deployment policies and protection rules spell it; it may allow more, never less. */
export const githubPattern = (pattern: string): string => translated(pattern, "glob", (text) => text);

function translated(pattern: string, as: "expression" | "glob", literally: (text: string) => string): string {
  const found = parts.exec(pattern);
  if (found === null) return literally(pattern);
  const placeholder = placeholders.find(({ written }) => written === found[0]);
  const rest = pattern.slice(found.index + found[0].length);
  return `${literally(pattern.slice(0, found.index))}${placeholder?.[as] ?? ""}${translated(rest, as, literally)}`;
}
