import { closest, distance } from "fastest-levenshtein";

/** The known name that a mistyped one most likely meant; none when nothing is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const candidate = closest(name, known);
  const tolerance = Math.max(2, Math.floor(candidate.length / 3));
  return distance(name.toLowerCase(), candidate.toLowerCase()) <= tolerance ? candidate : undefined;
}

/** `, did you mean "x"?` or nothing. */
export function didYouMean(name: string, known: readonly string[]): string {
  const candidate = nearest(name, known);
  return candidate === undefined ? "" : `, did you mean "${candidate}"?`;
}
