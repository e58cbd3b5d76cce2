import { readFileSync } from "node:fs";
import { keyPattern } from "../core/github/marker";
import { InvalidInput, show, type Problem } from "../core/problem";
import { commitHash, releaseName } from "../core/release";

export type Given = Readonly<Record<string, unknown>>;

interface Option {
  readonly flag: string;
  readonly right: (text: string) => boolean;
  readonly allowed: string;
  readonly example: string;
}

const said = (text: string): boolean => text.trim().length > 0;

const known = {
  key: {
    right: (text) => keyPattern.test(text) && text.length <= 100,
    allowed: "lower-case letters and digits, with single - : . / between them",
    example: "preview:dev",
  },
  title: { right: (text) => said(text) && text.length <= 256, allowed: "1 to 256 characters", example: '"…"' },
  because: { right: said, allowed: "a sentence", example: '"…"' },
  pullRequest: { right: (text) => /^[1-9]\d{0,8}$/.test(text), allowed: "a whole number from 1", example: "123" },
  file: { right: said, allowed: "a file of Markdown", example: "text.md" },
  commit: {
    right: (text) => commitHash.safeParse(text).success,
    allowed: "7 to 40 hexadecimal digits",
    example: "9f8d0b1",
  },
  release: {
    right: (text) => releaseName.safeParse(text).success,
    allowed: "1 to 64 letters, digits, '.', '_', '+' or '-'",
    example: "2.0.0",
  },
  tag: {
    right: (text) => /^[A-Za-z0-9][A-Za-z0-9._/+-]{0,99}$/.test(text) && !/\.\.|\/\/|[./]$|\.lock$/.test(text),
    allowed: "a tag as git takes it",
    example: "v2.0.0",
  },
} as const satisfies Readonly<Record<string, Omit<Option, "flag">>>;

type Name = keyof typeof known;

const flagOf = (name: Name): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Reads options that have to be there. @throws InvalidInput with everything that is wrong with them. */
export function needed<Names extends Name>(given: Given, ...names: readonly Names[]): Readonly<Record<Names, string>> {
  const problems = names.flatMap((name) => problemOf(name, given[name]));
  if (problems.length > 0) throw new InvalidInput(problems);
  return Object.fromEntries(names.map((name) => [name, given[name]])) as Record<Names, string>;
}

/** The same for one that may be left out. */
export const optional = (given: Given, name: Name): string | undefined =>
  given[name] === undefined ? undefined : needed(given, name)[name];

function problemOf(name: Name, value: unknown): readonly Problem[] {
  const { right, allowed, example } = known[name];
  if (typeof value === "string" && right(value)) return [];
  const [where, wrong] = [flagOf(name), value === undefined ? "missing" : "not valid"];
  return [{ where, wrong, found: show(value), allowed, change: `${where} ${example}` }];
}

/** @throws InvalidInput where it cannot be read. */
export function textIn(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new InvalidInput([
      { where: "--file", wrong: "it cannot be read", found, allowed: "a file of Markdown", change: "name one" },
    ]);
  }
}
