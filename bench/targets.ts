import Table from "cli-table3";
import type { Results } from "./report";
import { ratios, type Spread } from "./statistics";

/** A bound on a ratio of measured times. */
export interface Target {
  readonly operation: string;
  readonly program: string;
  /** Taken off first: what is judged is what the program adds to this one. */
  readonly beyond?: string;
  readonly against: string;
  readonly atMost: number;
}

export interface Verdict extends Target {
  readonly ratio: Spread;
  readonly met: boolean;
}

/** Judged by the median over the rounds; those of operations that were not measured are left out. */
export function verdicts(targets: readonly Target[], results: Results): readonly Verdict[] {
  return targets.flatMap((target) => {
    const { operation, program, beyond, against, atMost } = target;
    const times = (name: string): readonly number[] => results[operation]?.[name]?.seconds ?? [];
    const [own, base, baseline] = [times(program), beyond === undefined ? [] : times(beyond), times(against)];
    if (own.length === 0 || baseline.length === 0) return [];
    const ratio = beyond === undefined ? ratios(own, baseline) : ratios(minus(own, base), baseline);
    return [{ ...target, ratio, met: ratio.median <= atMost }];
  });
}

const minus = (values: readonly number[], others: readonly number[]): readonly number[] =>
  values.map((value, round) => value - others[round]!);

export function verdictTable(all: readonly Verdict[]): string {
  const printed = new Table({ head: ["target", "measured", "at most", ""], style: { head: [], border: [] } });
  printed.push(
    ...all.map(({ operation, program, beyond, against, ratio: { median, min, max }, atMost, met }) => [
      `${operation}: ${beyond === undefined ? program : `what packs add to ${beyond}`} ÷ ${against}`,
      `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`,
      atMost.toFixed(1),
      met ? "met" : "missed",
    ]),
  );
  return printed.toString();
}
