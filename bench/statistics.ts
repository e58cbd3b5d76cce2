/** Middle, smallest and largest of several measurements. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)! };
}

/** Ratios pair by pair: each run is compared with the one of the same round, so that a slow minute slows both. */
export function ratios(values: readonly number[], against: readonly number[]): Spread {
  return spread(values.map((value, round) => value / against[round]!));
}
