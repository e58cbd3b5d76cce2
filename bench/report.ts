import Table from "cli-table3";
import type { Run } from "./measure";
import { ratios, spread, type Spread } from "./statistics";

/** Runs by operation and subject; one entry a round, in the order of the rounds. */
export type Results = Readonly<Record<string, Readonly<Record<string, readonly Run[]>>>>;

export interface Row {
  readonly operation: string;
  readonly subject: string;
  readonly seconds: Spread;
  readonly peakMiB: Spread | undefined;
  /** By the subject compared with, round by round. */
  readonly ratios: Readonly<Record<string, Spread>>;
}

export function rows(results: Results, against: readonly string[]): readonly Row[] {
  return Object.entries(results).flatMap(([operation, subjects]) =>
    Object.entries(subjects).map(([subject, runs]) => {
      const seconds = runs.map((run) => run.seconds);
      const peaks = runs.flatMap(({ peakMiB }) => peakMiB ?? []);
      const baselines = against.filter((name) => name !== subject && subjects[name] !== undefined);
      return {
        operation,
        subject,
        seconds: spread(seconds),
        peakMiB: peaks.length === 0 ? undefined : spread(peaks),
        ratios: Object.fromEntries(
          baselines.map((name) => [
            name,
            ratios(
              seconds,
              subjects[name]!.map((run) => run.seconds),
            ),
          ]),
        ),
      };
    }),
  );
}

/** Medians, with the smallest and largest in brackets. */
export function table(all: readonly Row[], against: readonly string[]): string {
  const text = (value: Spread | undefined, digits: number, unit: string): string =>
    value === undefined
      ? ""
      : `${value.median.toFixed(digits)}${unit} (${value.min.toFixed(digits)}–${value.max.toFixed(digits)})`;
  const printed = new Table({
    head: ["operation", "program", "time", "peak memory", ...against.map((name) => `÷ ${name}`)],
    style: { head: [], border: [] },
  });
  printed.push(
    ...all.map(({ operation, subject, seconds, peakMiB, ratios: compared }) => [
      operation,
      subject,
      text(seconds, 2, " s"),
      text(peakMiB, 0, " MiB"),
      ...against.map((name) => text(compared[name], 2, " ×")),
    ]),
  );
  return printed.toString();
}
