import Table from "cli-table3";
import { ratios, spread, type Spread } from "./statistics";

/** What one program took for one operation. */
export interface Measured {
  /** One entry a round, in the order of the rounds. */
  readonly seconds: readonly number[];
  readonly peakMiB: number | undefined;
}

/** By operation and program. */
export type Results = Readonly<Record<string, Readonly<Record<string, Measured>>>>;

export interface Row {
  readonly operation: string;
  readonly program: string;
  readonly seconds: Spread;
  readonly peakMiB: number | undefined;
  /** By the program compared with, round by round. */
  readonly ratios: Readonly<Record<string, Spread>>;
}

export function rows(results: Results, against: readonly string[]): readonly Row[] {
  return Object.entries(results).flatMap(([operation, programs]) =>
    Object.entries(programs).map(([program, { seconds, peakMiB }]) => ({
      operation,
      program,
      seconds: spread(seconds),
      peakMiB,
      ratios: Object.fromEntries(
        against.flatMap((name) => {
          const baseline = programs[name];
          return name === program || baseline === undefined ? [] : [[name, ratios(seconds, baseline.seconds)]];
        }),
      ),
    })),
  );
}

/** Medians, with the smallest and largest in brackets. */
export function table(all: readonly Row[], against: readonly string[]): string {
  const text = (value: Spread | undefined, unit: string): string =>
    value === undefined ? "" : `${value.median.toFixed(2)}${unit} (${value.min.toFixed(2)}–${value.max.toFixed(2)})`;
  const printed = new Table({
    head: ["operation", "program", "time", "peak memory", ...against.map((name) => `÷ ${name}`)],
    style: { head: [], border: [] },
  });
  printed.push(
    ...all.map(({ operation, program, seconds, peakMiB, ratios: compared }) => [
      operation,
      program,
      text(seconds, " s"),
      peakMiB === undefined ? "" : `${peakMiB.toFixed(0)} MiB`,
      ...against.map((name) => text(compared[name], " ×")),
    ]),
  );
  return printed.toString();
}
