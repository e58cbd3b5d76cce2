import { randomInt } from "node:crypto";

const ADVERBS = [
  "barely",
  "boldly",
  "calmly",
  "gently",
  "gladly",
  "highly",
  "keenly",
  "kindly",
  "mostly",
  "nearly",
  "openly",
  "quietly",
  "rarely",
  "softly",
  "surely",
  "warmly",
];
const ADJECTIVES = [
  "agile",
  "amber",
  "brave",
  "bright",
  "clever",
  "cosmic",
  "eager",
  "fair",
  "gentle",
  "humble",
  "jolly",
  "lively",
  "mellow",
  "noble",
  "proud",
  "quick",
  "rapid",
  "sunny",
  "tidy",
  "wise",
];
const ANIMALS = [
  "badger",
  "beaver",
  "bison",
  "cougar",
  "crane",
  "dingo",
  "falcon",
  "ferret",
  "gecko",
  "heron",
  "ibex",
  "jackal",
  "koala",
  "lemur",
  "lynx",
  "marmot",
  "newt",
  "otter",
  "puffin",
  "raven",
  "stork",
  "tapir",
  "walrus",
  "zebra",
];

const pick = (words: readonly string[]): string => words[randomInt(words.length)] as string;

/** A name of so many words: adverbs, then one adjective, then one animal. */
export function petName(words: number, separator: string, prefix?: string): string {
  const adverbs = Array.from({ length: Math.max(0, words - 2) }, () => pick(ADVERBS));
  const name = [...adverbs, ...(words > 1 ? [pick(ADJECTIVES)] : []), pick(ANIMALS)];
  return [...(prefix ? [prefix] : []), ...name].join(separator);
}
