import type { LoadLimits } from "./checks";

/** One request of many: how long it took, and what was wrong with its answer. */
export interface Shot {
  readonly seconds: number;
  /** Undefined where the answer was as it has to be. */
  readonly fault: string | undefined;
}

export interface Verdict {
  readonly passed: boolean;
  /** In one line, with the numbers. */
  readonly found: string;
}

/** Judges many requests by what may be lost, and by how long 99 of 100 may take. None at all have shown nothing. */
export function judgeLoad(shots: readonly Shot[], { errorPercent, p99Seconds }: LoadLimits): Verdict {
  if (shots.length === 0) return { passed: false, found: "no request was made" };
  const faults = shots.flatMap(({ fault }) => fault ?? []);
  const percent = (faults.length / shots.length) * 100;
  const p99 = percentile(
    shots.map(({ seconds }) => seconds),
    99,
  );
  const often = commonest(faults);
  return {
    passed: percent <= errorPercent && p99 <= p99Seconds,
    found: [
      `${shots.length} requests`,
      `${faults.length} lost (${rounded(percent)} %, allowed ${errorPercent} %)${often === undefined ? "" : `, most often: ${often}`}`,
      `p99 ${rounded(p99)} s (allowed ${p99Seconds} s)`,
    ].join("; "),
  };
}

/** The smallest of the values that so many percent of them do not exceed; 0 of none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
}

function commonest(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].reduce<[string, number] | undefined>(
    (most, one) => (most === undefined || one[1] > most[1] ? one : most),
    undefined,
  )?.[0];
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
