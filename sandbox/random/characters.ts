import { randomInt } from "node:crypto";

/** What a generated text may and must be made of, as RandomPassword and RandomString say it. */
export interface CharacterRules {
  readonly length: number;
  readonly lower: boolean;
  readonly upper: boolean;
  readonly numeric: boolean;
  readonly special: boolean;
  readonly minLower: number;
  readonly minUpper: number;
  readonly minNumeric: number;
  readonly minSpecial: number;
  readonly overrideSpecial?: string;
}

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const NUMERIC = "0123456789";
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** A text from a cryptographic source: the asked minimum of each kind, the rest from all kinds, in random order. */
export function randomCharacters(rules: CharacterRules): string {
  const special = rules.overrideSpecial || SPECIAL;
  const kinds = [
    { allowed: rules.lower, alphabet: LOWER, least: rules.minLower },
    { allowed: rules.upper, alphabet: LOWER.toUpperCase(), least: rules.minUpper },
    { allowed: rules.numeric, alphabet: NUMERIC, least: rules.minNumeric },
    { allowed: rules.special, alphabet: special, least: rules.minSpecial },
  ];
  const any = kinds.map(({ allowed, alphabet }) => (allowed ? alphabet : "")).join("");
  const required = kinds.flatMap(({ alphabet, least }) => draw(alphabet, least));
  return shuffled([...required, ...draw(any, rules.length - required.length)]).join("");
}

const draw = (alphabet: string, count: number): string[] =>
  Array.from({ length: count }, () => alphabet[randomInt(alphabet.length)] as string);

/** Fisher and Yates, from a cryptographic source. */
export function shuffled<T>(list: readonly T[]): T[] {
  const result = [...list];
  for (let last = result.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}
